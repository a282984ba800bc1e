"""A station's life: closed, suspended, reopened, moved, merged and split, and nothing of its past is lost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from youjian.contract.fields import business_day, day_bounds

ZHUSHAN, LEPING, LEPING_2 = office.STATIONS
TODAY = business_day(datetime.now(UTC))
LONG_AGO = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def city(office_database: Database) -> Database:
    """The small city, and a clerk of the city and one of a county."""
    office.furnish(office_database)
    from youjian.bureau.accounts import services

    services.take_accounts(
        [office._person("dangan", "clerk", ["3602"]), office._person("leping_dangan", "clerk", ["360281"])]
    )
    return office_database


def order(**changes: Any) -> dict[str, Any]:
    """The least that a verb is told."""
    return {
        "effective_on": TODAY.isoformat(),
        "reason": "经营调整",
        "document_no": "瓷商〔2026〕12号",
        **changes,
    }


def rows(database: Database, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What the ledger holds."""
    with database.connect("owner") as conn:
        return conn.execute(statement, parameters).fetchall()


def test_closed_station_keeps_everything_and_says_since_when(city: Database) -> None:
    clerk = office.Person("dangan")
    answer = clerk.send(f"/stations/{LEPING}/close", order())
    assert answer.status_code == 200, answer.json()
    assert answer.json()["done"] is True
    assert rows(city, "SELECT status, closed_on FROM ledger.stations WHERE station_id = %s", LEPING) == [
        ("closed", TODAY)
    ]
    assert LEPING in [s["station_id"] for s in clerk.see("/stations").json()["items"]]
    [change] = rows(
        city,
        "SELECT username, reason, source, effective_on, before ->> 'status', after ->> 'status'"
        " FROM ledger.register_changes WHERE station_id = %s AND source = 'lifecycle'",
        LEPING,
    )
    assert change == (
        "dangan",
        "经营调整（文号：瓷商〔2026〕12号）",
        "lifecycle",
        TODAY,
        "operating",
        "closed",
    )


def test_dry_run_tells_and_does_nothing(city: Database) -> None:
    answer = office.Person("dangan").send(f"/stations/{LEPING}/close", order(dry_run=True)).json()
    assert answer["done"] is False
    assert LEPING in answer["effects"][0]["text"]
    assert rows(city, "SELECT status FROM ledger.stations WHERE station_id = %s", LEPING) == [("operating",)]
    assert rows(city, "SELECT count(*) FROM ledger.register_changes WHERE source = 'lifecycle'") == [(0,)]


@pytest.mark.parametrize(
    ("verb", "changes", "status", "code"),
    [
        ("close", {"effective_on": (TODAY + timedelta(days=1)).isoformat()}, 422, "future"),
        ("close", {"effective_on": "2015-04-30"}, 422, "before_opening"),
        ("close", {"effective_on": "2026-02-28"}, 422, "before_last_record"),
        ("suspend", {"effective_on": "2026-02-28"}, 422, "before_last_record"),
        ("reopen", {}, 409, "operating"),
        ("close", {"reason": ""}, 422, "invalid"),
    ],
)
def test_refusals_are_specific_in_both_languages(
    city: Database, verb: str, changes: dict[str, Any], status: int, code: str
) -> None:
    office.fuel(city, LEPING, 7, 1_000_000, LONG_AGO)
    clerk = office.Person("dangan")
    chinese = clerk.send(f"/stations/{LEPING}/{verb}", order(**changes))
    assert (chinese.status_code, chinese.json()["code"]) == (status, code), chinese.json()
    clerk.cookies["youjian_lang"] = "en"
    english = clerk.send(f"/stations/{LEPING}/{verb}", order(**changes)).json()
    assert english["code"] == code
    assert english["message"] != chinese.json()["message"]


def test_merge_brings_equipment_under_the_next_free_numbers(city: Database) -> None:
    office.fuel(city, LEPING_2, 7, 1_000_000, LONG_AGO)
    body = order(station_ids=[LEPING, LEPING_2], into=LEPING, effective_on="2026-03-05")
    told = office.Person("dangan").send("/stations/merge", body)
    assert told.status_code == 200, told.json()
    numbers = [(p["kind"], p["from_number"], p["to_number"]) for p in told.json()["equipment"]]
    assert numbers == [("tank", 1, 2), ("dispenser", 1, 2), ("nozzle", 3, 4)]
    midnight = day_bounds(date(2026, 3, 5))[0]
    assert rows(
        city,
        "SELECT nozzle_id, valid_from, dispenser_id, tank_id, retired_on FROM ledger.nozzles"
        " WHERE station_id = %s ORDER BY nozzle_id",
        LEPING,
    ) == [(3, None, 1, 1, None), (4, midnight, 2, 2, None)]
    assert rows(
        city,
        "SELECT tank_id, valid_from, height_mm, volume_l FROM ledger.tank_charts"
        " WHERE station_id = %s AND tank_id = 2 ORDER BY height_mm",
        LEPING,
    ) == [(2, midnight, 0.0, 0.0), (2, midnight, 2500.0, 30000.0)]
    assert rows(city, "SELECT nozzle_id, retired_on FROM ledger.nozzles WHERE station_id = %s", LEPING_2) == [
        (3, date(2026, 3, 5))
    ]
    assert rows(city, "SELECT status FROM ledger.stations WHERE station_id = %s", LEPING_2) == [("closed",)]
    assert rows(city, "SELECT station_id, nozzle_id, seq FROM ledger.fuellings") == [(LEPING_2, 3, 7)]
    [link] = rows(city, "SELECT predecessor, successor, kind, equipment FROM ledger.successions")
    assert link[:3] == (LEPING_2, LEPING, "merge")
    assert {"kind": "nozzle", "from": 3, "to": 4} in link[3]


def test_timeline_of_a_merged_station_shows_both_pasts(city: Database) -> None:
    clerk = office.Person("dangan")
    clerk.send("/stations/merge", order(station_ids=[LEPING, LEPING_2], into=LEPING))
    items = clerk.see(f"/stations/{LEPING}/timeline").json()["items"]
    kinds = [(item["kind"], item["predecessor"]) for item in items]
    assert ("succession", None) in kinds
    assert any(item["predecessor"] == "乐平二站" for item in items)
    assert next(i for i in items if i["kind"] == "succession")["path"] == f"/stations/{LEPING_2}"
