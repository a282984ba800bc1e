"""Rows into the register: what is refused and why, what is written, and what follows from it."""

import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import psycopg.sql
import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, LEPING_2, NOON, ZHUSHAN, furnish
from youjian.bureau.accounts.contracts import SYSTEM, Actor
from youjian.bureau.problems import Problem
from youjian.bureau.scope import scoped

USCC, OTHER_USCC = "91350100M000100Y43", "91360203MA0001009C"
PROFILE = Path(__file__).parents[2] / "src" / "youjian" / "profiles" / "jingdezhen"
COUNTY = Actor("ledger", "乐平某人", ("360281",), frozenset({"registry.manage", "station.see"}))
STATION = {
    "station_id": "3602810009",
    "name": "乐平九站",
    "region_code": "360281",
    "ownership": "private",
    "uscc": USCC,
    "licence_no": "示9",
    "vapour_monitoring": False,
    "longitude": 117.2,
    "latitude": 29.3,
    "status": "operating",
    "opened_on": "2020-01-01",
}
TANK = {
    "station_id": LEPING,
    "tank_id": 2,
    "product": "95",
    "capacity_l": 30000,
    "safe_fill_l": 27000,
    "diameter_mm": 2500,
    "density20_kg_m3": 745,
}
NOZZLE = {"station_id": LEPING, "nozzle_id": 4, "dispenser_id": 2, "tank_id": 1, "product": "92"}


@pytest.fixture
def office(office_database: Database) -> Database:
    furnish(office_database)
    return office_database


def check(sheet: str, *rows: dict[str, Any], actor: Actor = SYSTEM) -> list[Any]:
    from youjian.bureau.registry.writing import check_rows

    return check_rows(actor, sheet, rows)


def write(sheet: str, *rows: dict[str, Any], actor: Actor = SYSTEM, **said: Any) -> Any:
    from youjian.bureau.registry.writing import write_rows

    return write_rows(actor, sheet, rows, **{"reason": "核对档案", "source": "form", **said})


def faults(sheet: str, row: dict[str, Any], actor: Actor = SYSTEM) -> dict[str | None, str]:
    """What is wrong with one row, by column, in Chinese."""
    [result] = check(sheet, row, actor=actor)
    assert (result.kind == "bad") == bool(result.errors)
    assert all(zh and en and zh != en for _, zh, en in result.errors)
    return {name: zh for name, zh, _ in result.errors}


def row(sheet: str, **key: Any) -> dict[str, Any] | None:
    from youjian.bureau.registry.sheets import SHEETS
    from youjian.bureau.registry.stored import row_of

    with scoped():
        return row_of(SHEETS[sheet], key)


def test_a_new_a_changed_and_an_unchanged_row_are_told_apart(office: Database) -> None:
    new, changed, same = check(
        "tanks", TANK, {**TANK, "tank_id": 1, "product": "92"}, {"station_id": LEPING, "tank_id": 1}
    )
    assert (new.kind, new.before) == ("new", None)
    assert (changed.kind, changed.before["density20_kg_m3"], changed.after["density20_kg_m3"]) == (
        "changed",
        735.0,
        745.0,
    )
    assert same.kind == "bad"  # the same key again with other content
    [same] = check("tanks", {"station_id": LEPING, "tank_id": 1})
    assert (same.kind, same.before) == ("same", same.after)
    counts = write("tanks", TANK)
    assert (counts.new, counts.changed, counts.same) == (1, 0, 0)
    assert write("tanks", TANK).same == 1


def test_a_missing_column_keeps_its_value_and_none_clears_it(office: Database) -> None:
    write("stations", {"station_id": LEPING, "address": "乐平大道1号", "contact_phone": "0798-1234567"})
    write("stations", {"station_id": LEPING, "contact_phone": None})
    after = row("stations", station_id=LEPING)
    assert after is not None
    assert (after["address"], after["contact_phone"], after["name"]) == ("乐平大道1号", None, "乐平一站")


BAD_STATIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"station_id": "36028100"}, "station_id", "10位"),
    ({"station_id": "4101050001", "region_code": "410105"}, "region_code", "未登记"),
    ({"region_code": "360203"}, "region_code", "不一致"),
    ({"uscc": "91350100M000100Y44"}, "uscc", "校验位"),
    ({"uscc": "91350100M000100YO3"}, "uscc", "写成O"),
    ({"uscc": "9135"}, "uscc", "18位"),
    ({"ownership": "nobody"}, "ownership", "可选项"),
    ({"longitude": 29.3, "latitude": 117.2}, "longitude", "写反"),
    ({"longitude": 11.72}, "longitude", "范围"),
    ({"opened_on": "2021-13-01"}, "opened_on", "不是日期"),
    ({"opened_on": "2105-01-01"}, "opened_on", "年份"),
    ({"licence_valid_until": "2019-01-01"}, "licence_valid_until", "早于"),
    ({"licence_no": f"示{ZHUSHAN}"}, "licence_no", "重复"),
    ({"closed_on": "2025-01-01"}, "closed_on", "已关停"),
    ({"contact_phone": "1.38E+10"}, "contact_phone", "电话"),
    ({"name": None}, "name", "补填"),
    ({"vapour_monitoring": "maybe"}, "vapour_monitoring", "“是”"),
    ({"pump": 1}, "pump", "没有"),
]
"""What a clerk mistypes, the column that is named and a word of what is said."""
BAD_ROWS: list[tuple[str, dict[str, Any], str, str]] = [
    ("tanks", {**TANK, "station_id": "3602819999"}, "station_id", "没有找到"),
    ("tanks", {**TANK, "safe_fill_l": 31000}, "safe_fill_l", "大于"),
    ("tanks", {**TANK, "capacity_l": 30}, "capacity_l", "立方米"),
    ("tanks", {**TANK, "density20_kg_m3": 0.745}, "density20_kg_m3", "kg/m³"),
    ("tanks", {**TANK, "diameter_mm": 2.5}, "diameter_mm", "毫米"),
    ("tanks", {**TANK, "installed_on": "2020-01-01", "retired_on": "2019-01-01"}, "retired_on", "早于"),
    ("nozzles", {**NOZZLE, "tank_id": 7}, "tank_id", "没有7号油罐"),
    ("nozzles", {**NOZZLE, "product": "95"}, "product", "不一致"),
    ("nozzles", {**NOZZLE, "station_id": LEPING_2}, "tank_id", "停用"),
    ("nozzles", {**NOZZLE, "nozzle_id": 4.5}, "nozzle_id", "整数"),
    (
        "verifications",
        {
            "station_id": LEPING,
            "nozzle_id": 9,
            "verified_on": "2026-01-01",
            "certificate_no": "1",
            "result": "pass",
            "valid_until": "2026-07-01",
        },
        "nozzle_id",
        "没有9号油枪",
    ),
    (
        "seals",
        {
            "station_id": LEPING,
            "dispenser_id": 1,
            "position": "encoder",
            "seal_no": "007",
            "applied_on": "2026-01-01",
            "removed_on": "2026-02-01",
        },
        "removed_reason",
        "一并",
    ),
    (
        "price_caps",
        {"region_code": "3602", "product": "92", "effective_from": "2026-10-01", "max_price_fen": 8},
        "max_price_fen",
        "分/升",
    ),
    (
        "regions",
        {"region_code": "360222", "name": "浮梁县", "parent_code": "3603", "level": "county"},
        "parent_code",
        "没有上级",
    ),
    (
        "operations",
        {"station_id": LEPING, "valid_from": "2014-01-01", "uscc": USCC, "ownership": "private"},
        "valid_from",
        "开业",
    ),
]


def test_a_bad_station_is_told_what_is_wrong(office: Database) -> None:
    assert faults("stations", STATION) == {}
    for changes, column, word in BAD_STATIONS:
        assert word in faults("stations", {**STATION, **changes}).get(column, ""), changes


def test_a_bad_row_is_told_what_is_wrong(office: Database) -> None:
    write("tanks", {"station_id": LEPING_2, "tank_id": 1, "retired_on": "2025-01-01"})
    for sheet, given, column, word in BAD_ROWS:
        assert word in faults(sheet, given).get(column, ""), given


def test_rows_outside_the_scope_are_refused_like_those_that_are_not_there(office: Database) -> None:
    assert faults("tanks", TANK, COUNTY) == {}
    hidden = faults("tanks", {**TANK, "station_id": ZHUSHAN}, COUNTY)["station_id"]
    absent = faults("tanks", {**TANK, "station_id": "3602039999"}, COUNTY)["station_id"]
    assert hidden.replace(ZHUSHAN, "x") == absent.replace("3602039999", "x")
    other = {**STATION, "station_id": "3602030099", "region_code": "360203"}
    assert "管辖" in faults("stations", other, COUNTY)["station_id"]
    cap = {"region_code": "3602", "product": "92", "effective_from": "2026-10-01", "max_price_fen": 770}
    assert "上级" in faults("price_caps", cap, COUNTY)["region_code"]
    with pytest.raises(Problem) as refused:
        check("tanks", TANK, actor=Actor("x", "x", ("3602",)))
    assert refused.value.status == 403


def test_one_bad_row_keeps_all_from_being_written(office: Database) -> None:
    with pytest.raises(Problem) as refused:
        write("tanks", TANK, {**TANK, "tank_id": 3, "safe_fill_l": 99000})
    assert (refused.value.status, refused.value.code) == (422, "invalid_row")
    assert "第2条" in refused.value.message
    assert [f["name"] for f in refused.value.details["fields"]] == ["safe_fill_l"]
    assert row("tanks", station_id=LEPING, tank_id=2) is None
    with pytest.raises(Problem) as refused:
        write("tanks", TANK, reason="  ")
    assert refused.value.code == "reason_missing"


def test_the_same_row_twice_is_harmless_and_another_content_is_not(office: Database) -> None:
    assert [c.kind for c in check("tanks", TANK, TANK)] == ["new", "same"]
    counts = write("tanks", TANK, TANK)
    assert (counts.new, counts.same) == (1, 1)
    second = check("tanks", TANK, {**TANK, "tank_id": 2, "safe_fill_l": 26000})[1]
    assert "第1条重复" in second.errors[0][1]
    assert "安全充装量" in second.errors[0][1]


def test_a_chart_may_not_fall(office: Database) -> None:
    line = {"station_id": LEPING, "tank_id": 1, "valid_from": "2026-01-01"}
    lines = [
        {**line, "height_mm": h, "volume_l": v} for h, v in ((0, 0), (100, 900), (200, 800), (300, 1500))
    ]
    checks = check("tank_charts", *lines)
    assert [c.kind for c in checks] == ["new", "new", "bad", "new"]
    assert "容积不得随高度减少" in checks[2].errors[0][1]
    lines[2]["volume_l"] = 900
    assert write("tank_charts", *lines).new == 4
    again = {**lines[0], "height_mm": 150, "volume_l": 950}
    assert "容积不得随高度减少" in faults("tank_charts", again)["volume_l"]


def test_a_used_mapping_is_followed_and_not_rewritten(office: Database) -> None:
    write("tanks", TANK)
    given = {"station_id": LEPING, "nozzle_id": 3, "valid_from": None, "tank_id": 2, "product": "95"}
    assert faults("nozzles", given) == {}
    with office.connect("intake") as conn:
        conn.execute(
            """
            INSERT INTO ledger.nozzle_states (station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml,
                amount_fen, unit_price_fen, received_at)
            VALUES (%s, 3, 1, 1, %s, 1, 1, 750, %s)
            """,
            [LEPING, NOON, NOON],
        )
    assert "另起一行" in faults("nozzles", given)["valid_from"]
    assert write("nozzles", {**given, "valid_from": "2026-11-01", "dispenser_id": 8}).new == 1
    assert row("dispensers", station_id=LEPING, dispenser_id=8) is not None


def test_a_new_operation_is_in_force_from_its_day_on(office: Database) -> None:
    from youjian.bureau.registry.tasks import operations_of_the_day, take_operations_into_force
    from youjian.bureau.times import now
    from youjian.contract.fields import business_day, day_bounds

    tomorrow = business_day(now()) + timedelta(days=1)
    sold = {
        "uscc": OTHER_USCC,
        "ownership": "sinopec",
        "controlling_group": "中国石化",
        "operating_mode": "owned",
    }
    write("stations", {"station_id": LEPING, **sold, "contact_name": "王站长"}, effective_on=tomorrow)
    now_is = row("stations", station_id=LEPING)
    assert now_is is not None
    assert (now_is["uscc"], now_is["ownership"], now_is["contact_name"]) == (USCC, "private", "王站长")
    coming = row("operations", station_id=LEPING, valid_from=tomorrow)
    assert coming is not None
    assert {name: coming[name] for name in sold} == sold
    assert _days_noted(office) == [("stations", None), ("operations", tomorrow)]
    midnight = int(day_bounds(tomorrow)[0].timestamp())
    operations_of_the_day(midnight - 1)
    assert row("stations", station_id=LEPING) == now_is
    operations_of_the_day(midnight)
    assert take_operations_into_force(tomorrow) == 0
    then = row("stations", station_id=LEPING)
    assert then is not None
    assert {name: then[name] for name in sold} == sold
    assert row("companies", uscc=OTHER_USCC) is not None


def _days_noted(database: Database) -> list[tuple[str, date | None]]:
    """From which day on the changes of a station by forms hold, oldest first."""
    query = """
    SELECT table_name, effective_on FROM ledger.register_changes
    WHERE source = 'form' AND station_id IS NOT NULL ORDER BY id
    """
    with database.connect("owner") as conn:
        return conn.execute(query).fetchall()


def test_a_changed_station_writes_its_operation_of_today_and_keeps_the_first(office: Database) -> None:
    from youjian.bureau.times import now
    from youjian.contract.fields import business_day

    write("stations", {"station_id": LEPING, "operating_mode": "leased"})
    first = row("operations", station_id=LEPING, valid_from=date(2015, 5, 1))
    assert first is not None
    assert first["operating_mode"] is None
    today = row("operations", station_id=LEPING, valid_from=business_day(now()))
    assert today is not None
    assert today["operating_mode"] == "leased"
    with pytest.raises(Problem) as refused:
        write("stations", {"station_id": LEPING, "operating_mode": "owned"}, effective_on=date(2024, 1, 1))
    assert "经营沿革" in refused.value.message
    back = {"station_id": LEPING, "valid_from": "2024-01-01", "uscc": USCC, "ownership": "foreign"}
    write("operations", back)
    still = row("stations", station_id=LEPING)
    assert still is not None
    assert (still["ownership"], still["operating_mode"]) == ("private", "leased")


def test_a_change_waits_for_the_one_that_runs_and_keeps_it(office: Database) -> None:
    from django.db import connections

    from youjian.bureau.registry.changing import changing

    def other() -> None:
        try:
            write("tanks", {"station_id": LEPING, "tank_id": 1, "safe_fill_l": 25000})
        finally:
            connections.close_all()

    second = threading.Thread(target=other)
    with changing(SYSTEM, "先改", "form"):
        second.start()
        _until_somebody_waits(office)
        write("tanks", {"station_id": LEPING, "tank_id": 1, "manifold": "甲"})
    second.join()
    after = row("tanks", station_id=LEPING, tank_id=1)
    assert after is not None
    assert (after["manifold"], after["safe_fill_l"]) == ("甲", 25000.0)


def _until_somebody_waits(database: Database) -> None:
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7053 AND NOT granted"
    with database.connect("owner", autocommit=True) as conn:
        while conn.execute(query).fetchall() == [(0,)]:
            pass


def test_the_number_of_statements_does_not_grow_with_the_rows(
    office: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[object] = []
    execute = psycopg.Cursor.execute
    monkeypatch.setattr(
        psycopg.Cursor,
        "execute",
        lambda self, *args, **more: (counted.append(args[0]), execute(self, *args, **more))[1],
    )

    def statements(count: int, first: int) -> int:
        counted.clear()
        write("nozzles", *({**NOZZLE, "nozzle_id": first + n} for n in range(count)))
        return len(counted)

    statements(1, 10)
    assert statements(300, 100) == statements(3, 1000) < 40


def test_what_the_register_holds_can_be_given_back_as_it_is(office_database: Database) -> None:
    """A city's rows, read and given again, change nothing and are all good."""
    from youjian.bureau.registry.loading import load_profile
    from youjian.bureau.registry.sheets import SHEETS
    from youjian.bureau.registry.stored import rows_of

    load_profile(SYSTEM, PROFILE)
    for sheet in SHEETS.values():
        with scoped():
            names = {row[0] for row in _keys(office_database, sheet.name, sheet.key()[0])}
            rows = rows_of(sheet, sheet.key()[0], names)
        assert rows, sheet.name
        assert {c.kind for c in check(sheet.name, *rows)} == {"same"}, sheet.name


def _keys(database: Database, table: str, column: str) -> list[tuple[Any, ...]]:
    query = psycopg.sql.SQL("SELECT DISTINCT {} FROM ledger.{}")
    names = psycopg.sql.Identifier(column), psycopg.sql.Identifier(table)
    with database.connect("owner") as conn:
        return conn.execute(query.format(*names)).fetchall()


@pytest.mark.parametrize(
    ("sheet", "values"),
    [
        ("stations", {"station_id": LEPING, "name": "乐平城北加油站"}),
        ("tanks", {"station_id": LEPING, "tank_id": 1, "safe_fill_l": 26000}),
    ],
)
def test_what_cannot_wait_for_its_day_is_not_taken_early(
    office: Database, sheet: str, values: dict[str, Any]
) -> None:
    from youjian.bureau.times import now
    from youjian.contract.fields import business_day

    key = {name: value for name, value in values.items() if name.endswith("_id")}
    before = row(sheet, **key)
    with pytest.raises(Problem) as refused:
        write(sheet, values, effective_on=business_day(now()) + timedelta(days=1))
    assert refused.value.details["fields"][0]["name"] == "effective_on"
    assert row(sheet, **key) == before
    write(sheet, values, effective_on=business_day(now()))
    assert row(sheet, **key) != before


def test_a_station_without_a_number_is_told_in_words_only(office: Database) -> None:
    said = faults("stations", {"name": "无编号加油站", "region_code": "360281"})
    assert "station_id" in said
    assert not any("None" in text for text in said.values())
