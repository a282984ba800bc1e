"""A month's online rates counted by hand, and a past that is measured in steps: the same whatever cuts it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.connectivity_kit import DAY, HOUR, MINUTE, MOBILE, UNICOM, City
from tests.integration.tables_kit import office_on
from youjian.bureau.connectivity import rounds
from youjian.bureau.connectivity.models import Measured, OnlineDay, Outage
from youjian.bureau.scope import scoped
from youjian.contract.fields import day_bounds

MONTH, AFTER = (day_bounds(date(2026, n, 1))[0] for n in (10, 11))
END = AFTER + 36 * HOUR
WHOLE, LATER, *REST = [f"360203000{n}" for n in range(1, 8)]
FAR = "3602810099"
CUT = MONTH + 9 * DAY + 10 * HOUR
"""When those of one carrier go dark together."""


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[City]:
    """October 2026 of eight stations, measured on the second of November."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        made = City(module_database)
        made.stations(*((s, MOBILE if s in REST else UNICOM, "a 1.0") for s in (WHOLE, LATER, *REST, FAR)))
        _october(made)
        rounds.run_round(END)
        yield made


def _october(city: City) -> None:
    city.open_door(MONTH - 10 * DAY, END + HOUR)
    with city.database.connect("bureau") as conn:
        conn.execute("SELECT set_config('youjian.scope', '*', true)")
        opened = "UPDATE ledger.stations SET opened_on = '2026-10-17' WHERE station_id = %s"
        conn.execute(opened, [LATER])
    start, begun = MONTH - DAY, MONTH + 16 * DAY
    beats(
        city,
        WHOLE,
        (start, MONTH - 30 * MINUTE),
        (MONTH + 30 * MINUTE, MONTH + 4 * DAY),
        (MONTH + 4 * DAY + 2 * HOUR, MONTH + 5 * DAY),
        (MONTH + 5 * DAY + 3 * HOUR, AFTER - 20 * MINUTE),
        (AFTER + 40 * MINUTE, END),
    )
    city.announce(WHOLE, MONTH + 4 * DAY, MONTH + 4 * DAY + 2 * HOUR)
    beats(city, LATER, (begun - DAY, begun + DAY), (begun + DAY + timedelta(seconds=5184), END))
    for station in REST:
        beats(city, station, (start, CUT), (CUT + HOUR, END))
    beats(city, FAR, (start, MONTH + 19 * DAY + 22 * HOUR), (MONTH + 20 * DAY + 4 * HOUR, END))


def beats(city: City, station: str, *spans: tuple[datetime, datetime]) -> None:
    """A heartbeat every five minutes of some spans, both ends included."""
    days = "SELECT ledger.ensure_days('heartbeats', '2026-09-29', '2026-11-03')"
    city.sql(days)
    for start, end in spans:
        city.sql(_BEATS, station, start, end, end)
    city.sql(_STATE, station, END)


_BEATS = """
INSERT INTO ledger.heartbeats (station_id, device, at, clock_offset_s, outbox_depth, firmware, received_at)
SELECT %s, 'collector', at, 0, 0, '1', at
FROM (SELECT generate_series(%s::timestamptz, %s, '5 minutes') UNION SELECT %s) AS beats (at)
ON CONFLICT DO NOTHING
"""
_STATE = """
INSERT INTO ledger.device_states (station_id, device, status, last_seen) VALUES (%s, 'collector', 'up', %s)
ON CONFLICT (station_id, device) DO UPDATE SET last_seen = excluded.last_seen
"""


def page() -> dict[str, Any]:
    return office.Person("zhiban").see("/connectivity?month=2026-10").json()


def row(rows: list[dict[str, Any]], code: str) -> dict[str, Any]:
    return next(one for one in rows if one["code"] == code)


def outage(station: str, start: datetime) -> Outage:
    with scoped():
        return Outage.objects.get(station_id=station, device="collector", starts_at=start)


def test_the_month_of_a_station_is_what_a_hand_counts(city: City) -> None:
    """Half an hour from midnight on, two announced hours, three of its own, 20 minutes at the end."""
    said = row(page()["stations"], WHOLE)
    assert said["service_s"] == 31 * 86_400 == 2_678_400
    assert (said["announced_s"], said["down_s"]) == (7200, 1800 + 10_800 + 1200)
    assert (said["up_s"], said["rate"]) == (2_657_400, 0.9948)
    assert said["below"] == 1


def test_a_station_that_began_within_the_month_counts_from_its_day(city: City) -> None:
    """Fifteen days; exactly the silence that 99.6 % of them leaves."""
    said = row(page()["stations"], LATER)
    assert (said["service_s"], said["down_s"]) == (15 * 86_400, 5184)
    assert (said["assessed"], said["below"]) == (0.996, 0)


def test_counties_and_companies_divide_sums(city: City) -> None:
    told = page()
    zhushan = row(told["counties"], "360203")
    assert zhushan["stations"] == 7
    assert zhushan["service_s"] == 6 * 2_678_400 + 1_296_000
    assert (zhushan["down_s"], zhushan["carrier_s"]) == (13_800 + 5184, 5 * 3600)
    counted = zhushan["service_s"] - 7200 - 5 * 3600
    assert zhushan["assessed"] == int((counted - 13_800 - 5184) / counted * 10_000) / 10_000
    assert row(told["counties"], "360281")["down_s"] == 6 * 3600
    assert sum(one["service_s"] for one in told["companies"]) == told["total"]["service_s"]


def test_a_correction_is_kept_and_moves_the_ranking(city: City) -> None:
    order = [one["code"] for one in page()["stations"]]
    assert order[:3] == [FAR, WHOLE, LATER]
    found = outage(FAR, MONTH + 19 * DAY + 22 * HOUR)
    path = f"/connectivity/outages/{found.pk}/cause"
    duty = office.Person("zhiban")
    assert duty.send(path, {"cause": "power", "reason": "供电公司停电通知"}).status_code == 200
    assert [one["code"] for one in page()["stations"]][:2] == [WHOLE, LATER]
    assert row(page()["stations"], FAR)["power_s"] == 6 * 3600, "both days of the night"
    city.sql("INSERT INTO ledger.late_arrivals (station_id, day) VALUES (%s, '2026-10-20')", FAR)
    rounds.run_round(END)
    assert row(page()["stations"], FAR)["power_s"] == 6 * 3600
    with city.database.connect("owner") as conn:
        [(before, after)] = conn.execute(
            "SELECT before ->> 'cause', after ->> 'reason' FROM bureau.journal_journalentry"
            " WHERE action = 'outage.correct'"
        ).fetchall()
    assert (before, after) == ("station", "供电公司停电通知")
    duty.send(path, {"cause": "", "reason": "撤回"})
    assert [one["code"] for one in page()["stations"]][:3] == order[:3]


def test_trading_within_announced_downtime_is_shown_with_its_litres(city: City) -> None:
    start = MONTH + 4 * DAY
    city.fuel(WHOLE, 1, start - HOUR, 100_000)
    city.fuel(WHOLE, 2, start + HOUR, 130_000, received=start + 3 * HOUR)
    city.fuel(WHOLE, 4, start + 3 * HOUR, 210_000)
    city.sql("INSERT INTO ledger.late_arrivals (station_id, day) VALUES (%s, '2026-10-04')", WHOLE)
    rounds.run_round(END)
    said = office.Person("zhiban").see(f"/connectivity/outages/{outage(WHOLE, start).pk}").json()
    assert said["announced_s"] == 7200
    assert (said["recorded_ml"], said["uncovered_ml"]) == (30_000, 50_000)
    assert (said["moved_low_ml"], said["moved_high_ml"]) == (30_000, 80_000)
    assert row(page()["stations"], WHOLE)["announced_s"] == 7200


def everything() -> tuple[list[Any], list[Any]]:
    """All that was measured, without numbers of rows."""
    with scoped():
        gaps = Outage.objects.order_by("station_id", "device", "starts_at")
        days = OnlineDay.objects.order_by("station_id", "device", "day")
        return (
            list(gaps.values_list("station_id", "device", "starts_at", "ends_at", "cause", "basis")),
            list(days.values()),
        )


def forget() -> None:
    with scoped():
        for model in (Outage, OnlineDay, Measured):
            model.objects.all().delete()


def test_a_carriers_outage_is_found_over_the_whole_city(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its stations are measured in three batches, and each shows all five."""
    monkeypatch.setattr(rounds, "_AT_ONCE", 2)
    whole = everything()
    forget()
    rounds.run_round(END)
    for station in REST:
        found = outage(station, CUT)
        assert (found.cause, found.basis["dark"]) == ("carrier", 5)
    assert everything() == whole


def test_the_past_is_measured_newest_first_and_goes_on_after_a_cut(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten days a round; an outage over the border of two is one; a round that was cut off is done again."""
    whole = everything()
    forget()
    monkeypatch.setattr(rounds, "STATION_DAYS", 110)
    monkeypatch.setattr(rounds, "BUDGET_S", 0.0)
    rounds.run_round(END)
    with scoped():
        days = list(OnlineDay.objects.values_list("day", flat=True).distinct().order_by("day"))
        assert (days[0].isoformat(), len(days)) == ("2026-10-23", 11)
    explain = rounds.explain
    monkeypatch.setattr(rounds, "explain", _cut_off)
    with pytest.raises(KeyboardInterrupt):
        rounds.run_round(END + MINUTE)
    monkeypatch.setattr(rounds, "explain", explain)
    for _ in range(4):
        rounds.run_round(END)
    with scoped():
        assert Measured.objects.get(id=1).left_until is None
    assert everything() == whole


def _cut_off(*_: Any) -> int:
    raise KeyboardInterrupt


def test_a_round_after_a_long_stop_is_the_day_first_and_the_rest_then() -> None:
    mark = Measured(through=END - 5 * DAY)
    today = day_bounds(date(2026, 11, 2))[0]
    assert rounds.due(mark, END) == (today, (today - 5 * DAY, today))
    assert rounds.due(Measured(through=END - HOUR), END) == (END - HOUR, None)
