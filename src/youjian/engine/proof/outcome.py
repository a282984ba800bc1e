"""What a proof says: which sealed days were used, what was recomputed, and whether every figure agrees."""

from datetime import date, datetime
from typing import Any, Literal

from msgspec import Struct

Status = Literal["agrees", "differs", "unsealed"]
Fault = Literal[
    "figure",
    "not_said",
    "rule_set",
    "record",
    "register",
    "changed",
    "missing",
    "chain",
    "anchor",
    "thinned",
    "failed",
]
"""Why a finding is not proved: a figure differs; the rule says nothing of the kind; the rule set is another
one; a record of the evidence is not in the sealed day; the register does not follow from the sealed one; a
file was changed, or is missing; the chain of seals is broken; no anchor covers it; the day was thinned; the
rule failed."""


class Figure(Struct, frozen=True):
    """One field of the finding: as it was recorded and as it was recomputed."""

    name: str
    recorded: Any
    recomputed: Any
    agrees: bool


class Reason(Struct, frozen=True):
    """One thing that stands against the finding: its kind, where it is, and what is there."""

    kind: Fault
    where: str
    detail: str = ""


class UsedDay(Struct, frozen=True):
    """A sealed day that was used. `files` counts what was read and whose SHA-256 and SM3 were checked."""

    day: date
    number: int
    revision: int
    reason: str
    sealed_at: datetime
    seal: str
    files: int
    rows: int
    anchor: int | None = None


class Waiting(Struct, frozen=True):
    """A day that is needed and not sealed, or not again since records came late; due by a moment."""

    day: date
    due_by: datetime
    why: Literal["open", "late"]


class Register(Struct, frozen=True):
    """The register that was read: of which sealed day, its digest, and how many of its tables were changed
    between the finding and the snapshot, by the ledger's notes.
    """

    day: date | None
    digest: str
    changed: int = 0


class Step(Struct, frozen=True):
    """One revision recomputed; `looked_back_days` says how far a tick looked (None: as records came in)."""

    finding_id: str
    revision: int
    rule: str
    rule_set: str
    station_id: str
    subject: str
    finding_status: str
    detected_at: datetime
    looked_back_days: int | None
    status: Status
    figures: list[Figure]
    reasons: list[Reason]
    waiting: list[Waiting]
    register: Register
    days: list[UsedDay]


class Proof(Struct, frozen=True):
    """The proof of a revision, and of the earlier one whose figures it carries on."""

    steps: list[Step]

    @property
    def status(self) -> Status:
        """`differs` when anything does, else `unsealed` when a day is, else `agrees`."""
        said = {step.status for step in self.steps}
        if "differs" in said:
            return "differs"
        return "unsealed" if "unsealed" in said else "agrees"
