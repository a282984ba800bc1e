"""The catalogue of rules on screen: basis, parameters with who set them, versions with what they changed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from inspect import cleandoc
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.causes import cause_of, cause_words
from youjian.bureau.alerts.models import AlertFinding, FindingRevision
from youjian.bureau.alerts.words import SEVERITIES
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.rules import sets, switching
from youjian.bureau.rules.contracts import (
    MonthCount,
    ParameterOut,
    RuleLine,
    RulePage,
    VersionOut,
)
from youjian.bureau.rules.models import Proposal
from youjian.bureau.rules.parameter_words import title_of, unit_of, words_of
from youjian.bureau.rules.precision import PERIODS, Tally, line, precision
from youjian.bureau.rules.switched import switch_offs
from youjian.bureau.rules.words import KINDS, TICKS, rule_name
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.codes import RULE_CODES
from youjian.contract.fields import SHANGHAI, business_day
from youjian.detection.limits import settable
from youjian.detection.registry import all_rules
from youjian.detection.rule import Rule
from youjian.detection.rule_sets import CURRENT
from youjian.ledger.rule_sets import TakenRuleSet

_MONTHS = 12


def rules(actor: Actor) -> list[RuleLine]:
    """Every rule of the catalogue in its order."""
    off = dict(
        switching.running_at(now())
        .filter(within(actor.scope))
        .order_by()
        .values_list("rule")
        .annotate(n=Count("id"))
    )
    overrides = _in_force(sets.taken()).overrides
    built = {rule.code: rule for rule in all_rules()}
    return [_line(built[code], overrides, off) for code in RULE_CODES if code in built]


def rule_page(actor: Actor, code: str) -> RulePage:
    """One rule; raises Problem 404 for a code that is not in the catalogue."""
    rule = next((one for one in all_rules() if one.code == code), None)
    if rule is None:
        raise not_found(pick(f"规则{code}", f"Rule {code}"))
    kept = sets.taken()
    running = switching.running_at(now()).filter(within(actor.scope), rule=code).count()
    shown = [_touching(version, code) for version in versions(kept)]
    return RulePage(
        rule=_line(rule, _in_force(kept).overrides, {code: running}),
        description=_text(rule)[1],
        explained_by=rule.explained_by,
        anchor=rule.anchor,
        tables=[*rule.tables, *rule.optional],
        parameters=_parameters(rule, kept),
        versions=[one for one in shown if one.changes or one.origin == "platform"],
        months=_by_month(actor, code),
        precision=[_precision(actor, code, days) for days in PERIODS],
        switch_offs=switch_offs(actor, rule=code),
        may_propose=actor.may("rules.propose"),
        may_switch_off=actor.may("rules.propose"),
    )


def versions(kept: Sequence[TakenRuleSet]) -> list[VersionOut]:
    """Every rule set, the newest first, each with what it changed against the one taken before it."""
    today = business_day(now())
    proposals = {one.version: one for one in Proposal.objects.exclude(version="")}
    proposals |= {one.counter: one for one in proposals.values() if one.counter}
    in_force = _in_force(kept).version
    shown = [_platform(in_force)]
    for number, one in enumerate(kept):
        before = kept[number - 1] if number else sets.PLATFORM
        replaced = any(later.effective_from == one.effective_from for later in kept[number + 1 :])
        if one.version == in_force:
            state = "in_force"
        elif replaced:
            state = "replaced"
        else:
            state = "ahead" if one.effective_from > today else "past"
        proposal = proposals.get(one.version)
        shown.append(
            VersionOut(
                version=one.version,
                effective_from=one.effective_from,
                taken_at=one.taken_at,
                origin=one.origin,
                state=state,  # type: ignore[arg-type] - one of the four
                proposal=proposal.pk if proposal else None,
                proposed_by=proposal.made_by_name if proposal else "",
                approved_by=proposal.decided_by_name if proposal else "",
                reason=proposal.reason if proposal else "",
                changes=sets.differences(sets.in_words(before), sets.in_words(one)),
            )
        )
    return shown[::-1]


def _platform(in_force: str) -> VersionOut:
    return VersionOut(
        version=CURRENT.version,
        effective_from=CURRENT.effective_from,
        taken_at=None,
        origin="platform",
        state="in_force" if in_force == CURRENT.version else "past",
        proposal=None,
        proposed_by="",
        approved_by="",
        reason="",
        changes=[],
    )


def _in_force(kept: Sequence[TakenRuleSet]) -> Any:
    """The set in force today, as it is kept."""
    return sets.by_version(kept, sets.schedule_of(kept).at(now()).version)


def _touching(version: VersionOut, code: str) -> VersionOut:
    return version.model_copy(update={"changes": [one for one in version.changes if one.rule == code]})


def _line(rule: Rule, overrides: Mapping[str, Mapping[str, Any]], off: Mapping[str, int]) -> RuleLine:
    known, cause = rule.catalogue, cause_of(rule.code)
    return RuleLine(
        code=rule.code,
        kind=known.kind,
        name=known.name,
        name_en=known.name_en,
        basis=known.basis,
        kind_name=named(KINDS, known.kind),
        tick=rule.tick,
        tick_name=named(TICKS, rule.tick),
        severities=list(rule.severities),
        severity_names=[named(SEVERITIES, one) for one in rule.severities],
        sentence=_text(rule)[0],
        cause=cause,
        cause_name=pick(*cause_words(cause)),
        changed=len(overrides.get(rule.code, {})),
        switched_off=off.get(rule.code, 0),
    )


def _text(rule: Rule) -> tuple[str, str]:
    """What a rule says of itself: its Chinese sentence, and the rest up to the example."""
    text = cleandoc(type(rule).__doc__ or "").partition(">>>")[0].strip()
    first, _, rest = text.partition("\n\n")
    return first.replace("\n", " ").rstrip(".。") + "。", " ".join(rest.replace("`", "").split())


def _parameters(rule: Rule, kept: Sequence[TakenRuleSet]) -> list[ParameterOut]:
    return [_parameter(rule.code, name, kept) for name in settable(rule.parameters)]


def _parameter(rule: str, name: str, kept: Sequence[TakenRuleSet]) -> ParameterOut:
    schedule, today = sets.schedule_of(kept), business_day(now())
    value = sets.default_of(schedule.at(now()), rule, name)
    coming = [one for one in schedule.sets[1:] if one.effective_from > today]
    ahead = next((one for one in coming if sets.default_of(one, rule, name) != value), None)
    setter = _setter(rule, name, [one for one in kept if one.effective_from <= today])
    low, high = sets.range_of(rule, name)
    zh, en = words_of(rule, name) or (name, name)
    return ParameterOut(
        name=name,
        title=title_of(rule, name),
        title_en=en or zh,
        unit=unit_of(name),
        kind=sets.kind_of(rule, name),  # type: ignore[arg-type] - one of the five
        default=sets.default_of(CURRENT, rule, name),
        value=value,
        settable=True,
        low=low,
        high=high,
        choices=sets.choices_of(rule, name),
        ahead=sets.default_of(ahead, rule, name) if ahead else None,
        ahead_from=ahead.effective_from if ahead else None,
        version=setter.version if setter else "",
        changed_from=setter.effective_from if setter else None,
        changed_by=_changed_by(setter) if setter else "",
    )


def _setter(rule: str, name: str, kept: Sequence[TakenRuleSet]) -> TakenRuleSet | None:
    """The last set that changed a parameter's value."""
    found, value = None, sets.default_of(CURRENT, rule, name)
    for one in kept:
        said = sets.default_of(sets.in_words(one), rule, name)
        if said != value:
            found, value = one, said
    return found


def _changed_by(setter: TakenRuleSet) -> str:
    if setter.origin == "profile":
        return pick("城市配置", "The city's profile")
    proposal = Proposal.objects.filter(version=setter.version).first()
    proposal = proposal or Proposal.objects.filter(counter=setter.version).first()
    if proposal is None:
        return ""
    return pick(
        f"{proposal.made_by_name}提出，{proposal.decided_by_name}批准",
        f"proposed by {proposal.made_by_name}, approved by {proposal.decided_by_name}",
    )


def _by_month(actor: Actor, code: str) -> list[MonthCount]:
    since = now() - timedelta(days=31 * _MONTHS)
    month = TruncMonth("detected_at", tzinfo=SHANGHAI)
    said = FindingRevision.objects.filter(within(actor.scope), rule=code, revision=1, detected_at__gte=since)
    findings = dict(said.values_list(month).annotate(n=Count("*")).order_by())
    raised = AlertFinding.objects.filter(within(actor.scope), rule=code, detected_at__gte=since)
    alerts = dict(raised.values_list(month).annotate(n=Count("alert", distinct=True)).order_by())
    return [
        MonthCount(month=f"{at:%Y-%m}", findings=findings.get(at, 0), alerts=alerts.get(at, 0))
        for at in sorted(findings.keys() | alerts.keys())
    ]


def _precision(actor: Actor, code: str, days: int) -> Any:
    found = precision(actor, "rule", days, rules=[code])
    mine = next((one for one in found.items if one.code == code), None)
    return mine or line(code, rule_name(code), Tally(), found.station_months)
