"""A station's register on any day, and how the register stands."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, furnish
from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.registry.changing import changing
from youjian.bureau.times import now
from youjian.contract.fields import business_day


@pytest.fixture
def office(office_database: Database) -> Database:
    furnish(office_database)
    return office_database


def execute(statement: str, parameters: list[Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def rename(name: str, on: date | None = None) -> None:
    with changing(SYSTEM, "企业更名", "form", on):
        execute("UPDATE stations SET name = %s WHERE station_id = %s", [name, ZHUSHAN])


def read(on: date | None = None, person: Person | None = None) -> dict[str, Any]:
    asked = f"?on={on}" if on else ""
    return (person or Person("zhiban")).see(f"/stations/{ZHUSHAN}/dossier{asked}").json()


def name_on(on: date | None) -> str:
    return read(on)["rows"]["stations"][0]["name"]


def test_a_day_before_a_change_shows_what_stood_then(office: Database) -> None:
    today = business_day(now())
    before = name_on(None)
    rename("三龙中心加油站", today)
    rename("三龙第一加油站", today - timedelta(days=10))
    assert name_on(None) == "三龙第一加油站"
    assert name_on(today - timedelta(days=11)) == before


def test_each_field_goes_back_by_itself(office: Database) -> None:
    """A later day of effect may have been noted first: taking it back must not take the other with it."""
    today = business_day(now())
    before = name_on(None)
    rename("三龙中心加油站", today)
    with changing(SYSTEM, "核对地址", "form", today - timedelta(days=20)):
        execute("UPDATE stations SET address = '三龙镇1号' WHERE station_id = %s", [ZHUSHAN])
    [station] = read(today - timedelta(days=5))["rows"]["stations"]
    assert (station["name"], station["address"]) == (before, "三龙镇1号")


def test_what_was_added_or_taken_away_since_is_told_apart(office: Database) -> None:
    today = business_day(now())
    with changing(SYSTEM, "新装", "form", today):
        execute("INSERT INTO dispensers (station_id, dispenser_id, maker) VALUES (%s, 9, '甲厂')", [ZHUSHAN])
        execute("DELETE FROM nozzles WHERE station_id = %s", [ZHUSHAN])
    held, earlier = read()["rows"], read(today - timedelta(days=1))["rows"]
    assert 9 in [row["dispenser_id"] for row in held["dispensers"]]
    assert 9 not in [row["dispenser_id"] for row in earlier["dispensers"]]
    assert (held["nozzles"], [row["nozzle_id"] for row in earlier["nozzles"]]) == ([], [3])
    assert [row["lines"] for row in held["tank_charts"]] == [2]


def test_a_day_before_the_station_opened_says_so(office: Database) -> None:
    answer = read(date(1990, 1, 1))
    assert answer["there"] is False
    assert answer["rows"]["tanks"] == [] or answer["rows"]["stations"] == []


def test_another_countys_dossier_is_not_there(office: Database) -> None:
    assert Person("leping").see(f"/stations/{ZHUSHAN}/dossier").status_code == 404
    assert Person("leping").see(f"/stations/{LEPING}/dossier").status_code == 200
    assert Person("zhiban").see(f"/stations/{ZHUSHAN}/dossier?on=someday").status_code == 422


def test_the_standing_counts_within_the_scope(office: Database) -> None:
    whole, county = (Person(who).see("/overview/register").json() for who in ("zhiban", "leping"))
    assert (whole["stations"], whole["nozzles"], whole["never_verified"]) == (3, 3, 3)
    assert (county["stations"], county["tanks"], county["tanks_without_chart"]) == (2, 2, 0)
    assert county["changes_today"] < whole["changes_today"]


def test_a_page_asks_as_much_for_many_tanks_as_for_one(office: Database) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person = Person("zhiban")

    def asked() -> list[int]:
        counted = []
        for path in ("", "/dossier", "/dossier?on=2026-01-01"):
            with CaptureQueriesContext(connection) as queries:
                assert person.see(f"/stations/{ZHUSHAN}{path}").status_code == 200
            counted.append(len(queries))
        return counted

    asked()
    few = asked()
    with changing(SYSTEM, "扩建", "form"):
        for number in range(2, 12):
            execute(
                "INSERT INTO tanks (station_id, tank_id, product, capacity_l, safe_fill_l, diameter_mm,"
                " density20_kg_m3) VALUES (%s, %s, '92', 30000, 27000, 2500, 735)",
                [ZHUSHAN, number],
            )
            execute(
                "INSERT INTO nozzles (station_id, nozzle_id, dispenser_id, tank_id, product)"
                " VALUES (%s, %s, 1, %s, '92')",
                [ZHUSHAN, number + 10, number],
            )
    assert asked() == few
