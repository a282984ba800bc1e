"""To whom an outage is put down: the box's own word first, then whom it went dark with, then the station."""

from datetime import UTC, datetime, timedelta

from youjian.bureau.connectivity.attribution import Box, Neighbours, Silent, attribute, of_device
from youjian.bureau.connectivity.limits import Limits
from youjian.bureau.connectivity.litres import Sold, by_records
from youjian.bureau.connectivity.states import Told, states

START = datetime(2026, 11, 20, 2, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
END = START + HOUR
LATER = END + 3 * HOUR


def box(number: int, county: str = "360203", carrier: str = "mobile", firmware: str = "a 1") -> Box:
    return Box(f"{county}{number:04d}", county, carrier, firmware)


def silent(
    station: Box, *events: tuple[datetime, str, str], end: datetime | None = END, sold: int = 0
) -> Silent:
    return Silent(station.station_id, START, end, events, sold)


def cause(
    boxes: list[Box], dark: list[Box], *, now: datetime = LATER, one: Silent | None = None
) -> tuple[str, str]:
    """The cause of the first dark station's outage and the ground of it; they went dark a minute apart."""
    starts = {b.station_id: [START + (n % 2) * MINUTE] for n, b in enumerate(dark)}
    said = attribute(one or silent(dark[0]), Neighbours(boxes, starts, Limits()), now)
    return said.cause, str(said.basis.get("group", said.basis["why"]))


MOBILES = [box(n) for n in range(1, 6)]
UNICOMS = [box(n, carrier="unicom") for n in range(6, 9)]
ELSEWHERE = [
    box(n, county="360281", carrier=("mobile", "unicom")[n % 2], firmware="b 2") for n in range(1, 9)
]


def test_stations_of_one_carrier_in_a_county_are_the_carriers() -> None:
    assert cause([*MOBILES, *UNICOMS, *ELSEWHERE], MOBILES) == ("carrier", "carrier_county")


def test_a_carrier_that_is_gone_everywhere_is_the_carriers() -> None:
    gone = [*MOBILES, *(b for b in ELSEWHERE if b.carrier == "mobile")]
    assert cause([*MOBILES, *UNICOMS, *ELSEWHERE], gone) == ("carrier", "carrier")


def test_a_county_that_is_dark_whatever_the_carrier_is_an_area() -> None:
    assert cause([*MOBILES, *UNICOMS, *ELSEWHERE], [*MOBILES, *UNICOMS]) == ("area", "county")


def test_a_whole_city_is_an_area_and_no_supplier() -> None:
    everybody = [*MOBILES, *UNICOMS]
    assert cause(everybody, everybody) == ("area", "city")


def test_boxes_of_one_firmware_across_counties_are_the_suppliers() -> None:
    old = [
        box(n, county=c, firmware="old", carrier=p)
        for n, c, p in ((20, "360203", "mobile"), (21, "360281", "unicom"), (22, "360203", "unicom"))
    ]
    assert cause([*MOBILES, *UNICOMS, *ELSEWHERE, *old], old) == ("supplier", "firmware")


def test_two_stations_are_no_group() -> None:
    assert cause([*MOBILES, *UNICOMS], MOBILES[:2]) == ("station", "alone")


def test_a_few_stations_of_a_large_group_do_not_speak_for_it() -> None:
    many = [box(n) for n in range(1, 30)]
    assert cause([*many, *UNICOMS], many[:4]) == ("station", "alone")


def test_a_power_cut_goes_before_a_carrier_that_is_gone_at_once() -> None:
    lost = silent(MOBILES[0], (START, "power_lost", ""))
    assert cause([*MOBILES, *UNICOMS], MOBILES, one=lost) == ("power", "event")


def test_a_box_without_power_while_fuel_was_sold_is_the_stations() -> None:
    lost = silent(MOBILES[0], (START, "power_lost", ""), sold=2)
    assert cause(MOBILES, MOBILES[:1], one=lost) == ("station", "sold_without_power")


def test_a_box_that_was_shut_down_in_order_is_the_stations() -> None:
    ended = silent(MOBILES[0], (END, "boot", "start after an orderly end; last sign of life"))
    assert cause(MOBILES, MOBILES[:1], one=ended) == ("station", "stopped")


def test_nothing_is_said_of_an_outage_while_it_may_still_come_out() -> None:
    assert cause(MOBILES, MOBILES[:1], one=silent(MOBILES[0], end=None)) == ("unknown", "open")
    assert cause(MOBILES, MOBILES[:1], now=END + HOUR) == ("unknown", "unsettled")


def test_outages_that_began_apart_have_nothing_in_common() -> None:
    starts = {b.station_id: [START + n * 20 * MINUTE] for n, b in enumerate(MOBILES)}
    said = attribute(silent(MOBILES[0]), Neighbours([*MOBILES, *UNICOMS], starts, Limits()), LATER)
    assert said.cause == "station"


def test_a_device_is_put_down_to_what_the_collector_noted_of_it() -> None:
    assert of_device([(START, "port_disconnected", "no answer")]).cause == "station"
    assert of_device([]).cause == "unknown"


def sold(seq: int, end: datetime, totalizer_ml: int, volume_ml: int = 30_000, nozzle: int = 1) -> Sold:
    return Sold(nozzle, seq, end - MINUTE, end, volume_ml, totalizer_ml)


def test_litres_between_two_totalizers_are_with_or_without_record() -> None:
    before, after = sold(1, START - MINUTE, 100_000), sold(3, END + 2 * MINUTE, 260_000)
    assert by_records([before, after], START, END) == (0, 130_000)
    assert by_records([before, sold(2, START + 9 * MINUTE, 130_000), after], START, END) == (30_000, 100_000)


def test_no_litres_are_told_before_a_nozzle_has_been_used_again() -> None:
    assert by_records([sold(1, START - MINUTE, 100_000)], START, END) == (0, None)
    assert by_records([], START, END) == (None, None)


def test_a_totalizer_that_fell_back_moved_nothing() -> None:
    assert by_records([sold(1, START - MINUTE, 900_000), sold(2, END + HOUR, 30_000)], START, END) == (0, 0)


def test_a_dispenser_is_as_the_worst_of_its_nozzles() -> None:
    told = [Told("collector", "up"), Told("nozzle:1", "up"), Told("nozzle:2", "down", word="unreachable")]
    devices = {"collector": "collector", "nozzle:1": "dispenser:1", "nozzle:2": "dispenser:1"}
    box_now, tank, dispenser = states(told, devices, ["collector", "tank:1", "dispenser:1"])
    assert (box_now.status, tank.status, dispenser.status) == ("up", "new", "down")
    assert (dispenser.because, dispenser.word, dispenser.parts) == ("word", "unreachable", ("nozzle:2",))


def test_behind_a_silent_collector_nothing_is_known() -> None:
    told = [Told("collector", "down"), Told("tank:1", "unknown"), Told("vapour", "maintenance")]
    found = states(told, {one.source: one.source for one in told}, ["collector", "tank:1"])
    assert [(one.status, one.because) for one in found] == [
        ("down", ""),
        ("unknown", "behind"),
        ("maintenance", ""),
    ]


def test_a_gauge_that_says_it_is_well_and_is_not_read_is_overdue() -> None:
    [found] = states([Told("tank:1", "down", overdue=True)], {"tank:1": "tank:1"}, [])
    assert (found.status, found.because) == ("down", "overdue")
