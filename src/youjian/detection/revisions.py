"""Revisions: what to append when rules are judged again. Rows are appended, never edited."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import pyarrow as pa

from youjian.contract.findings import Finding, closed, next_revision
from youjian.detection.facts import latest_revisions
from youjian.detection.registry import RULES, canonical_order
from youjian.detection.rule import Absent


def revise(previous: pa.Table, judged: Iterable[Finding], as_of: datetime) -> list[Finding]:
    """The rows to append: new findings, and those whose severity, verdict or status changed.

    `previous` holds every earlier revision (columns of `Finding`) of the rules and stations that were judged.
    A finding still open there and no longer judged is `ended`, `withdrawn` or `superseded` at `as_of` where
    its rule says so, and kept where it says `keep`. Judging the same again appends nothing.
    """
    return revise_latest(latest_revisions(previous), judged, as_of)


def revise_latest(latest: Mapping[str, Finding], judged: Iterable[Finding], as_of: datetime) -> list[Finding]:
    """The same, over the latest revision of each finding by its `finding_id`."""
    now = {finding.finding_id: finding for finding in judged}
    said = [next_revision(latest.get(key), finding) for key, finding in now.items()]
    gone = [_closed(before, as_of) for key, before in latest.items() if key not in now]
    return sorted((f for f in said + gone if f is not None), key=canonical_order)


def _closed(before: Finding, as_of: datetime) -> Finding | None:
    absent = _ABSENT.get(before.rule, "keep")
    if before.status != "open" or absent == "keep":
        return None
    return closed(before, absent, as_of)


_ABSENT: dict[str, Absent] = {rule.code: rule.absent for rule in RULES}
