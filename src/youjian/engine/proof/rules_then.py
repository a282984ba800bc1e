"""The rule with the parameters that were in force at a moment, as they were sealed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from youjian.archive.manifest import RuleSetSealed
from youjian.contract.fields import business_day
from youjian.detection.registry import rule
from youjian.detection.rule import Parameters, Rule
from youjian.detection.rule_sets import CURRENT, RuleSet, Schedule


def sealed_rule(
    code: str, named: str, moment: datetime, sealed: Sequence[Sequence[RuleSetSealed]], known: Schedule
) -> Rule:
    """The rule by the rule set that was in force at a moment, the one `named` where several may have been.

    `sealed` are the rule sets that each revision of the day kept, the newest first: a set that was taken
    later but holds from before stands in later revisions alone. One that was in force only until it came
    stands in `known`, the schedule as it was known at the moment; so do all where none were sealed. Raises
    ValueError when sealed parameters cannot be read by this version of the platform.
    """
    in_force = [_in_force(kept, moment) for kept in sealed if kept]
    mine = next((one for one in in_force if one.version == named), None)
    then = known.at(moment)
    if mine is None and (not in_force or then.version == named):
        return rule(code, then)
    return rule(code, _rule_set(code, mine or in_force[0]))


def _in_force(kept: Sequence[RuleSetSealed], moment: datetime) -> RuleSetSealed:
    """The last of those sealed that holds from a moment's day or before; the first holds before it, too."""
    day = business_day(moment)
    return next((one for one in reversed(kept) if one.effective_from <= day), kept[0])


def _rule_set(code: str, sealed: RuleSetSealed) -> RuleSet:
    usual = CURRENT.parameters[code]
    try:
        taken: Parameters = msgspec.convert(sealed.parameters[code], type(usual), strict=False)
    except (msgspec.ValidationError, KeyError) as error:
        raise ValueError(f"the sealed parameters of {code} in {sealed.version}: {error}") from None
    return replace(
        CURRENT,
        version=sealed.version,
        effective_from=sealed.effective_from,
        parameters={**CURRENT.parameters, code: taken},
    )
