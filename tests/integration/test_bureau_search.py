"""The search over everything: what it finds, in which order, and for whom."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.ledger.scope import EVERYTHING, set_scope

_ROWS = """
INSERT INTO ledger.companies (uscc, name) VALUES ('91350100M000100Y43', '瓷都能源有限公司');
INSERT INTO ledger.verifications (station_id, nozzle_id, verified_on, certificate_no, result, valid_until)
    VALUES ('3602030017', 3, '2026-03-01', '检20260042', 'pass', '2026-08-31');
INSERT INTO ledger.seals (station_id, dispenser_id, position, seal_no, applied_on)
    VALUES ('3602810001', 1, 'encoder', 'S-00012345', '2026-09-15');
INSERT INTO ledger.dispensers (station_id, dispenser_id, model, serial_no)
    VALUES ('3602030017', 1, 'CS-46', 'SN-778899')
    ON CONFLICT (station_id, dispenser_id) DO UPDATE SET model = 'CS-46', serial_no = 'SN-778899';
INSERT INTO ledger.collectors (collector_id, station_id, epoch, enrolled_at)
    VALUES ('YJ-36028100-01', '3602810001', 1, now());
"""
_FACTS = """
INSERT INTO ledger.deliveries (station_id, delivery_id, product, delivered_at, documented_volume_ml,
    reference, density20_kg_m3, temp_c, waybill_no, received_at)
    VALUES ('3602810001', 'JY2026-1', '92', '2026-11-20', 20000000, 'm3', 735, 15, 'YD2026110001', now());
INSERT INTO ledger.trips (waybill_no, consignee_station_id, plate_no, product, loaded_ml, loaded_at,
    loading_place, received_at)
    VALUES ('YD2026110001', '3602810001', '赣H12345', '92', 20000000, '2026-11-20', '油库', now());
"""


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city with everything that carries a number."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        office.say(module_database, office.gap())
        office.publish()
        for role, statements in (("bureau", _ROWS), ("intake", _FACTS)):
            with module_database.connect(role) as conn:  # type: ignore[arg-type]
                set_scope(conn, EVERYTHING)
                for statement in statements.split(";\n")[:-1]:
                    conn.execute(statement.encode())
        yield module_database


def find(person: Person, text: str, **headers: str) -> list[tuple[str, str, str]]:
    """Hits as kind, title, path."""
    answer = person.get("/api/v1/search", {"q": text}, headers=headers or None)
    assert answer.status_code == 200, answer.content
    return [(hit["kind"], hit["title"], hit["path"]) for hit in answer.json()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三龙", ("station", "三龙加油站", f"/stations/{ZHUSHAN}")),
        (ZHUSHAN, ("station", "三龙加油站", f"/stations/{ZHUSHAN}")),
        ("示" + LEPING, ("licence", "示" + LEPING, f"/stations/{LEPING}")),
        ("20260042", ("certificate", "检20260042", f"/stations/{ZHUSHAN}")),
        ("s-00012345", ("seal", "S-00012345", f"/stations/{LEPING}")),
        ("sn-7788", ("dispenser", "SN-778899", f"/stations/{ZHUSHAN}")),
        ("yj-36028100", ("collector", "YJ-36028100-01", f"/stations/{LEPING}")),
        ("jy2026", ("delivery", "JY2026-1", f"/stations/{LEPING}")),
    ],
)
def test_what_carries_a_number_is_found(city: Database, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in find(Person("zhiban"), text)


def test_a_waybill_of_a_trip_and_a_delivery_is_told_once(city: Database) -> None:
    found = find(Person("zhiban"), "YD20261100")
    assert [(title, path) for _, title, path in found] == [("YD2026110001", f"/stations/{LEPING}")]


def test_companies_and_alerts_are_found(city: Database) -> None:
    person = Person("zhiban")
    ((kind, title, _),) = find(person, "瓷都能源")
    assert (kind, title) == ("company", "瓷都能源有限公司")
    alert = person.see("/alerts").json()["items"][0]
    hit = ("alert", alert["finding_id"], f"/alerts/{alert['id']}")
    assert hit in find(person, alert["finding_id"])


def test_the_same_comes_before_the_beginning_and_that_before_the_inside(city: Database) -> None:
    with city.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        for station_id, name in (
            ("3602030101", "桃源"),
            ("3602030102", "小桃源站"),
            ("3602030103", "桃源东站"),
        ):
            conn.execute(
                "INSERT INTO ledger.stations (station_id, name, region_code, ownership, uscc, licence_no,"
                " vapour_monitoring, longitude, latitude, status, opened_on)"
                " VALUES (%s, %s, '360203', 'private', '91350100M000100Y43', %s, false, 117, 29, 'operating',"
                " '2020-01-01')",
                [station_id, name, f"L{station_id}"],
            )
    assert [title for _, title, _ in find(Person("zhiban"), "桃源")] == ["桃源", "桃源东站", "小桃源站"]


def test_nobody_finds_what_lies_outside_the_scope_or_the_rights(city: Database) -> None:
    county, auditor = Person("leping"), Person("shenji")
    assert find(county, ZHUSHAN) == find(county, "20260042") == find(county, "SN-778899") == []
    assert {kind for kind, _, _ in find(county, "乐平")} == {"station"}
    assert find(auditor, "三龙") == find(auditor, "YD2026") == []


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_text_finds_nothing(city: Database, text: str) -> None:
    assert find(Person("zhiban"), text) == []


@pytest.mark.parametrize("text", ["长" * 101, "a\x00b"])
def test_a_text_that_cannot_be_is_refused(city: Database, text: str) -> None:
    answer = Person("zhiban").get("/api/v1/search", {"q": text})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_value")


def test_signs_of_patterns_are_taken_as_they_are(city: Database) -> None:
    assert find(Person("zhiban"), "%") == find(Person("zhiban"), "_") == []
