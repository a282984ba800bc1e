"""Judging a whole past in a few calls says what intake said at each arrival, one after the other."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from youjian.contract.codes import OF_FUELLINGS
from youjian.contract.findings import Finding, closed, next_revision
from youjian.contract.records import DeviceEvent, Fuelling, Heartbeat, Record
from youjian.detection.facts import MemoryFacts
from youjian.detection.registry import canonical_order, judge
from youjian.detection.samples import after, event, facts, fuelling, heartbeat, maintenance, nozzle
from youjian.engine.arrivals import judge_arrivals
from youjian.engine.neighbourhoods import views_after
from youjian.engine.span import Span

EARLY, LATE = after(-10_000), after(50_000)
EVER = Span(EARLY, LATE)


def replayed(known: MemoryFacts, span: Span = EVER) -> list[Finding]:
    """The same, the slow way: the whole past is judged at every moment at which something was known."""
    tables = [name for name in ("fuellings", "heartbeats", "device_events") if known.has(name)]
    moments = {m for name in tables for m in known.history(name)["known_at"].to_pylist()}
    latest: dict[str, Finding] = {}
    appended: list[Finding] = []
    for moment in sorted(m for m in moments if span.start <= m <= span.end):
        said = {f.finding_id: f for f in judge("pairwise", known, moment)}
        new = [next_revision(latest.get(name), finding, moment) for name, finding in said.items()]
        gone = [f for f in latest.values() if f.finding_id not in said and f.rule in OF_FUELLINGS]
        new += [closed(f, "superseded", moment) for f in gone if f.status == "open"]
        for finding in new:
            if finding is not None and finding.detected_at >= span.start:
                latest[finding.finding_id] = finding
                appended.append(finding)
    return sorted(appended, key=canonical_order)


def arrivals_of(known: MemoryFacts, span: Span = EVER) -> list[Finding]:
    failed: list[str] = []
    found = judge_arrivals(
        known,
        span,
        lambda rule, seen, as_of: rule.judge(seen, as_of),
        lambda rule, error: failed.append(f"{rule.code}: {error}"),
    )
    assert failed == []
    return sorted(found, key=canonical_order)


def sale(seq: int, **changes: Any) -> Fuelling:
    return fuelling(seq, **{"received_at": None} | changes)


one_fuelling = st.builds(
    lambda seq, nozzle, start, lasted, hidden, cheap, source, received: sale(
        seq,
        nozzle_id=nozzle,
        started_at=after(start),
        ended_at=after(start + lasted),
        totalizer_ml=5_000_000 + 30_000 * seq + hidden,
        amount_fen=20_000 if cheap else 22_680,
        source=source,
        received_at=None if received is None else after(received),
    ),
    seq=st.integers(1, 8),
    nozzle=st.integers(1, 2),
    start=st.sampled_from([0, 5, 10, 15, 30, 60, 600]),
    lasted=st.sampled_from([0, 1, 5, 20, 90, 900]),
    hidden=st.sampled_from([0, 20, 21, -2_000_000, 50_000]),
    cheap=st.booleans(),
    source=st.sampled_from(["live", "live", "live", "total_diff"]),
    received=st.one_of(st.none(), st.integers(1500, 1530)),
)
one_beat = st.builds(
    lambda minute, offset: heartbeat(minute, clock_offset_s=offset, received_at=None),
    st.integers(0, 900),
    st.sampled_from([0.0, 60.5, -61.0]),
)
one_event = st.builds(
    lambda minute, code: event(code, at=after(minute), received_at=None),
    st.integers(0, 900),
    st.sampled_from(["self_lock", "boot"]),
)


def key(record: Fuelling | Heartbeat | DeviceEvent) -> tuple[Any, ...]:
    if isinstance(record, Fuelling):
        return "fuelling", record.nozzle_id, record.seq
    return type(record), record.at


@st.composite
def pasts(draw: st.DrawFn) -> list[Record]:
    """First versions, and corrections of some of them that came at other moments."""
    first = draw(
        st.lists(st.one_of(one_fuelling, one_fuelling, one_beat, one_event), max_size=14, unique_by=key)
    )
    sales = [record for record in first if isinstance(record, Fuelling)]
    again = draw(st.lists(st.tuples(st.sampled_from(sales), one_fuelling), max_size=4)) if sales else []
    corrections = [
        sale(
            old.seq,
            nozzle_id=old.nozzle_id,
            started_at=new.started_at,
            ended_at=new.ended_at,
            totalizer_ml=new.totalizer_ml,
            amount_fen=new.amount_fen,
            source="corrected",
            received_at=after(1600 + number),
        )
        for number, (old, new) in enumerate(again)
    ]
    return [*first, *corrections, maintenance("dispenser:2", 0, 300), nozzle()]


@given(past=pasts())
@settings(max_examples=100)
def test_a_whole_past_is_judged_as_its_arrivals_were(past: list[Record]) -> None:
    assert arrivals_of(facts(*past)) == replayed(facts(*past))


@given(past=pasts(), start=st.integers(0, 1600), lasts=st.integers(0, 1600))
@settings(max_examples=40)
def test_a_part_of_the_moments_says_what_those_arrivals_said(
    past: list[Record], start: int, lasts: int
) -> None:
    span = Span(after(start), after(start + lasts))
    assert arrivals_of(facts(*past), span) == replayed(facts(*past), span)


@given(past=pasts(), data=st.data())
def test_the_order_of_the_rows_is_no_news(past: list[Record], data: st.DataObject) -> None:
    assert arrivals_of(facts(*past)) == arrivals_of(facts(*data.draw(st.permutations(past))))


def states(found: Sequence[Finding]) -> list[tuple[str, int, datetime]]:
    return [(f.rule, f.revision, f.detected_at) for f in found]


def test_what_a_correction_takes_back_was_said_when_it_stood() -> None:
    wrong = sale(2, amount_fen=1)
    right = sale(2, source="corrected", received_at=after(900))
    assert states(arrivals_of(facts(sale(1), wrong, right))) == [
        ("fuelling.amount_mismatch", 1, wrong.ended_at),
        ("fuelling.amount_mismatch", 2, after(900)),
    ]


def test_what_a_correction_makes_wrong_is_said_when_it_comes() -> None:
    correction = sale(2, amount_fen=1, source="corrected", received_at=after(900))
    assert states(arrivals_of(facts(sale(1), sale(2), correction))) == [
        ("fuelling.amount_mismatch", 1, after(900)),
    ]


def test_a_pair_is_judged_with_the_neighbour_that_came_before_the_correction() -> None:
    gap = sale(2, totalizer_ml=sale(2).totalizer_ml + 5_000)
    right = sale(2, source="corrected", received_at=after(900))
    found = arrivals_of(facts(sale(1), gap, right, sale(3)))
    assert [(f.subject, f.status, f.estimate, f.detected_at) for f in found] == [
        ("nozzle:3", "open", 5000.0, gap.ended_at),
        ("nozzle:3", "superseded", 5000.0, after(900)),
        ("nozzle:3", "open", -5000.0, sale(3).ended_at),
        ("nozzle:3", "superseded", -5000.0, after(900)),
    ]


def test_an_overlap_names_the_partner_that_was_there_when_it_was_said() -> None:
    inner, near = sale(9, started_at=after(15), ended_at=after(16)), sale(1, ended_at=after(20))
    long = sale(2, started_at=after(11), ended_at=after(60), received_at=after(900))
    [second, first] = [f for f in arrivals_of(facts(near, inner, long)) if f.rule == "fuelling.overlap"]
    assert (first.estimate, first.detected_at) == (60.0, near.ended_at)
    assert (second.estimate, second.detected_at) == (540.0, after(900))


def test_an_honest_past_has_no_earlier_views_however_late_its_records_came() -> None:
    late = [sale(seq, received_at=after(5000 - seq)) for seq in range(20)]
    assert views_after(facts(*late).history("fuellings"), EVER) == []


def test_many_corrections_far_apart_are_one_look() -> None:
    sales = [sale(seq) for seq in range(60)]
    corrected = [
        sale(seq, source="corrected", received_at=after(5000) + timedelta(minutes=seq))
        for seq in range(0, 60, 10)
    ]
    views = views_after(facts(*sales, *corrected).history("fuellings"), EVER)
    around = [s for n in range(0, 60, 10) for s in (n - 1, n, n + 1) if s >= 0]
    assert [len(view.rows) for view in views] == [len(around) - 6, len(around), len(around)]
    assert views[-1].rows["seq"].to_pylist() == around
