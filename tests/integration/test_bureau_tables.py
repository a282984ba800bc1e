"""Lists: every table answers, filters, sorts and pages within the scope, and says what it does not know."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import names, office_on, page
from youjian.ledger.scope import EVERYTHING, set_scope


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city, with an alert in each county and a certificate."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        office.say(module_database, office.gap(), office.gap(LEPING, severity="warning"))
        office.publish()
        with module_database.connect("bureau") as conn:
            set_scope(conn, EVERYTHING)
            conn.execute(
                "INSERT INTO ledger.verifications (station_id, nozzle_id, verified_on, certificate_no,"
                " result, valid_until) VALUES (%s, 3, '2026-03-01', '00检=1', 'pass', '2026-08-31')",
                [ZHUSHAN],
            )
        yield module_database


@pytest.fixture(scope="module")
def duty(city: Database) -> Person:
    """Somebody who sees the whole city."""
    return Person("zhiban")


@pytest.mark.parametrize(
    ("username", "some"),
    [("shenji", {"journal"}), ("zhiban", {"stations", "nozzles", "alerts", "tank_charts"})],
)
def test_every_table_answers_in_both_languages(city: Database, username: str, some: set[str]) -> None:
    person = Person(username)
    listed = person.see("/tables").json()
    assert {table["name"] for table in listed} >= some
    for table in listed:
        chinese, english = page(person, table["name"]), page(person, table["name"], **{"X-Language": "en"})
        assert chinese["title"] == table["title"] != english["title"]
        titles = [
            (a["title"], b["title"]) for a, b in zip(chinese["columns"], english["columns"], strict=True)
        ]
        assert all(zh and en.removesuffix("20 °C").isascii() for zh, en in titles)
        assert chinese["total"] == len(chinese["items"]) or chinese["total"] > 50
        assert len({item["_key"] for item in chinese["items"]}) == len(chinese["items"])


def test_rows_hold_raw_values_and_the_key(duty: Person) -> None:
    found = page(duty, "stations?station_id=" + ZHUSHAN)
    (row,) = found["items"]
    assert (row["_key"], row["name"], row["link"], row["worst"]) == (ZHUSHAN, "三龙加油站", "new", "red")
    assert (row["vapour_monitoring"], row["opened_on"], row["open_alerts"]) == (False, "2015-05-01", 1)
    status = next(column for column in found["columns"] if column["name"] == "status")
    assert {"code": "operating", "title": "营业"} in status["choices"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [ZHUSHAN, LEPING, LEPING_2]),
        ("q=一站", [LEPING]),
        ("q=" + LEPING_2, [LEPING_2]),
        ("name=乐平", [LEPING, LEPING_2]),
        ("region_code=360281", [LEPING, LEPING_2]),
        ("region_code=3602", [ZHUSHAN, LEPING, LEPING_2]),
        ("worst=red&worst=yellow", [ZHUSHAN, LEPING]),
        ("worst=__none__", [LEPING_2]),
        ("worst=__none__&worst=red", [ZHUSHAN, LEPING_2]),
        ("open_alerts.from=1", [ZHUSHAN, LEPING]),
        ("opened_on.from=2015-05-01&opened_on.to=2015-05-01", [ZHUSHAN, LEPING, LEPING_2]),
        ("opened_on.to=2015-04-30", []),
        ("vapour_monitoring=true", []),
        ("controlling_group=__none__&link=new", [ZHUSHAN, LEPING, LEPING_2]),
        ("sort=-worst,station_id", [ZHUSHAN, LEPING, LEPING_2]),
        ("sort=worst", [LEPING, ZHUSHAN, LEPING_2]),
        ("sort=-name", [LEPING_2, LEPING, ZHUSHAN]),
        ("name=%25&q=", []),
        ("size=1&page=2", [LEPING]),
        ("size=2&page=9", []),
    ],
)
def test_stations_are_filtered_and_sorted(duty: Person, query: str, expected: list[str]) -> None:
    assert names(page(duty, f"stations?{query}")) == expected


def test_total_counts_all_pages(duty: Person) -> None:
    found = page(duty, "stations?size=1&page=3")
    assert (found["total"], found["page"], found["size"], len(found["items"])) == (3, 3, 1, 1)


def test_time_ranges_are_business_days(duty: Person) -> None:
    """Noon UTC of the 21st is still the 21st in China; 16:00 UTC of it is the 22nd."""
    assert page(duty, "alerts?started_at.from=2026-11-22&started_at.to=2026-11-22")["total"] == 2
    assert page(duty, "alerts?started_at.from=2026-11-23")["total"] == 0
    assert page(duty, "alerts?started_at=2026-11-21")["total"] == 0


def test_a_county_sees_its_own(city: Database) -> None:
    person = Person("leping")
    assert names(page(person, "stations")) == [LEPING, LEPING_2]
    assert names(page(person, "alerts")) == [LEPING]
    assert names(page(person, "nozzles")) == [LEPING, LEPING_2]
    assert page(person, f"tanks?station_id={ZHUSHAN}")["total"] == 0


def test_tables_of_stations_are_found_by_county_and_name(duty: Person) -> None:
    assert names(page(duty, "tanks?station_region=360281&sort=-station_name")) == [LEPING_2, LEPING]
    assert names(page(duty, "nozzles?station_name=三龙")) == [ZHUSHAN]
    found = page(duty, f"nozzles?station_id={ZHUSHAN}")["items"][0]
    assert (found["certificate_no"], found["verified_until"]) == ("00检=1", "2026-08-31")
    chart = page(duty, f"tank_charts?station_id={ZHUSHAN}")["items"][0]
    assert (chart["lines"], chart["height_mm"], chart["volume_l"], chart["valid_until"]) == (
        2,
        2500,
        30000,
        None,
    )


def test_alerts_speak_the_language_asked_for(duty: Person) -> None:
    chinese = page(duty, "alerts?colour=red")["items"][0]
    english = page(duty, "alerts?colour=red", **{"X-Language": "en"})["items"][0]
    assert chinese["message"].startswith("累计泵码增加")
    assert english["message"].startswith("The totalizer rose")
    assert page(duty, "alerts?q=totalizer rose")["total"] == 2
    assert names(page(duty, "alerts?sort=-colour"), "colour") == ["red", "yellow"]


@pytest.mark.parametrize(
    ("path", "status", "code", "named"),
    [
        ("nothing", 404, "not_found", "nothing"),
        ("stations?colour=red&nme=x", 422, "unknown_parameter", "colour, nme"),
        ("stations?sort=nme", 422, "unknown_column", "nme"),
        ("changes?sort=what", 422, "not_sortable", "对象"),
        ("stations?status=gone", 422, "bad_value", "gone"),
        ("stations?opened_on=2015.5.1", 422, "bad_value", "2015.5.1"),
        ("stations?opened_on.from=0001-01-01", 422, "bad_value", "opened_on"),
        ("stations?open_alerts.from=many", 422, "bad_value", "many"),
        ("stations?open_alerts=nan", 422, "bad_value", "nan"),
        ("stations?vapour_monitoring=maybe", 422, "bad_value", "maybe"),
        ("stations?region_code=x", 422, "bad_value", "region_code"),
        ("stations?name.from=a", 422, "bad_value", "name"),
        ("stations?name=%00", 422, "bad_value", ""),
        ("stations?q=" + "长" * 201, 422, "bad_value", ""),
        ("stations?size=501", 422, "bad_value", "501"),
        ("stations?page=0", 422, "bad_value", "page"),
        ("journal", 403, "forbidden", "查看操作日志"),
    ],
)
def test_what_a_table_does_not_know_is_named(
    duty: Person, path: str, status: int, code: str, named: str
) -> None:
    answer = duty.see(f"/tables/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert named in answer.json()["message"]
    english = duty.see(f"/tables/{path}", **{"X-Language": "en"}).json()["message"]
    assert english != answer.json()["message"]


def test_a_change_of_the_register_says_what_became_of_what(city: Database, duty: Person) -> None:
    with city.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        conn.execute(
            "SELECT set_config('youjian.reason', '改造', true), set_config('youjian.source', 'form', true)"
        )
        conn.execute("UPDATE ledger.tanks SET capacity_l = 30500 WHERE station_id = %s", [ZHUSHAN])
    (row,) = page(duty, "changes?kind=changed&reason=改造")["items"]
    assert (row["table_name"], row["what"], row["source"]) == ("tanks", "1", "form")
    assert "标称容量" in row["difference"]
    assert "30500" in row["difference"]
    assert page(Person("leping"), "changes?kind=changed")["total"] == 0
