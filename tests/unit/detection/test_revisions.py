"""Revisions are appended only when something changed."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding
from youjian.detection.registry import rule
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
    assert revise(held(GAP), [changed(GAP, estimate=1.0, message="x")], LATER) == []


def test_a_changed_severity_verdict_or_status_is_the_next_revision() -> None:
    for change in ({"severity": "info"}, {"verdict": "undecidable"}, {"status": "ended"}):
        assert revise(held(GAP), [changed(GAP, **change)], LATER) == [changed(GAP, revision=2, **change)]


def test_a_broken_identity_is_kept_when_a_later_batch_does_not_hold_its_records() -> None:
    assert revise(held(GAP), [], LATER) == []


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
