"""The result is the same on one core and on two, and one bad station does not stop the others."""

from functools import partial

import pytest

from youjian.contract.records import Record
from youjian.detection.facts import Facts
from youjian.detection.registry import canonical_order
from youjian.detection.samples import LATER, after, facts, fuelling, heartbeat, station
from youjian.detection.ticks import watch_ticks
from youjian.engine.local import Failure, TickAt, run, walk

STATIONS = [f"360203{n:04d}" for n in range(6)]
TICKS: list[TickAt] = [("pairwise", LATER), *(("watch", tick) for tick in watch_ticks(after(0), after(300)))]


def facts_of(station_id: str, broken: str | None = None) -> Facts:
    if station_id == broken:
        raise OSError("the disk is gone")
    shift = int(station_id[-1])
    records: list[Record] = [
        station(station_id=station_id),
        *(fuelling(n, station_id=station_id) for n in range(5)),
        fuelling(5, station_id=station_id, totalizer_ml=1_000_000 + 30_000 * 5 + 1000 * shift),
        *(heartbeat(minute, station_id=station_id) for minute in (*range(20 + shift), *range(200, 300, 5))),
    ]
    return facts(*records)


def test_one_job_and_two_give_the_same_findings_in_the_same_order() -> None:
    one = run(facts_of, STATIONS, TICKS, jobs=1)
    two = run(facts_of, reversed(STATIONS), reversed(TICKS), jobs=2)
    assert one == two
    assert list(one.findings) == sorted(one.findings, key=canonical_order)
    gaps = {f.station_id: f.estimate for f in one.findings if f.rule == "fuelling.totalizer_gap"}
    assert gaps == {s: 1000.0 * int(s[-1]) for s in STATIONS[1:]}


def test_ticks_are_walked_in_order_and_know_what_was_said() -> None:
    offline = [f for f in walk(facts_of(STATIONS[0]), TICKS[1:]) if f.rule == "collector.offline"]
    assert [(f.revision, f.severity, f.status) for f in offline] == [
        (1, "warning", "open"), (2, "alarm", "open"), (3, "alarm", "ended"),
    ]  # fmt: skip
    assert len({f.finding_id for f in offline}) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failed_station_is_reported_and_the_others_are_judged(jobs: int) -> None:
    result = run(partial(facts_of, broken=STATIONS[2]), STATIONS, TICKS[:1], jobs=jobs)
    assert result.failed == (Failure(STATIONS[2], "OSError: the disk is gone (test_local_engine.py:20)"),)
    assert {f.station_id for f in result.findings} == {STATIONS[n] for n in (1, 3, 4, 5)}


def test_judging_again_what_was_said_appends_nothing() -> None:
    twice = [TICKS[0], TICKS[0]]
    assert len(walk(facts_of(STATIONS[1]), twice)) == 1


def test_less_than_one_job_is_an_error() -> None:
    with pytest.raises(ValueError, match="jobs must be at least 1, got 0"):
        run(facts_of, STATIONS, TICKS, jobs=0)
