"""Revisions are appended only when something changed."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from youjian.contract.codes import OF_FUELLINGS
from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding, next_revision
from youjian.detection.registry import RULES, rule
from youjian.detection.revisions import revise
from youjian.detection.samples import LATER, after, facts, fuelling, heartbeat, station

[GAP] = rule("fuelling.totalizer_gap").judge(facts(fuelling(41), fuelling(42, totalizer_ml=9_000_000)), LATER)
[OFFLINE] = rule("collector.offline").judge(facts(station(), heartbeat(0)), after(20))


def changed(finding: Finding, **changes: Any) -> Finding:
    return msgspec.structs.replace(finding, **changes)


def held(*findings: Finding) -> Any:
    return struct_table(Finding, findings)


def test_a_new_finding_is_appended_and_the_same_again_is_not() -> None:
    assert revise(held(), [GAP], LATER) == [GAP]
    assert revise(held(GAP), [changed(GAP, message="x")], LATER) == []
    assert revise(held(OFFLINE), [changed(OFFLINE, estimate=1.0)], LATER) == [], "an episode only grows"


def test_another_size_of_a_broken_identity_is_the_next_revision() -> None:
    smaller = changed(GAP, estimate=1.0)
    assert revise(held(GAP), [smaller], LATER) == [changed(smaller, revision=2)]
    later = after(50_000)
    assert next_revision(GAP, smaller, later) == changed(smaller, revision=2, detected_at=later)


def test_a_changed_severity_verdict_or_status_is_the_next_revision() -> None:
    for change in ({"severity": "info"}, {"verdict": "undecidable"}, {"status": "ended"}):
        assert revise(held(GAP), [changed(GAP, **change)], LATER) == [changed(GAP, revision=2, **change)]


def test_a_broken_identity_that_corrections_mended_is_superseded_with_its_figures() -> None:
    [gone] = revise(held(GAP), [], LATER)
    assert gone == changed(GAP, revision=2, status="superseded", detected_at=LATER)
    assert revise(held(GAP, gone), [], LATER) == []
    assert revise(held(GAP, gone), [GAP], LATER) == [changed(GAP, revision=3)]


def test_what_corrections_take_back_is_what_is_named_by_a_fuelling() -> None:
    pairwise = {known.code for known in RULES if known.tick == "pairwise" and "fuellings" in known.tables}
    assert {known.code for known in RULES if known.absent == "superseded"} == pairwise == OF_FUELLINGS


def test_an_open_silence_that_is_no_longer_judged_is_withdrawn_at_the_tick() -> None:
    [gone] = revise(held(OFFLINE), [], after(30))
    assert gone == changed(OFFLINE, revision=2, status="withdrawn", detected_at=after(30), ended_at=after(30))
    assert revise(held(OFFLINE, gone), [], after(40)) == []


states = st.tuples(
    st.sampled_from(["info", "warning", "alarm"]),
    st.sampled_from(["discrepancy", "undecidable"]),
    st.sampled_from(["open", "ended"]),
)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), states), max_size=6))
def test_judging_the_same_twice_appends_nothing(runs: list[dict[str, tuple[str, str, str]]]) -> None:
    said: list[Finding] = []
    for n, judged_now in enumerate(runs):
        judged = [
            changed(OFFLINE, finding_id=key * 32, severity=severity, verdict=verdict, status=status)
            for key, (severity, verdict, status) in judged_now.items()
        ]
        said += revise(held(*said), judged, after(n))
        assert revise(held(*said), judged, after(n)) == []
    for key in {f.finding_id for f in said}:
        assert [f.revision for f in said if f.finding_id == key] == list(
            range(1, 1 + sum(f.finding_id == key for f in said))
        )
