"""Each fault once and small, for real; `python -m benchmarks.faults` has them in full. It needs root."""

from collections.abc import Iterator

import pytest

from benchmarks.faults.plans import SMALL, Stage, stage

FAULTS = (
    "database restart", "slow database", "locked table", "disk full", "platform's clock", "devices' clocks",
    "connection flood",
)  # fmt: skip
MOST_MIB = 400
"""Resident memory of the intake at its highest; it starts with some 150."""


@pytest.fixture(scope="module")
def platform() -> Iterator[Stage]:
    """One platform for all faults, as one goes through a year."""
    try:
        with stage(SMALL) as opened:
            yield opened
    except PermissionError as error:
        pytest.skip(str(error))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("fault", FAULTS)
def test_after_a_fault_the_ledger_holds_exactly_what_was_acknowledged(platform: Stage, fault: str) -> None:
    counted = platform.run(fault, SMALL)
    assert counted.exact, counted
    assert counted.sent > 0
    assert counted.peak_mib < MOST_MIB
    assert bool(counted.aside) == ("clock" in fault)
