"""Papers, gauge and trips joined in the office: kept by marks, worked on by people, traced both ways."""

from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office

S = office.LEPING
T0 = (datetime.now(UTC) - timedelta(days=20)).replace(hour=2, minute=0, second=0, microsecond=0)


def run(database: Database, statement: LiteralString, *parameters: Any) -> list[tuple[Any, ...]]:
    """A statement of the owner."""
    with database.connect("owner") as conn:
        cursor = conn.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def deliver(database: Database, number: str, litres: int, at: datetime, waybill: str | None = None) -> None:
    """A delivery document at 20 °C."""
    run(
        database,
        "INSERT INTO ledger.deliveries (station_id, delivery_id, product, delivered_at, documented_volume_ml,"
        " reference, density20_kg_m3, temp_c, waybill_no, received_at)"
        " VALUES (%s, %s, '92', %s, %s, '20', 735, 20, %s, %s)",
        S, number, at, litres * 1000, waybill, at,
    )  # fmt: skip


def rise(database: Database, litres: int, at: datetime) -> None:
    """What the gauge of tank 1 saw."""
    run(
        database,
        "INSERT INTO bureau.stock_rise (station_id, tank_id, product, started_at, ended_at, litres20_ml,"
        " sd_ml) VALUES (%s, 1, '92', %s, %s, %s, 15000)",
        S, at, at + timedelta(minutes=30), litres * 1000,
    )  # fmt: skip


def carry(database: Database, waybill: str, litres: int, at: datetime, station: str = S) -> None:
    """A trip that lost nothing on its way."""
    run(
        database,
        "INSERT INTO ledger.trips VALUES"
        " (%s, %s, '赣H10001', '92', %s, %s, 20, '景德镇油库', %s, %s, 20, 735, %s)",
        waybill, station, litres * 1000, at - timedelta(hours=2), at, litres * 1000, at,
    )  # fmt: skip


def keep() -> None:
    """Let the worker match until nothing is marked."""
    from youjian.bureau.transport.matching import keep_round

    while keep_round():
        pass


@pytest.fixture
def city(office_database: Database) -> Database:
    """The small city with gauges that are read, and people of transport and of the station."""
    office.furnish(office_database)
    from youjian.bureau.accounts import services

    services.take_accounts(
        [office._person("yunshu", "tax", ["3602"]), office._person("zhanzhang", "station", [S])]
    )
    first, last = T0 - timedelta(days=4), T0 + timedelta(days=13)
    run(
        office_database,
        "SELECT ledger.ensure_days('tank_readings', %s, %s)",
        first.date(), last.date(),
    )  # fmt: skip
    run(
        office_database,
        "INSERT INTO ledger.tank_readings"
        " (station_id, tank_id, at, product_mm, water_mm, temp_c, received_at)"
        " SELECT %s, 1, g, 1000, 0, 20, g FROM generate_series(%s::timestamptz, %s, '2 hours') AS g",
        S, T0 - timedelta(days=3), T0 + timedelta(days=12),
    )  # fmt: skip
    return office_database


def listed(person: office.Person) -> list[tuple[Any, ...]]:
    """The work list, oldest first."""
    page = person.see("/tables/matches?sort=at").json()
    return [(row["state"], row["documents"], row["trips"], row["todo"]) for row in page["items"]]


def test_the_work_list_follows_papers_that_come_late(city: Database) -> None:
    rise(city, 9_990, T0)
    carry(city, "W1", 12_000, T0 + timedelta(days=1))
    deliver(city, "D2", 8_000, T0 + timedelta(days=2))
    keep()
    duty = office.Person("zhiban")
    assert listed(duty) == [
        ("rise_without_document", "", "", True),
        ("trip_without_document", "", "W1", True),
        ("document_without_rise", "D2", "", True),
    ]
    [first] = duty.see("/tables/matches?state=rise_without_document").json()["items"]
    assert duty.send(f"/matches/{first['id']}/take").json()["status"] == "taken"
    deliver(city, "D1", 10_000, T0 + timedelta(hours=1))
    rise(city, 8_010, T0 + timedelta(days=2, minutes=5))
    keep()
    assert listed(duty)[0] == ("matched", "D1", "", False)
    assert listed(duty)[2] == ("matched", "D2", "", False)
    kept = duty.see(f"/matches/{first['id']}").json()
    assert [step["step"] for step in kept["steps"]] == ["take"]
    assert [part["kind"] for part in kept["parts"]] == ["document", "rise"]
    assert kept["checks"][0]["apart20_ml"] == -10_000


def test_people_settle_ask_and_join_and_a_change_opens_again(city: Database) -> None:
    deliver(city, "D1", 10_000, T0)
    rise(city, 9_000, T0)
    carry(city, "W9", 5_000, T0 + timedelta(days=3))
    deliver(city, "D9", 5_600, T0 + timedelta(days=3))
    keep()
    transport, station = office.Person("yunshu"), office.Person("zhanzhang")
    [short] = transport.see("/tables/matches?state=short").json()["items"]
    assert transport.send(f"/matches/{short['id']}/settle", {"reason": "other"}).status_code == 422
    asked = transport.send(f"/matches/{short['id']}/ask", {"note": "请说明差异"}).json()
    assert asked["status"] == "asked"
    answered = station.send(f"/matches/{short['id']}/answer", {"note": "车内有余油"})
    assert answered.json()["status"] == "taken"
    assert station.send(f"/matches/{short['id']}/settle", {"reason": "gauge"}).status_code == 403
    settled = transport.send(f"/matches/{short['id']}/settle", {"reason": "retained", "note": "已核"}).json()
    assert (settled["status"], settled["reason_name"]) == ("settled", "车内留存")
    run(city, "DELETE FROM bureau.stock_rise")
    keep()
    again = transport.see(f"/matches/{short['id']}").json()
    assert (again["state"], again["status"]) == ("document_without_rise", "open")
    alone = {row["documents"] or row["trips"]: row["id"] for row in
             transport.see("/tables/matches").json()["items"]}  # fmt: skip
    joined = transport.send(f"/matches/{alone['D9']}/join", {"other_id": alone["W9"], "note": "同车"}).json()
    assert sorted(part["kind"] for part in joined["parts"]) == ["document", "trip"]
    parted = transport.send(f"/matches/{joined['id']}/part", {"name": "t:W9", "note": "不是同车"}).json()
    assert [part["kind"] for part in parted["parts"]] == ["document"]
    actions = run(city, "SELECT action FROM bureau.journal_journalentry WHERE action LIKE 'transport.%%'"
                  " ORDER BY number")  # fmt: skip
    assert [row[0] for row in actions] == [
        "transport.ask", "transport.answer", "transport.settle", "transport.join", "transport.part",
    ]  # fmt: skip


def test_another_county_sees_nothing_of_it(city: Database) -> None:
    deliver(city, "D1", 10_000, T0)
    keep()
    [row] = office.Person("zhiban").see("/tables/matches").json()["items"]
    run(city, "UPDATE bureau.accounts_user SET scope = '[\"360203\"]' WHERE username = 'jiancha'")
    stranger = office.Person("jiancha")
    assert stranger.see("/tables/matches").json()["items"] == []
    assert stranger.see(f"/matches/{row['id']}").status_code == 404
    assert stranger.see(f"/trace/delivery?station_id={S}&delivery_id=D1").status_code == 404


def test_a_trip_shows_its_consignees_track_and_what_is_odd(city: Database) -> None:
    carry(city, "W1", 6_000, T0)
    carry(city, "W1", 4_000, T0 + timedelta(hours=1), office.ZHUSHAN)
    keep()
    transport = office.Person("yunshu")
    transport.send("/transport/places", {"name": "景德镇油库", "longitude": 117.0, "latitude": 29.3})
    points = [
        {
            "plate_no": "赣H10001",
            "at": (T0 - timedelta(hours=1) + timedelta(minutes=m)).isoformat(),
            "longitude": 117.1,
            "latitude": 29.3,
        }
        for m in range(20)
    ]
    first = transport.send("/transport/track-points", {"points": points}).json()
    assert first == {"stored": 20, "repeated": 0}
    assert transport.send("/transport/track-points", {"points": points}).json()["repeated"] == 20
    lock = {"plate_no": "赣H10001", "at": points[5]["at"], "lock_no": "L1", "code": "opened"}
    assert transport.send("/transport/lock-events", {"events": [lock]}).json()["stored"] == 1
    shown = transport.see("/trips/W1").json()
    assert [part["loaded_ml"] for part in shown["parts"]] == [6_000_000, 4_000_000]
    assert [(stage["kind"], stage["odd"]) for stage in shown["stages"]] == [
        ("loading", False), ("stop", True), ("lock", True), ("unloading", False), ("unloading", False),
    ]  # fmt: skip
    assert len(shown["odd"]) == 2
    county = office.Person("leping").see("/trips/W1").json()
    assert (len(county["parts"]), county["hidden_parts"]) == (1, 1)


def test_a_file_of_tracks_is_taken_as_a_whole_or_not_at_all(city: Database) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    transport = office.Person("yunshu")

    def upload(text: str) -> dict[str, Any]:
        file = SimpleUploadedFile("points.csv", text.encode("gb18030"))
        answer = transport.post(
            "/api/v1/transport/files", data={"file": file}, headers={"X-CSRFToken": transport.token}
        )
        return answer.json()

    good = "车牌号,时间,经度,纬度\n赣H10001,2026-10-01 08:00:00,117.1,29.3\n"
    bad = upload(good + "赣H10001,昨天,117.1,29.3\n赣H10001,2026-10-01 08:01:00,17.1,29.3\n")
    assert (bad["stored"], [error["line"] for error in bad["errors"]]) == (0, [3, 4])
    assert upload(good) == {"stored": 1, "repeated": 0, "errors": []}
    assert upload(good)["repeated"] == 1


def test_a_litre_is_traced_back_and_a_delivery_forward(city: Database) -> None:
    run(
        city,
        "UPDATE ledger.tank_readings SET product_mm = 100 WHERE station_id = %s",
        S,
    )
    deliver(city, "D1", 1_000, T0)
    rise(city, 1_000, T0)
    rise(city, 2_000, T0 + timedelta(days=1))
    keep()
    for number in range(1, 81):
        office.fuel(city, S, number, 30_000 * number, T0 + timedelta(hours=number))
    duty = office.Person("zhiban")
    back = duty.see(f"/trace/fuelling?station_id={S}&nozzle_id=3&seq=50").json()
    for model in back["models"]:
        assert sum(batch["share_ml"] for batch in model["batches"]) == back["volume_ml"] == 30_000
    fifo, mixing = ({b["kind"] for b in model["batches"]} for model in back["models"])
    assert (fifo, mixing) == ({"document"}, {"earlier", "document", "rise"})
    known = [batch["known"] for batch in back["models"][1]["batches"] if batch["kind"] != "document"]
    assert known == [False, False]
    forward = duty.see(f"/trace/delivery?station_id={S}&delivery_id=D1").json()
    for model in forward["models"]:
        assert (
            model["sold20_ml"] + model["other20_ml"] + model["left20_ml"] == forward["came20_ml"] == 1_000_000
        )
        assert sum(day["volume20_ml"] for day in model["days"]) == model["sold20_ml"]
        assert sum(month["volume20_ml"] for month in model["months"]) == model["sold20_ml"]


def test_bias_names_the_short_carrier_only(city: Database) -> None:
    for number in range(24):
        at, plate = T0 - timedelta(hours=13 * number), "短" if number % 2 else "正"
        deliver(city, f"D{number}", 10_000, at, f"W{number}")
        rise(city, 9_900 if number % 2 else 10_000, at)
        carry(city, f"W{number}", 10_000, at)
        run(city, "UPDATE ledger.trips SET plate_no = %s WHERE waybill_no = %s", plate, f"W{number}")
    keep()
    days = f"from_day={T0 - timedelta(days=40):%Y-%m-%d}&to_day={T0 + timedelta(days=1):%Y-%m-%d}"
    told = office.Person("yunshu").see(f"/delivery-bias?kind=carrier&{days}").json()
    assert [(one["party"], one["drops"], one["enough"]) for one in told["parties"]] == [
        ("短", 12, True), ("正", 12, True),
    ]  # fmt: skip
    assert told["parties"][0]["plain_permille"] == pytest.approx(-10)
    assert told["parties"][0]["high_permille"] < told["parties"][1]["plain_permille"]
