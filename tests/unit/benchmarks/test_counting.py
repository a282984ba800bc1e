"""What counts as an alarm: the contract's last paragraph, revision by revision."""

from dataclasses import replace

import pytest

from benchmarks.detection.records import alarms, counts
from tests.unit.benchmarks.scored import REVISION, after


@pytest.mark.parametrize(
    ("rule", "severity", "verdict", "expected"),
    [
        ("stock.hidden_sales", "alarm", "suspicion", True),
        ("stock.hidden_sales", "warning", "suspicion", False),
        ("stock.hidden_sales", "alarm", "undecidable", False),
        ("stock.unrecorded_delivery", "warning", "suspicion", True),
        ("stock.unrecorded_delivery", "info", "suspicion", False),
        ("fuelling.totalizer_gap", "warning", "discrepancy", True),
        ("fuelling.totalizer_gap", "info", "undecidable", False),
        ("verification.overdue", "warning", "discrepancy", True),
    ],
)
def test_counts_as_the_contract_says(rule: str, severity: str, verdict: str, expected: bool) -> None:
    assert counts(replace(REVISION, rule=rule, severity=severity, verdict=verdict)) is expected


def test_a_finding_is_dated_by_its_first_counting_revision() -> None:
    warned = replace(REVISION, severity="warning", detected_at=after(1))
    raised = replace(REVISION, revision=2, detected_at=after(3))
    ended = replace(REVISION, revision=3, status="ended", detected_at=after(9))
    (found,) = alarms([ended, warned, raised])
    assert (found.detected_at, found.last.status, found.standing) == (after(3), "ended", True)


def test_a_withdrawn_finding_did_count_but_does_not_stand() -> None:
    (found,) = alarms([REVISION, replace(REVISION, revision=2, status="withdrawn", detected_at=after(5))])
    assert (found.detected_at, found.standing) == (after(2), False)


def test_what_was_never_raised_to_an_alarm_is_none() -> None:
    assert alarms([replace(REVISION, severity="warning")]) == []
    assert alarms([replace(REVISION, status="withdrawn")]) == []
