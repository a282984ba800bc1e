"""A station's life: closed, suspended, reopened, moved, merged and split, and nothing of its past is lost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, LiteralString

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


def rows(database: Database, statement: LiteralString, *parameters: Any) -> list[tuple[Any, ...]]:
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


def test_a_merged_station_is_not_reopened_by_its_form(city: Database) -> None:
    clerk = office.Person("dangan")
    body = order(station_ids=[LEPING, LEPING_2], into=LEPING)
    assert clerk.send("/stations/merge", body).status_code == 200
    values = {"station_id": LEPING_2, "status": "operating", "closed_on": None}
    answer = clerk.send("/register/stations", {"values": values, "reason": "恢复"})
    assert answer.status_code == 422, answer.json()
    assert LEPING in answer.json()["fields"][0]["message"]


def new_station(**changes: Any) -> dict[str, Any]:
    """A station that begins."""
    return {"station_id": "3602810009", "name": "乐平九站", "licence_no": "示零证第九号", **changes}


def more_equipment(database: Database, station_id: str) -> None:
    """A second tank, a second dispenser and a nozzle between them, a certificate and a seal."""
    with database.connect("owner") as conn:
        conn.execute(
            "INSERT INTO ledger.tanks (station_id, tank_id, product, capacity_l, safe_fill_l, diameter_mm,"
            " density20_kg_m3) VALUES (%s, 2, '95', 30000, 27000, 2500, 745)",
            [station_id],
        )
        conn.execute(
            "INSERT INTO ledger.nozzles (station_id, nozzle_id, dispenser_id, tank_id, product)"
            " VALUES (%s, 4, 2, 2, '95')",
            [station_id],
        )
        conn.execute(
            "INSERT INTO ledger.verifications (station_id, nozzle_id, verified_on, certificate_no, result,"
            " valid_until) VALUES (%s, 4, '2026-01-10', '检0410', 'pass', '2026-07-09')",
            [station_id],
        )
        conn.execute(
            "INSERT INTO ledger.seals (station_id, dispenser_id, position, seal_no, applied_on)"
            " VALUES (%s, 2, 'meter_adjuster', 'A0042', '2026-01-10')",
            [station_id],
        )


def test_split_takes_dispenser_tank_certificate_and_seal_along(city: Database) -> None:
    more_equipment(city, LEPING)
    body = order(new_station=new_station(), dispensers=[2], tanks=[2])
    told = office.Person("dangan").send(f"/stations/{LEPING}/split", body)
    assert told.status_code == 200, told.json()
    begun = rows(
        city,
        "SELECT name, status, opened_on, region_code, uscc, licence_no FROM ledger.stations"
        " WHERE station_id = '3602810009'",
    )
    assert begun == [("乐平九站", "operating", TODAY, "360281", "91350100M000100Y43", "示零证第九号")]
    assert rows(city, "SELECT valid_from FROM ledger.operations WHERE station_id = '3602810009'") == [
        (TODAY,)
    ]
    assert rows(
        city, "SELECT nozzle_id, dispenser_id, tank_id FROM ledger.nozzles WHERE station_id = '3602810009'"
    ) == [(4, 2, 2)]
    assert rows(
        city, "SELECT nozzle_id, retired_on FROM ledger.nozzles WHERE station_id = %s ORDER BY 1", LEPING
    ) == [(3, None), (4, TODAY)]
    assert rows(
        city, "SELECT nozzle_id, certificate_no FROM ledger.verifications WHERE station_id = '3602810009'"
    ) == [(4, "检0410")]
    assert rows(city, "SELECT seal_no FROM ledger.seals WHERE station_id = '3602810009'") == [("A0042",)]
    assert rows(city, "SELECT status FROM ledger.stations WHERE station_id = %s", LEPING) == [("operating",)]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"dispensers": [2]}, 422, "tank_stays"),
        ({"dispensers": [1], "tanks": [1, 2]}, 422, "nozzle_stays"),
        ({"tanks": [2], "nozzles": [4]}, 422, "dispenser_stays"),
        ({"dispensers": [7], "tanks": [2]}, 422, "no_such_equipment"),
        ({}, 422, "nothing_chosen"),
        ({"dispensers": [1, 2], "tanks": [1, 2]}, 422, "everything_chosen"),
        (
            {"dispensers": [2], "tanks": [2], "new_station": new_station(station_id=LEPING_2)},
            409,
            "number_taken",
        ),
        (
            {"dispensers": [2], "tanks": [2], "new_station": new_station(licence_no=f"示{LEPING_2} ")},
            409,
            "licence_taken",
        ),
        (
            {"dispensers": [2], "tanks": [2], "new_station": new_station(station_id="4101050001")},
            403,
            "out_of_scope",
        ),
    ],
)
def test_split_tears_nothing_apart(city: Database, changes: dict[str, Any], status: int, code: str) -> None:
    more_equipment(city, LEPING)
    clerk = office.Person("dangan")
    body = order(**{"new_station": new_station(), **changes})
    chinese = clerk.send(f"/stations/{LEPING}/split", body)
    assert (chinese.status_code, chinese.json()["code"]) == (status, code), chinese.json()
    clerk.cookies["youjian_lang"] = "en"
    assert clerk.send(f"/stations/{LEPING}/split", body).json()["message"] != chinese.json()["message"]


def test_connected_tanks_are_not_parted(city: Database) -> None:
    more_equipment(city, LEPING)
    with city.connect("owner") as conn:
        conn.execute("UPDATE ledger.tanks SET manifold = 'A' WHERE station_id = %s", [LEPING])
    body = order(new_station=new_station(), dispensers=[2], tanks=[2])
    assert office.Person("dangan").send(f"/stations/{LEPING}/split", body).json()["code"] == "manifold_stays"


def test_manifolds_of_merged_stations_stay_apart(city: Database) -> None:
    with city.connect("owner") as conn:
        conn.execute("UPDATE ledger.tanks SET manifold = 'A'")
    office.Person("dangan").send("/stations/merge", order(station_ids=[LEPING, LEPING_2], into=LEPING))
    assert rows(city, "SELECT manifold FROM ledger.tanks WHERE station_id = %s ORDER BY tank_id", LEPING) == [
        ("A",),
        (f"{LEPING_2}:A",),
    ]


def test_move_within_the_county_keeps_the_number(city: Database) -> None:
    body = order(longitude=117.3, latitude=28.9, address="乐平市新平路8号")
    told = office.Person("dangan").send(f"/stations/{LEPING}/move", body).json()
    assert told["station_id"] == LEPING
    assert rows(
        city, "SELECT longitude, latitude, address, status FROM ledger.stations WHERE station_id = %s", LEPING
    ) == [(117.3, 28.9, "乐平市新平路8号", "operating")]
    assert rows(city, "SELECT count(*) FROM ledger.successions") == [(0,)]


@pytest.mark.parametrize(("longitude", "latitude"), [(29.3, 17.2), (28.9, 89.0)])
def test_no_station_moves_out_of_sight(city: Database, longitude: float, latitude: float) -> None:
    clerk, place = office.Person("dangan"), {"longitude": longitude, "latitude": latitude}
    new = {"station_id": "3602030099", "name": "新站", "licence_no": "证", **place}
    elsewhere = {"region_code": "360203", "new_station_id": "3602030099", "licence_no": "证"}
    answers = [
        clerk.send(f"/stations/{LEPING}/move", order(**place)),
        clerk.send(f"/stations/{LEPING}/move", order(**place, **elsewhere)),
        clerk.send("/stations/merge", order(station_ids=[LEPING, LEPING_2], new_station=new)),
    ]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(422, "outside_city")] * 3


def test_move_into_another_county_goes_on_as_a_new_station(city: Database) -> None:
    place = {"longitude": 117.2, "latitude": 29.29, "region_code": "360203"}
    clerk = office.Person("dangan")
    refused = clerk.send(f"/stations/{LEPING}/move", order(**place))
    assert (refused.status_code, refused.json()["code"]) == (422, "needs_new_number")
    body = order(**place, new_station_id="3602030099", licence_no="示珠山新证")
    told = clerk.send(f"/stations/{LEPING}/move", body)
    assert told.status_code == 200, told.json()
    assert rows(city, "SELECT status, closed_on FROM ledger.stations WHERE station_id = %s", LEPING) == [
        ("closed", TODAY)
    ]
    assert rows(city, "SELECT name, region_code FROM ledger.stations WHERE station_id = '3602030099'") == [
        ("乐平一站", "360203")
    ]
    assert rows(city, "SELECT nozzle_id, tank_id FROM ledger.nozzles WHERE station_id = '3602030099'") == [
        (3, 1)
    ]
    again = clerk.send(f"/stations/{LEPING}/reopen", order())
    assert (again.status_code, again.json()["code"]) == (409, "goes_on_elsewhere")
    assert "3602030099" in again.json()["message"]


def test_county_clerk_cannot_move_a_station_out_of_the_county(city: Database) -> None:
    body = order(
        longitude=117.2, latitude=29.29, region_code="360203", new_station_id="3602030099", licence_no="证"
    )
    refused = office.Person("leping_dangan").send(f"/stations/{LEPING}/move", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "out_of_scope")
    hidden = office.Person("leping_dangan").send(f"/stations/{ZHUSHAN}/close", order())
    assert hidden.status_code == 404


def test_merge_into_a_new_station_closes_both(city: Database) -> None:
    body = order(station_ids=[LEPING, LEPING_2], new_station=new_station())
    told = office.Person("dangan").send("/stations/merge", body)
    assert told.status_code == 200, told.json()
    assert rows(
        city,
        "SELECT nozzle_id, dispenser_id, tank_id FROM ledger.nozzles WHERE station_id = %s ORDER BY 1",
        "3602810009",
    ) == [(3, 1, 1), (4, 2, 2)]
    assert rows(
        city, "SELECT count(*) FROM ledger.stations WHERE status = 'closed' AND closed_on = %s", TODAY
    ) == [(2,)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"into": LEPING, "station_ids": [LEPING, LEPING]}, "same_station"),
        ({"into": ""}, "which_goes_on"),
        ({"into": ZHUSHAN}, "which_goes_on"),
        ({"into": LEPING, "new_station": new_station()}, "which_goes_on"),
    ],
)
def test_merge_says_what_is_unclear(city: Database, changes: dict[str, Any], code: str) -> None:
    body = order(**{"station_ids": [LEPING, LEPING_2], **changes})
    refused = office.Person("dangan").send("/stations/merge", body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_suspended_station_reopens_on_a_later_day(city: Database) -> None:
    clerk = office.Person("dangan")
    assert clerk.send(f"/stations/{LEPING}/suspend", order()).status_code == 200
    early = clerk.send(f"/stations/{LEPING}/reopen", order(effective_on="2026-01-01"))
    assert early.json()["code"] == "before_stop"
    assert clerk.send(f"/stations/{LEPING}/reopen", order()).status_code == 200
    assert rows(city, "SELECT status, closed_on FROM ledger.stations WHERE station_id = %s", LEPING) == [
        ("operating", None)
    ]


def test_who_may_not_edit_the_register_changes_no_station(city: Database) -> None:
    for verb in ("close", "suspend", "reopen"):
        assert office.Person("zhiban").send(f"/stations/{LEPING}/{verb}", order()).status_code == 403


def test_timeline_pages_are_whole_and_say_each_entry_once(city: Database) -> None:
    more_equipment(city, LEPING)
    clerk = office.Person("dangan")
    clerk.send("/stations/merge", order(station_ids=[LEPING_2, LEPING], into=LEPING_2))
    path = f"/stations/{LEPING_2}/timeline"
    whole = clerk.see(f"{path}?limit=200").json()["items"]
    paged: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = clerk.get(f"/api/v1{path}", {"limit": 2, "before": cursor}).json()
        paged += page["items"]
        if page["next_before"] is None:
            break
        cursor = page["next_before"]
    assert paged == whole
    assert [item["kind"] for item in whole].count("verification") == 1
    assert [item["kind"] for item in whole].count("seal") == 1


def test_timeline_groups_what_was_changed_together(city: Database) -> None:
    clerk = office.Person("dangan")
    clerk.send("/stations/merge", order(station_ids=[LEPING, LEPING_2], into=LEPING))
    found = clerk.see(f"/stations/{LEPING}/timeline?kinds=register").json()["items"]
    [mine] = [item for item in found if item["actor"] == "dangan 某人" and item["predecessor"] is None]
    assert {change["table"] for change in mine["changes"]} >= {"tanks", "tank_charts", "nozzles"}
    assert "原因：经营调整（文号：瓷商〔2026〕12号）" in mine["detail"]


def test_timeline_refuses_what_it_does_not_know(city: Database) -> None:
    clerk = office.Person("dangan")
    assert clerk.see(f"/stations/{LEPING}/timeline?kinds=weather").json()["code"] == "unknown_kind"
    assert clerk.see(f"/stations/{LEPING}/timeline?before=yesterday").json()["code"] == "bad_cursor"
    assert clerk.see("/stations/3602819999/timeline").status_code == 404


def test_predecessor_outside_the_scope_stays_hidden(city: Database) -> None:
    office.fuel(city, ZHUSHAN, 7, 1_000_000, LONG_AGO)
    body = order(
        longitude=117.2, latitude=28.9, region_code="360281", new_station_id="3602810099", licence_no="证"
    )
    assert office.Person("dangan").send(f"/stations/{ZHUSHAN}/move", body).status_code == 200
    seen = office.Person("leping_dangan").see("/stations/3602810099/timeline").json()["items"]
    assert all(item["predecessor"] is None for item in seen)
    assert any(item["kind"] == "succession" for item in seen)
    everything = office.Person("dangan").see("/stations/3602810099/timeline").json()["items"]
    assert any(item["predecessor"] == "三龙加油站" for item in everything)


def test_timeline_asks_a_constant_number_of_questions(city: Database) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    clerk = office.Person("dangan")
    path = f"/stations/{LEPING}/timeline"
    clerk.see(path)
    with CaptureQueriesContext(connection) as before:
        clerk.see(path)
    clerk.send("/stations/merge", order(station_ids=[LEPING, LEPING_2], into=LEPING))
    with CaptureQueriesContext(connection) as after:
        clerk.see(path)
    assert len(after) == len(before)
