"""What a revision of a finding says, as far as alerts are put together by it: small enough to be sent."""

import json
from datetime import datetime

from msgspec import Struct

from youjian.contract.findings import Finding


class Told(Struct, frozen=True):
    """One revision of a finding; `family` is the family of products that the month's books speak of."""

    finding_id: str
    revision: int
    rule: str
    subject: str
    severity: str
    verdict: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    detected_at: datetime
    estimate: float | None
    unit: str
    message: str
    message_en: str
    family: str = ""


def told_of(finding: Finding) -> Told:
    """A revision without its evidence."""
    fields = {name: getattr(finding, name) for name in Told.__struct_fields__ if name != "family"}
    return Told(**fields, family=family_of(finding.evidence))


def family_of(evidence: str) -> str:
    """The family of products among the figures of an evidence; empty where there is none.

    >>> family_of('{"figures": {"family": "gasoline"}}'), family_of("{}")
    ('gasoline', '')
    """
    if '"family"' not in evidence:
        return ""
    figures = json.loads(evidence).get("figures", {})
    found = figures.get("family") if isinstance(figures, dict) else None
    return found if isinstance(found, str) else ""
