"""Two walks side by side: every finding is told once, and told as what it is."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from youjian.contract.findings import Finding, anchor_of_episode, anchor_of_key, finding_id
from youjian.engine.compare import Said, compare, standing

T0 = datetime(2026, 11, 1, tzinfo=UTC)
END = T0 + timedelta(days=30)
STATION = "3602030017"


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def gap(seq: int, **changes: Any) -> Finding:
    """A finding named by a record."""
    return _finding("fuelling.totalizer_gap", "nozzle:3", anchor_of_key(seq=seq), {}, seq, **changes)


def silence(number: int, hour: float, **changes: Any) -> Finding:
    """An episode, numbered."""
    evidence = {"episode": number}
    anchor = anchor_of_episode(number)
    said = {"ended_at": at(hour + 2), "status": "ended", **changes}
    return _finding("collector.offline", "collector", anchor, evidence, hour, **said)


def _finding(
    rule: str, subject: str, anchor: str, evidence: dict[str, Any], hour: float, **changes: Any
) -> Finding:
    fields: dict[str, Any] = {
        "finding_id": finding_id(rule, STATION, subject, anchor),
        "revision": 1,
        "status": "open",
        "rule": rule,
        "rule_set": "1",
        "station_id": STATION,
        "subject": subject,
        "started_at": at(hour),
        "ended_at": None,
        "detected_at": at(hour + 1),
        "severity": "warning",
        "estimate": 12_000.0,
        "low": None,
        "high": None,
        "unit": "ml",
        "verdict": "discrepancy",
        "message": "相差",
        "message_en": "apart",
        "facts_digest": "0" * 64,
        "evidence": json.dumps(evidence),
    }
    return Finding(**{**fields, **changes})


def told(old: list[Finding], new: list[Finding], before: list[Finding] | None = None) -> list[Any]:
    changes = compare(standing(before or [], old), standing(before or [], new), END)
    return [(c.kind, c.said.rule, c.said.started_at, c.moved) for c in changes]


def test_the_same_twice_is_no_change() -> None:
    said = [gap(1), silence(1, 5), silence(2, 50)]
    assert told(said, said) == []


def test_findings_appear_vanish_and_move() -> None:
    old = [gap(1), gap(2), gap(3, estimate=50.0)]
    new = [gap(2, severity="alarm"), gap(3, estimate=60.0, verdict="suspicion"), gap(4)]
    rule = "fuelling.totalizer_gap"
    assert told(old, new) == [
        ("vanishes", rule, at(1), ()),
        ("moves", rule, at(2), ("severity",)),
        ("moves", rule, at(3), ("verdict", "estimate")),
        ("appears", rule, at(4), ()),
    ]


def test_one_more_episode_renumbers_the_rest_and_moves_none_of_them() -> None:
    old = [silence(1, 50), silence(2, 100)]
    new = [silence(1, 5), silence(2, 50), silence(3, 100)]
    assert told(old, new) == [("appears", "collector.offline", at(5), ())]
    assert told(new, old) == [("vanishes", "collector.offline", at(5), ())]


def test_episode_that_begins_earlier_moves() -> None:
    assert told([silence(1, 50)], [silence(1, 49)]) == [
        ("moves", "collector.offline", at(49), ("started_at", "detected_at"))
    ]


def test_two_episodes_that_become_one_are_one_moved_and_one_vanished() -> None:
    kinds = [c[0] for c in told([silence(1, 50), silence(2, 53)], [silence(1, 50, estimate=5.0)])]
    assert kinds == ["moves", "vanishes"]


def test_what_stood_before_and_is_taken_back_moves() -> None:
    stood = gap(1)
    back = gap(1, revision=2, status="superseded", detected_at=at(20))
    assert told([], [back], [stood]) == [("moves", "fuelling.totalizer_gap", at(1), ("status",))]


def test_last_revision_counts_and_the_first_says_when() -> None:
    later = gap(1, revision=2, severity="alarm", detected_at=at(40))
    stands = standing([], [gap(1), later])
    [said] = stands.values()
    assert (said.severity, said.detected_at, said.before) == ("alarm", at(2), False)


episodes = st.lists(st.integers(0, 40), unique=True, max_size=8).map(
    lambda days: [silence(n, 24 * day + n % 3) for n, day in enumerate(sorted(days), start=1)]
)
gaps = st.lists(st.integers(1, 30), unique=True, max_size=8).map(lambda seqs: [gap(s) for s in seqs])


@given(episodes, episodes, gaps, gaps)
def test_every_finding_is_told_once(
    old_silences: list[Finding], new_silences: list[Finding], old_gaps: list[Finding], new_gaps: list[Finding]
) -> None:
    old = standing([], [*old_silences, *old_gaps])
    new = standing([], [*new_silences, *new_gaps])
    changes = compare(old, new, END)
    ours = [c.old.finding_id for c in changes if c.old]
    theirs = [c.new.finding_id for c in changes if c.new]
    assert len(set(ours)) == len(ours)
    assert len(set(theirs)) == len(theirs)
    appear = sum(c.kind == "appears" for c in changes)
    vanish = sum(c.kind == "vanishes" for c in changes)
    assert len(old) - vanish == len(new) - appear


@given(episodes, gaps)
def test_turned_around_what_appears_vanishes(silences: list[Finding], said: list[Finding]) -> None:
    one: dict[str, Said] = standing([], silences)
    other: dict[str, Said] = standing([], said)
    there = sorted(c.said.finding_id for c in compare(one, other, END) if c.kind == "appears")
    back = sorted(c.said.finding_id for c in compare(other, one, END) if c.kind == "vanishes")
    assert there == back
