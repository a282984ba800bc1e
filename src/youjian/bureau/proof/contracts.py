"""What the alert's page shows of a proof."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema

ProofStatus = Literal["agrees", "differs", "unsealed"]


class ProofFigure(Schema):
    """One field: as recorded, and as recomputed from sealed days."""

    name: str
    recorded: Any
    recomputed: Any
    agrees: bool


class ProofReason(Schema):
    """What stands against the finding, in a sentence."""

    kind: str
    where: str
    sentence: str


class ProofDay(Schema):
    """A sealed day that was used."""

    day: date
    number: int
    revision: int
    seal: str
    files: int
    rows: int


class ProofWaiting(Schema):
    """A day that is not sealed yet, and when it will be at the latest."""

    day: date
    due_by: datetime
    sentence: str


class ProofStep(Schema):
    """One revision recomputed."""

    revision: int
    finding_status: str
    rule: str
    rule_set: str
    detected_at: datetime
    looked_back_days: int | None
    status: ProofStatus
    register_day: date | None
    register_digest: str
    figures: list[ProofFigure]
    reasons: list[ProofReason]
    waiting: list[ProofWaiting]
    days: list[ProofDay]


class ProofOut(Schema):
    """The proof of an alert's finding: the answer in one sentence, and everything behind it."""

    finding_id: str
    status: ProofStatus
    sentence: str
    proved_at: datetime
    steps: list[ProofStep]
