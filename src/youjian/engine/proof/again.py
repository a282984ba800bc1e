"""A rule judged again at the moment of a finding, over what was known then."""

import msgspec

from youjian.contract.codes import OF_FUELLINGS
from youjian.contract.findings import Finding, next_revision
from youjian.detection.facts import Facts
from youjian.detection.revisions import revise_latest
from youjian.detection.rule import Rule


def said_again(rule: Rule, facts: Facts, recorded: Finding, before: Finding | None) -> Finding | None:
    """What the platform appends to a finding at the moment of one of its revisions; None: nothing.

    `before` is the revision before this one. Judged again over facts as they were known then, a finding is
    the same row, to the last figure; one that the rule no longer returns is closed as `revise` closes it.
    What a correction changed of a finding about fuellings stands since that correction was known.
    """
    judged = rule.judge(facts, recorded.detected_at)
    mine = next((f for f in judged if f.finding_id == recorded.finding_id), None)
    if mine is not None:
        since = recorded.detected_at if rule.code in OF_FUELLINGS else None
        return next_revision(before, mine, since) or msgspec.structs.replace(mine, revision=recorded.revision)
    if before is None:
        return None
    return next(iter(revise_latest({before.finding_id: before}, [], recorded.detected_at)), None)
