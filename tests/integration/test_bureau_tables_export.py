"""Exports: the list's rows as a file that runs nothing, and views that people keep."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.bureau.tables import export
from youjian.bureau.tables.cells import restored
from youjian.ledger.scope import EVERYTHING, set_scope

APPLIED = datetime(2026, 9, 15)  # noqa: DTZ001 - a cell has no zone
HOSTILE = '=HYPERLINK("http://example.invalid","点击")'


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city with a station whose name would run in a spreadsheet."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        with module_database.connect("bureau") as conn:
            set_scope(conn, EVERYTHING)
            conn.execute("UPDATE ledger.stations SET name = %s WHERE station_id = %s", [HOSTILE, LEPING_2])
            conn.execute(
                "INSERT INTO ledger.seals (station_id, dispenser_id, position, seal_no, applied_on)"
                " VALUES (%s, 1, 'encoder', '00012345', '2026-09-15')",
                [ZHUSHAN],
            )
        from youjian.bureau.accounts import services

        services.take_accounts(
            [office._person("guanli", "admin", ["3602"]), office._person("yunwei", "police", ["3602"])]
        )
        yield module_database


@pytest.fixture(scope="module")
def clerk(city: Database) -> Person:
    """Somebody who may export."""
    return Person("guanli")


def book(person: Person, path: str, **headers: str) -> Any:
    """An exported workbook."""
    answer = person.see(f"/tables/{path}", **headers)
    assert answer.status_code == 200, answer.content
    return load_workbook(io.BytesIO(b"".join(answer)))


def cells(sheet: Any) -> list[tuple[Any, ...]]:
    """All values of a sheet."""
    return list(sheet.iter_rows(values_only=True))


def test_a_workbook_has_the_templates_columns_and_says_what_it_is(clerk: Person) -> None:
    found = book(clerk, "seals/export?seal_no=123")
    table, about = found.worksheets
    header, row = cells(table)
    assert header == ("加油站编号*", "加油机号*", "铅封位置*", "铅封号*", "施封日期*", "拆封日期", "拆封原因")
    assert row == (ZHUSHAN, 1, "编码器", "00012345", APPLIED, None, None)
    assert (table.freeze_panes, table["D2"].data_type, table["E2"].number_format) == ("A2", "s", "yyyy-mm-dd")
    said = dict(cells(about))
    assert (about.title, said["行数"], said["筛选：铅封号"]) == ("说明", "1", "123")


def test_a_workbook_speaks_english(clerk: Person) -> None:
    table, about = book(clerk, "seals/export", **{"X-Language": "en"}).worksheets
    assert cells(table)[0][:3] == ("Station id*", "Dispenser*", "Position*")
    assert cells(table)[1][2] == "Encoder"
    assert (table.title, about.title) == ("Seals", "About")


def test_text_that_looks_like_a_formula_stays_text(clerk: Person) -> None:
    table = book(clerk, f"stations/export?station_id={LEPING_2}").worksheets[0]
    assert (table["B2"].value, table["B2"].data_type) == (HOSTILE, "s")
    answer = clerk.see(f"/tables/stations/export?format=csv&station_id={LEPING_2}&columns=station_id,name")
    raw = b"".join(answer)
    assert raw.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert (header, row) == (["加油站编号", "加油站名称"], [LEPING_2, "'" + HOSTILE])
    assert restored(row[1]) == HOSTILE


def test_chosen_columns_come_as_the_list_shows_them(clerk: Person) -> None:
    table = book(clerk, "tank_charts/export?columns=station_name,lines&sort=station_id").worksheets[0]
    assert cells(table)[:2] == [("加油站", "行数"), ("三龙加油站", 2)]


def test_a_chart_is_exported_line_by_line(clerk: Person) -> None:
    table = book(clerk, f"tank_charts/export?station_id={LEPING}").worksheets[0]
    lines = cells(table)
    assert lines[0] == ("加油站编号*", "油罐号*", "启用时间*", "高度（mm）*", "容积（L）*")
    assert [line[3:] for line in lines[1:]] == [(0, 0), (2500, 30000)]


def test_times_are_those_of_the_wall_clock_in_china(city: Database, clerk: Person) -> None:
    with city.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        conn.execute(
            "INSERT INTO ledger.price_caps VALUES ('3602', '92', '2026-11-21 16:00+00', 799)"
            " ON CONFLICT DO NOTHING"
        )
    header, row = cells(book(clerk, "price_caps/export").worksheets[0])
    assert dict(zip(header, row, strict=True))["执行时间*"] == datetime(2026, 11, 22)  # noqa: DTZ001 - a cell has no zone


def test_every_table_is_exported_both_ways(clerk: Person) -> None:
    for table in clerk.see("/tables").json():
        for form in ("xlsx", "csv"):
            answer = clerk.see(f"/tables/{table['name']}/export?format={form}")
            assert answer.status_code == 200, (table, form, answer.content)
            assert len(b"".join(answer)) == int(answer["Content-Length"])


def test_an_export_is_journaled_with_its_filter(city: Database, clerk: Person) -> None:
    clerk.see("/tables/stations/export?status=operating&region_code=360281&q=加油")
    with city.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        found = conn.execute(
            "SELECT object, after FROM bureau.journal_journalentry WHERE action = 'table.export'"
            " ORDER BY number DESC LIMIT 1"
        ).fetchone()
    wanted = {"status": ["operating"], "region_code": ["360281"], "q": ["加油"]}
    assert found is not None
    assert len(found[1].pop("mark")) == 8
    assert found == ("table:stations", {"format": "xlsx", "filter": wanted, "rows": 0})


@pytest.mark.parametrize(
    ("username", "query", "status", "named"),
    [
        ("yunwei", "stations/export", 403, "导出"),
        ("guanli", "stations/export?format=pdf", 422, "format"),
        ("guanli", "stations/export?columns=name,nme", 422, "nme"),
        ("guanli", "stations/export?nme=1", 422, "nme"),
        ("guanli", "journals/export", 404, "journals"),
    ],
)
def test_an_export_that_cannot_be_is_refused_by_name(
    city: Database, username: str, query: str, status: int, named: str
) -> None:
    answer = Person(username).see(f"/tables/{query}")
    assert answer.status_code == status
    assert named in answer.json()["message"]


def test_too_many_rows_are_told(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    answer = clerk.see("/tables/stations/export")
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_rows")
    assert "3" in answer.json()["message"]


def test_a_view_belongs_to_its_owner_and_may_be_shared_with_the_department(city: Database) -> None:
    mine, colleague = Person("zhiban"), Person("leping")
    kept = mine.send("/tables/stations/views", {"name": " 乐平  站 ", "query": "region_code=360281"}).json()
    assert kept == {
        "id": kept["id"],
        "name": "乐平 站",
        "query": "region_code=360281",
        "shared": False,
        "mine": True,
    }
    assert colleague.see("/tables/stations/views").json() == []
    shared = mine.send("/tables/stations/views", {"name": "共享", "query": "q=1", "shared": True}).json()
    (seen,) = colleague.see("/tables/stations/views").json()
    assert seen == {**shared, "mine": False}
    assert [view["name"] for view in mine.see("/tables/stations/views").json()] == ["乐平 站", "共享"]
    assert drop(colleague, shared["id"]).status_code == 404
    assert drop(mine, shared["id"]).status_code == 204
    assert colleague.see("/tables/stations/views").json() == []


def test_a_name_is_used_once_and_fifty_views_are_enough(city: Database) -> None:
    person = Person("jiancha")
    for number in range(50):
        assert person.send("/tables/tanks/views", {"name": f"视图{number}", "query": ""}).status_code == 200
    assert person.send("/tables/nozzles/views", {"name": "视图1", "query": ""}).status_code == 200
    assert person.send("/tables/nozzles/views", {"name": "视图1", "query": ""}).json()["code"] == "name_taken"
    assert (
        person.send("/tables/tanks/views", {"name": "再来", "query": ""}).json()["code"] == "too_many_views"
    )
    assert person.send("/tables/tanks/views", {"name": "  ", "query": ""}).status_code == 422
    assert person.send("/tables/journal/views", {"name": "a", "query": ""}).status_code == 403


def drop(person: Person, view_id: int) -> Any:
    """Forget a view."""
    return person.delete(f"/api/v1/views/{view_id}", headers={"X-CSRFToken": person.token})


def test_dates_in_csv_are_iso(clerk: Person) -> None:
    raw = b"".join(clerk.see("/tables/seals/export?format=csv&columns=applied_on,removed_on"))
    assert raw.decode("utf-8-sig").splitlines()[1] == f"{date(2026, 9, 15)},"


def test_every_printed_page_says_whose_copy_it_is_and_the_journal_knows_it(clerk: Person) -> None:
    from youjian.bureau.journal.models import JournalEntry
    from youjian.bureau.scope import scoped

    exported = book(clerk, "stations/export?format=xlsx")
    first = exported.worksheets[0]
    footer = first.oddFooter.left.text
    with scoped():
        entry = JournalEntry.objects.filter(action="table.export").order_by("-number").first()
    assert entry is not None
    mark = entry.after["mark"]
    assert "guanli" in footer
    assert footer.endswith(mark)
    assert first.oddHeader.right.text == footer
    assert mark in {row[1] for row in cells(exported.worksheets[1])}
