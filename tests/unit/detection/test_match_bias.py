"""Carriers' bias and tankers' tracks: the biased one stands out, honest ones do not."""

from datetime import UTC, datetime, timedelta
from random import Random

from youjian.detection.books.match_bias import Drop, Limits, biases
from youjian.detection.books.match_track import Lock, Point, Site, Thresholds, seen

T0 = datetime(2026, 10, 1, 2, tzinfo=UTC)


def year(bias: dict[str, float], stations: int = 20, seed: int = 5) -> list[Drop]:
    """A year of drops: gauges that are wrong by some per mille, carriers that go everywhere."""
    random = Random(seed)  # noqa: S311
    wrong = [random.gauss(0, 0.003) for _ in range(stations)]
    made: list[Drop] = []
    for party, share in bias.items():
        for _ in range(60):
            place = random.randrange(stations)
            told = random.choice([8_000.0, 12_000.0, 20_000.0])
            came = told * (1 + share + wrong[place] + random.gauss(0, 0.0035))
            made.append(Drop(party, f"S{place}", told, came, 0.0035 * told))
    return made


def test_who_brings_less_is_marked_with_the_right_size_and_nobody_else() -> None:
    found = biases(year({"short": -0.006, **{f"honest{n}": 0.0 for n in range(30)}}), Limits())
    assert [one.party for one in found if one.marked] == ["short"]
    assert found[0].low < -0.006 < found[0].high < 0
    covered = sum(one.low < 0 < one.high for one in found[1:])
    assert covered >= 27


def test_a_station_that_is_gauged_wrong_does_not_mark_its_only_carrier() -> None:
    alone = [Drop("tied", "S", 10_000, 9_960, 35) for _ in range(40)]
    [found] = biases(alone, Limits())
    assert found.enough
    assert not found.marked
    assert found.low < found.plain == -0.004


def test_few_deliveries_say_nothing() -> None:
    [found] = biases([Drop("new", "S", 10_000, 9_000, 35)] * 3, Limits())
    assert not found.enough
    assert not found.marked
    assert biases([], Limits()) == []


def test_a_track_tells_stops_openings_gaps_and_detours() -> None:
    depot = Site("loading", "景德镇油库", 117.20, 29.30, 0.5)
    station = Site("station", "示例站", 117.30, 29.30, 0.3)

    def points(longitude: float, latitude: float, first: int, last: int) -> list[Point]:
        return [Point(T0 + timedelta(minutes=m), longitude, latitude) for m in range(first, last)]

    track = [*points(117.2, 29.3, 0, 15), *points(117.25, 29.40, 30, 45), *points(117.3, 29.3, 50, 70)]
    locks = [
        Lock(T0 + timedelta(minutes=35), "opened"),
        Lock(T0 + timedelta(minutes=55), "opened"),
        Lock(T0 + timedelta(minutes=56), "locked"),
    ]
    found = seen(track, locks, [depot, station], Thresholds(detour_least_km=5))
    assert [(s.where, s.site) for s in found.stops] == [
        ("loading", "景德镇油库"), ("other", ""), ("station", "示例站"),
    ]  # fmt: skip
    assert [o.where for o in found.openings] == ["other", "station"]
    assert [g.until - g.since for g in found.gaps] == [timedelta(minutes=16)]
    assert found.detour
    assert not seen([track[0], track[-1]], [], [depot, station], Thresholds()).detour


def test_an_opening_that_no_point_is_near_says_so() -> None:
    found = seen([], [Lock(T0, "forced")], [], Thresholds())
    assert found.openings[0].where is None
    assert found.direct_km is None
