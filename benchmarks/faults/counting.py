"""The exact count: the ledger holds each acknowledged record once, and nothing that was not sent."""

from dataclasses import dataclass

from benchmarks.faults.hostile import Tally
from benchmarks.faults.traffic import Row, Traffic
from benchmarks.intake import cpu
from benchmarks.intake.ground import Ground

_ROWS = "SELECT station_id, nozzle_id, seq, volume_ml, totalizer_ml FROM ledger.fuellings"


@dataclass(frozen=True)
class Counted:
    """What came of a fault.

    `missing`: acknowledged as stored, not in the ledger; `invented`: there, never sent; `aside`: acknowledged
    as set aside, and `quarantined` what lies in quarantine since.
    """

    fault: str
    done: str
    sent: int
    acknowledged: int
    held: int
    missing: int
    twice: int
    invented: int
    aside: int
    quarantined: int
    answers: str
    peak_mib: float

    @property
    def exact(self) -> bool:
        """Whether everything sent was acknowledged and is there once."""
        clean = not (self.missing or self.twice or self.invented) and self.sent == self.acknowledged
        return clean and self.aside == self.quarantined and self.held == self.sent - self.aside


def counted(
    ground: Ground, said: tuple[str, str], traffic: Traffic, known: frozenset[Row], aside: int
) -> Counted:
    """Compare the ledger with what the senders remember.

    `said` is the fault and what was done; `known` was in the ledger before, `aside` in quarantine.
    """
    fault, done = said
    held = [row for row in _rows(ground) if row not in known]
    sent: set[Row] = set().union(*(sender.sent for sender in traffic.senders))
    acknowledged: set[Row] = set().union(*(sender.acknowledged for sender in traffic.senders))
    put_aside: set[Row] = set().union(*(sender.aside for sender in traffic.senders))
    return Counted(
        fault=fault,
        done=done,
        sent=len(sent),
        acknowledged=len(acknowledged),
        held=len(held),
        missing=len(acknowledged - put_aside - set(held)),
        twice=len(held) - len(set(held)),
        invented=len(set(held) - sent),
        aside=len(put_aside),
        quarantined=ground.count("quarantine") - aside,
        answers=", ".join(
            f"{status}: {count}" for status, count in sorted(traffic.statuses.items(), key=str)
        ),
        peak_mib=cpu.resident_mib(ground.intake_pid),
    )


def attacked(ground: Ground, tally: Tally, known: frozenset[Row], aside: int) -> Counted:
    """The same after requests that no honest collector sends; every wrong answer counts as invented."""
    there = [row for row in _rows(ground) if row not in known]
    return Counted(
        fault="hostile requests",
        done=f"{sum(tally.answers.values())} malformed, oversized, truncated, wrongly signed, replayed, "
        "cross-device, or changed on the line",
        sent=len(tally.acknowledged) + tally.set_aside,
        acknowledged=len(tally.acknowledged) + tally.set_aside,
        held=len(there),
        missing=len(tally.acknowledged - set(there)),
        twice=len(there) - len(set(there)),
        invented=len(set(there) - tally.acknowledged) + len(tally.wrong),
        aside=tally.set_aside,
        quarantined=ground.count("quarantine") - aside,
        answers=", ".join(f"{status}: {count}" for status, count in sorted(tally.answers.items())),
        peak_mib=cpu.resident_mib(ground.intake_pid),
    )


def _rows(ground: Ground) -> list[Row]:
    with ground.owner() as conn:
        return conn.execute(_ROWS).fetchall()


def held(ground: Ground) -> frozenset[Row]:
    """What the ledger holds now."""
    return frozenset(_rows(ground))
