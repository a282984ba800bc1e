"""What a rule says about records (疑点), and the identity of what it says."""

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, structs

from youjian.contract.codes import OF_FUELLINGS
from youjian.contract.fields import END, NUMBER, Moment, StationId, Text

Status = Literal["open", "ended", "superseded", "withdrawn"]
Severity = Literal["info", "warning", "alarm"]
Verdict = Literal["discrepancy", "suspicion", "undecidable"]
Unit = Literal["ml", "percent", "ml_per_hour", "fen", "count", "seconds", "mm", "pa"]
Subject = Annotated[
    str,
    Meta(
        pattern=rf"^(station|collector|vapour|(tank|nozzle|dispenser):{NUMBER}){END}",
        description="`station`, `tank:2`, `nozzle:5`, `dispenser:1`, `collector`, `vapour`",
    ),
]


class Finding(Struct, frozen=True, kw_only=True):
    """One revision of a finding. Rows are appended, never edited; `low`..`high` is a 95 % interval.

    `evidence` is JSON text: `records` (the full rows used, by table), `window`, `parameters`, `figures` and,
    for an episode, `episode`. `message` is neutral: what the data show, never what somebody did.
    """

    finding_id: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{32}}{END}")]
    revision: Annotated[int, Meta(ge=1)]
    status: Status
    rule: Text
    rule_set: Text
    station_id: StationId
    subject: Subject
    started_at: Moment
    ended_at: Moment | None
    detected_at: Moment
    severity: Severity
    estimate: float | None
    low: float | None
    high: float | None
    unit: Unit
    verdict: Verdict
    message: Text
    message_en: Text
    facts_digest: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{64}}{END}")]
    evidence: str


def finding_id(rule: str, station_id: str, subject: str, anchor: str) -> str:
    """Identity of a finding: the same cause gets the same id wherever and whenever it is judged.

    `anchor` comes from data alone: the later record's key, the day, or the number of the episode.

    >>> finding_id("fuelling.totalizer_gap", "3602030017", "nozzle:3", "seq:42")
    '5ec15f7c10f2c20f3297fab5c999714f'
    """
    text = "\x1f".join((rule, station_id, subject, anchor))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def anchor_of_key(**key: Any) -> str:
    """The anchor made of a record's key: `seq:42`; times in UTC with microseconds."""
    return ",".join(f"{name}:{_anchor_text(value)}" for name, value in key.items())


def anchor_of_episode(number: int) -> str:
    """The anchor of the n-th episode on a subject, counted from 1."""
    return f"episode:{number}"


def next_revision(before: Finding | None, judged: Finding, moment: datetime | None = None) -> Finding | None:
    """What to append when a finding is judged again; None when it says the same as before.

    Another severity, verdict or status is news; of an identity of fuellings another estimate is, too: a
    correction that halves a gap leaves a gap. `moment` is the known time at which it became so, where that
    may be later than what the rule says of its own records.
    """
    if before is None:
        return judged
    if _state(before) == _state(judged):
        return None
    detected = judged.detected_at if moment is None else max(judged.detected_at, moment)
    return structs.replace(judged, revision=before.revision + 1, detected_at=detected)


def closed(before: Finding, status: Status, moment: datetime) -> Finding:
    """The revision that closes a finding which its rule no longer returns; its figures stand as last said."""
    detected = max(before.detected_at, moment).astimezone(UTC)
    return structs.replace(
        before,
        revision=before.revision + 1,
        status=status,
        detected_at=detected,
        ended_at=before.ended_at or detected,
    )


def _state(finding: Finding) -> tuple[object, ...]:
    estimate = finding.estimate if finding.rule in OF_FUELLINGS else None
    return finding.severity, finding.verdict, finding.status, estimate


def _anchor_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)
