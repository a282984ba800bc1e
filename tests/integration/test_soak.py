"""The endurance run, reduced: an hour on a fast clock, all troubles. `make soak` runs a day."""

import pytest

from benchmarks.soak.link import Trouble
from benchmarks.soak.run import Plan, run

PLAN = Plan(
    hours=1.0,
    speed=120.0,
    stations=("3602030009",),
    fill_interval_s=900.0,
    trouble=Trouble(lost=0.05, answer_lost=0.08, twice=0.12, late=0.12),
    often=6.0,
)


@pytest.mark.timeout(600)
def test_after_cuts_kills_repeats_and_wrong_clocks_the_ledger_is_the_simulators_log() -> None:
    report = run(PLAN)
    assert report.verdict.clean, [*report.verdict.missing, *report.verdict.wrong][:5]
    assert report.verdict.sales > 12
    assert report.verdict.exact > report.verdict.spanned
    assert report.conflicts == []
    assert report.quarantined == []
    assert {"power cut at the collector", "link cut", "request twice", "request late"} <= report.met.keys()
