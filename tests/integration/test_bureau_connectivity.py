"""Outages become rows with causes and litres, and days with parts, over a real database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, furnish
from tests.integration.connectivity_kit import (
    DAY,
    HOUR,
    MIDNIGHT,
    MINUTE,
    MOBILE,
    UNICOM,
    City,
)
from youjian.bureau.connectivity.models import OnlineDay, Outage
from youjian.bureau.connectivity.rounds import run_round
from youjian.bureau.connectivity.sweep import sweep_devices
from youjian.bureau.scope import scoped
from youjian.contract.records import Heartbeat
from youjian.ledger.batch import Batch
from youjian.ledger.store import store

MOBILES = [f"360203000{n}" for n in range(1, 6)]
UNICOMS = [f"360203001{n}" for n in range(1, 4)]
END = MIDNIGHT + DAY


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[City]:
    """A day of eight stations; what each test asks about happens at a station of its own."""
    from django.db import connections

    from youjian.bureau.database import add_alias

    connections.close_all()
    add_alias("default", "bureau")
    if hasattr(connections._connections, "default"):
        del connections["default"]
    with django_db_blocker.unblock():
        furnish(module_database)
        made = City(module_database)
        _a_day(made)
        run_round(END)
        yield made
        connections["default"].close()
        connections["default"].close_pool()


def _a_day(city: City) -> None:
    city.stations(*((s, MOBILE, "a 1.0") for s in MOBILES), *((s, UNICOM, "a 1.0") for s in UNICOMS))
    city.open_door(MIDNIGHT - DAY, MIDNIGHT + 6 * HOUR)
    city.open_door(MIDNIGHT + 6 * HOUR + 30 * MINUTE, END + HOUR)
    shut = (MIDNIGHT + 6 * HOUR, MIDNIGHT + 6 * HOUR + 31 * MINUTE)
    cut = (MIDNIGHT + 10 * HOUR, MIDNIGHT + 11 * HOUR)
    for station in MOBILES:
        city.heard(station, [(MIDNIGHT - HOUR, shut[0]), (shut[1], cut[0]), (cut[1], END)])
    power, announced, lone = UNICOMS
    city.heard(power, [(MIDNIGHT - HOUR, shut[0]), (shut[1], cut[0] + 5 * HOUR), (cut[1] + 5 * HOUR, END)])
    city.event(power, cut[0] + 5 * HOUR, "power_lost", "no sign of life")
    city.heard(
        announced, [(MIDNIGHT - HOUR, shut[0]), (shut[1], cut[0] + 2 * HOUR), (cut[1] + 3 * HOUR, END)]
    )
    city.announce(announced, cut[0] + 2 * HOUR, cut[1] + 2 * HOUR)
    city.heard(
        lone,
        [
            (MIDNIGHT - HOUR, shut[0]),
            (shut[1], MIDNIGHT + 20 * HOUR),
            (MIDNIGHT + 20 * HOUR + 12 * MINUTE, END),
        ],
    )


def day(station: str, device: str = "collector") -> OnlineDay:
    with scoped():
        return OnlineDay.objects.get(station_id=station, device=device, day="2026-11-20")


def outages(station: str, device: str = "collector") -> list[Outage]:
    with scoped():
        return list(Outage.objects.filter(station_id=station, device=device).order_by("starts_at"))


def test_stations_of_one_carrier_that_go_dark_together_are_the_carriers(city: City) -> None:
    for station in MOBILES:
        [outage] = outages(station)
        assert (outage.cause, outage.basis["name"], outage.basis["dark"]) == ("carrier", "mobile", 5)
        assert (outage.starts_at, outage.ends_at) == (MIDNIGHT + 10 * HOUR, MIDNIGHT + 11 * HOUR)
        said = day(station)
        assert (said.carrier_s, said.down_s, said.platform_s) == (3600, 0, 1800)
        assert said.up_s == 86_400 - 3600 - 1800


def test_a_power_cut_is_told_by_the_box(city: City) -> None:
    [outage] = outages(UNICOMS[0])
    assert (outage.cause, outage.basis["code"]) == ("power", "power_lost")
    assert (day(UNICOMS[0]).power_s, day(UNICOMS[0]).down_s) == (3600, 0)


def test_announced_time_is_taken_out_and_the_rest_stays(city: City) -> None:
    [outage] = outages(UNICOMS[1])
    assert outage.announced_s == 3600
    said = day(UNICOMS[1])
    assert (said.announced_s, said.down_s) == (3600, 3600)


def test_the_page_tells_rates_after_attribution(city: City) -> None:
    person = Person("zhiban")
    said = person.see("/connectivity?day=2026-11-20").json()
    total = said["total"]
    parts = [name for name in total if name.endswith("_s") and name != "service_s"]
    assert total["service_s"] == sum(total[name] for name in parts) == 8 * 86_400
    assert said["stations"][0]["code"] == UNICOMS[1], "an hour that was not announced"
    assert total["below"] == 2, "and twelve minutes of a lone station"
    assert total["rate"] < total["assessed"] < 1
    assert "考核在线率" in said["sentence"]
    assert "2站未达标" in said["sentence"]
    assert [row["name"] for row in said["counties"]] == ["珠山区"]
    [station] = [row for row in said["stations"] if row["code"] == MOBILES[0]]
    assert (station["assessed"], station["below"], station["carrier_s"]) == (1.0, 0, 3600)


def test_a_person_corrects_a_cause_and_the_day_follows(city: City) -> None:
    person = Person("zhiban")
    [outage] = outages(UNICOMS[0])
    assert person.see(f"/connectivity/outages/{outage.pk}").json()["cause"] == "power"
    path = f"/connectivity/outages/{outage.pk}/cause"
    assert person.send(path, {"cause": "station", "reason": " "}).status_code == 422
    told = person.send(path, {"cause": "station", "reason": "自行拉闸"}).json()
    assert (told["cause"], told["found_cause"], told["corrected"]) == ("station", "power", True)
    assert day(UNICOMS[0]).down_s == 3600
    run_round(END)
    assert day(UNICOMS[0]).down_s == 3600, "a later round keeps what a person said"
    person.send(path, {"cause": "", "reason": "撤回"})
    assert day(UNICOMS[0]).power_s == 3600


def test_lists_are_served(city: City) -> None:
    person = Person("zhiban")
    for name in ("outages", "online_days"):
        answer = person.see(f"/tables/{name}")
        assert answer.status_code == 200, answer.content
        assert answer.json()["total"] >= 8
    assert Person("leping").see("/tables/outages").json()["total"] == 0, "another county sees nothing"
    assert person.see(f"/stations/{MOBILES[0]}/connectivity").json()["devices"][0]["device"] == "collector"


def test_readings_that_the_outbox_sends_afterwards_fill_the_hole(city: City) -> None:
    station, cut = UNICOMS[0], (MIDNIGHT + 15 * HOUR, MIDNIGHT + 16 * HOUR)
    city.read(station, [(MIDNIGHT - HOUR, cut[0]), (cut[1], END)])
    run_round(END)
    _again(city, station)
    [behind] = outages(station, "tank:1")
    assert (behind.cause, behind.behind_s) == ("collector", 3600)
    assert day(station, "tank:1").behind_s == 3600
    assert "tank:1" not in _listed(), "what lay behind a silent collector is that one's outage"
    city.read(station, [cut])
    _again(city, station)
    assert outages(station, "tank:1") == []
    assert day(station, "tank:1").up_s == 86_400 - 1800
    assert day(station).power_s == 3600, "the line was down all the same"


def test_a_gauge_that_is_silent_beside_a_collector_that_is_heard_is_down_by_itself(city: City) -> None:
    station = UNICOMS[2]
    city.read(station, [(MIDNIGHT - HOUR, MIDNIGHT + HOUR), (MIDNIGHT + 3 * HOUR, END)])
    city.event(station, MIDNIGHT + HOUR, "port_disconnected", "no answer", device="tank:1")
    _again(city, station)
    [outage] = outages(station, "tank:1")
    assert (outage.cause, outage.basis["code"]) == ("station", "port_disconnected")
    assert day(station, "tank:1").down_s == 2 * 3600


def test_litres_moved_while_dark_stand_on_the_outage(city: City) -> None:
    dark, seen = MOBILES[0], MOBILES[1]
    start, end = MIDNIGHT + 10 * HOUR, MIDNIGHT + 11 * HOUR
    city.fuel(dark, 1, start - MINUTE, 100_000)
    city.fuel(dark, 3, end + 5 * MINUTE, 260_000)
    city.fuel(seen, 1, start - MINUTE, 100_000)
    city.fuel(seen, 2, start + 20 * MINUTE, 130_000, received=end + MINUTE)
    city.fuel(seen, 3, end + 5 * MINUTE, 160_000)
    city.read(dark, [(start - HOUR, start)], level_l=10_000)
    city.read(dark, [(end, end + HOUR)], level_l=9_870)
    run_round(END)
    person = Person("zhiban")
    said = [person.see(f"/connectivity/outages/{outages(s)[0].pk}").json() for s in (dark, seen)]
    assert [(one["recorded_ml"], one["uncovered_ml"]) for one in said] == [(0, 130_000), (30_000, 0)]
    assert (said[0]["moved_low_ml"], said[0]["moved_high_ml"]) == (0, 130_000)
    assert said[0]["fall_l"] == 130.0
    assert said[0]["fall_low_l"] < 130 < said[0]["fall_high_l"]
    assert (day(dark).expected, day(dark).received) == (3, 2), "number 2 is missing"


def test_a_suspended_station_is_not_counted_from_that_day_on(city: City) -> None:
    station = MOBILES[4]
    with city.database.connect("bureau") as conn:
        conn.execute("SELECT set_config('youjian.scope', '*', true)")
        conn.execute("SELECT set_config('youjian.effective_on', '2026-11-20', true)")
        conn.execute("UPDATE ledger.stations SET status = 'suspended' WHERE station_id = %s", [station])
    run_round(END)
    with scoped():
        kept = OnlineDay.objects.filter(station_id=station).values_list("day", flat=True)
        assert [one.isoformat() for one in kept] == ["2026-11-19"]


def test_devices_behind_a_silent_collector_are_not_known_and_a_gauge_without_readings_is_overdue(
    city: City,
) -> None:
    """The sweep over states of now: an open door, and two stations of the office's register."""
    now = datetime.now(UTC).replace(microsecond=0)
    city.sql(_OPEN_DOOR, now - DAY, now)
    for device in ("collector", "tank:1", "nozzle:3"):
        city.sql(_HEARD, ZHUSHAN, device, now - 20 * MINUTE)
        city.sql(_HEARD, LEPING, device, now - MINUTE)
    city.sql(_LEVEL, LEPING, now - 15 * MINUTE, now - 15 * MINUTE)
    sweep()
    assert status(city, ZHUSHAN) == {"collector": "down", "tank:1": "unknown", "nozzle:3": "unknown"}
    assert status(city, LEPING) == {"collector": "up", "tank:1": "late", "nozzle:3": "up"}
    assert flip(city, ZHUSHAN, "tank:1") == ("unknown", now - 10 * MINUTE, "collector silent")
    assert flip(city, LEPING, "tank:1") == ("late", now - 5 * MINUTE, "data overdue")

    with city.database.connect("intake") as conn:
        beats = [beat(LEPING, device, now) for device in ("collector", "tank:1")]
        store(
            conn, [Batch("station", LEPING, [("heartbeats", n, b) for n, b in enumerate(beats)])], now, None
        )
    assert status(city, LEPING)["tank:1"] == "late", "its collector calls it well, its readings stay away"
    links = Person("leping").see(f"/stations/{LEPING}/connectivity").json()
    [gauge] = [one for one in links["devices"] if one["device"] == "tank:1"]
    assert (gauge["state"], gauge["because"]) == ("late", "终端在线，但液位读数逾期未到")
    city.sql(_LEVEL, LEPING, now, now)
    sweep()
    assert status(city, LEPING)["tank:1"] == "up"
    [tank] = [
        one
        for one in Person("zhiban").see(f"/stations/{ZHUSHAN}/connectivity").json()["devices"]
        if one["device"] == "tank:1"
    ]
    assert (tank["state"], tank["because"]) == ("unknown", "因采集终端离线，状态未知")


def sweep() -> None:
    with scoped():
        sweep_devices()


def status(city: City, station: str) -> dict[str, str]:
    return dict(city.sql("SELECT device, status FROM ledger.device_states WHERE station_id = %s", station))  # type: ignore[arg-type]


def flip(city: City, station: str, device: str) -> tuple[Any, ...]:
    with city.database.connect("owner") as conn:
        rows = conn.execute(
            "SELECT new_status, at, cause FROM ledger.device_flips"
            " WHERE station_id = %s AND device = %s ORDER BY id DESC LIMIT 1",
            [station, device],
        ).fetchall()
    return rows[0]


def beat(station: str, device: str, at: datetime) -> Heartbeat:
    return Heartbeat(
        station_id=station, device=device, at=at, clock_offset_s=0.0, outbox_depth=0, firmware="test"
    )


_OPEN_DOOR = "INSERT INTO ledger.door_spans (door, started_at, last_alive_at) VALUES ('station', %s, %s)"
_HEARD = """
INSERT INTO ledger.device_states (station_id, device, status, last_seen) VALUES (%s, %s, 'up', %s)
"""
_LEVEL = """
INSERT INTO ledger.tank_states (station_id, tank_id, at, product_mm, water_mm, temp_c, received_at)
VALUES (%s, 1, %s, 1000, 0, 20, %s)
ON CONFLICT (station_id, tank_id) DO UPDATE SET at = excluded.at, received_at = excluded.received_at
"""


def _again(city: City, station: str) -> None:
    """What came late is marked by the door: as if this station's records of the day had."""
    city.sql(
        "INSERT INTO ledger.late_arrivals (station_id, day) VALUES (%s, '2026-11-20')"
        " ON CONFLICT (station_id, day) DO UPDATE SET arrived_at = now()",
        station,
    )
    run_round(END)


def _listed() -> set[str]:
    return {row["device"] for row in Person("zhiban").see("/tables/outages?size=200").json()["items"]}
