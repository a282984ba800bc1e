"""Rule sets as the desk works with them: what is kept, what differs, what a change would make of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args, get_origin

import msgspec
from psycopg import Connection

from youjian.bureau.database import raw_connection
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.rules.contracts import ParameterChange, Values
from youjian.bureau.rules.parameter_words import title_of, unit_of
from youjian.bureau.rules.words import rule_name, shown
from youjian.contract.codes import RULE_CODES
from youjian.detection.limits import allowed_range, checked_value, settable
from youjian.detection.rule_sets import CURRENT, RULE_SETS, RuleSet, Schedule, overridden
from youjian.ledger.rule_sets import StoredRuleSet, TakenRuleSet, taken_rule_sets

PLATFORM = StoredRuleSet(CURRENT.version, CURRENT.version, CURRENT.effective_from, {})
"""The platform's own set, as long as a city has set nothing otherwise."""


def taken(conn: Connection[Any] | None = None) -> list[TakenRuleSet]:
    """Every set of the city in the order in which they were taken."""
    return taken_rule_sets(raw_connection() if conn is None else conn)


def newest(sets: Sequence[StoredRuleSet]) -> StoredRuleSet:
    """The set taken last, on which the next change builds."""
    return sets[-1] if sets else PLATFORM


def by_version(sets: Sequence[StoredRuleSet], version: str) -> StoredRuleSet:
    """A set by its version; the platform's own where there is none of that name."""
    return next((one for one in sets if one.version == version), PLATFORM)


def schedule_of(sets: Sequence[StoredRuleSet]) -> Schedule:
    """Which set is in force when; a set that this version cannot use is left out."""
    return Schedule.stored(sets, lambda _version, _error: None)


def in_words(rule_set: StoredRuleSet) -> RuleSet:
    """A kept set with all its parameters."""
    base = RULE_SETS.get(rule_set.base, CURRENT)
    return overridden(base, rule_set.version, rule_set.effective_from, rule_set.overrides)


@dataclass(frozen=True)
class Wanted:
    """What a proposal makes of its base: the overrides of the new set, and each parameter that differs."""

    overrides: Values
    changes: list[ParameterChange]

    def digest(self, base: str) -> str:
        """What names exactly these values on exactly this base."""
        text = json.dumps([base, self.overrides], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def stored(self, base: str, version: str, effective_from: date) -> StoredRuleSet:
        """The set to keep."""
        return StoredRuleSet(version, base, effective_from, self.overrides)


def applied(base: StoredRuleSet, values: Values) -> Wanted:
    """A base with some values set otherwise. Raises Problem 422 naming rule, parameter and allowed range."""
    _check(values)
    usual = RULE_SETS.get(base.base, CURRENT)
    overrides = {rule: dict(said) for rule, said in base.overrides.items()}
    for rule, said in values.items():
        mine = {**overrides.get(rule, {}), **said}
        kept = {n: v for n, v in mine.items() if v != default_of(usual, rule, n)}
        overrides.pop(rule, None)
        if kept:
            overrides[rule] = kept
    try:
        new = overridden(usual, "checked", base.effective_from, overrides)
    except ValueError as error:
        raise _bad(f"参数取值不可用：{error}", f"The values cannot be used: {error}") from None
    return Wanted(overrides, differences(in_words(base), new))


def differences(old: RuleSet, new: RuleSet) -> list[ParameterChange]:
    """Every settable parameter that two sets have differently, in the order of the catalogue."""
    found: list[ParameterChange] = []
    for rule in RULE_CODES:
        if rule not in new.parameters:
            continue
        for name in settable(new.parameters[rule]):
            before, after = default_of(old, rule, name), default_of(new, rule, name)
            if before != after:
                found.append(_change(rule, name, before, after))
    return found


def default_of(rule_set: RuleSet, rule: str, name: str) -> Any:
    """A parameter's value in a set, as JSON has it."""
    return msgspec.to_builtins(getattr(rule_set.parameters[rule], name))


def next_version(sets: Sequence[StoredRuleSet], profile: str) -> str:
    """The version of the set to come: base, city and the next revision.

    >>> one = StoredRuleSet("2026-01+jingdezhen.1", "2026-01", date(2026, 1, 1), {})
    >>> next_version([one], "jingdezhen"), next_version([], "")
    ('2026-01+jingdezhen.2', '2026-01+city.1')
    """
    base = newest(sets).base
    name = profile or "city"
    numbers = [int(n) for one in sets if (n := one.version.rpartition(".")[2]).isdigit()]
    return f"{base}+{name}.{max(numbers, default=0) + 1}"


def range_of(rule: str, name: str) -> tuple[float | None, float | None]:
    """Between which numbers a parameter may be set; (None, None) for what is no number."""
    usual = getattr(CURRENT.parameters[rule], name)
    if isinstance(usual, bool) or not isinstance(usual, int | float):
        return None, None
    low, high = allowed_range(name, usual)
    return low, None if high == float("inf") else high


def kind_of(rule: str, name: str) -> str:
    """How a parameter is typed in: `integer`, `number`, `choice`, `choices` or `table`."""
    kind = settable(CURRENT.parameters[rule])[name]
    if kind is int:
        return "integer"
    if kind is float:
        return "number"
    if get_origin(kind) is tuple:
        return "choices" if choices_of(rule, name) else "table"
    return "choice"


def choices_of(rule: str, name: str) -> list[str]:
    """The values of a closed list that a parameter takes one or some of."""
    kind = settable(CURRENT.parameters[rule])[name]
    inner = get_args(kind)[0] if get_origin(kind) is tuple else kind
    return [one for one in get_args(inner) if isinstance(one, str)]


def _check(values: Values) -> None:
    """Refuse unknown rules and parameters and values out of range, all that are wrong at once."""
    wrong = [told for rule, said in values.items() for told in _wrong(rule, said)]
    if wrong:
        raise _bad("；".join(zh for zh, _ in wrong), "; ".join(en for _, en in wrong))


def _wrong(rule: str, said: Mapping[str, Any]) -> list[tuple[str, str]]:
    if rule not in CURRENT.parameters:
        return [(f"没有规则{rule}", f"there is no rule {rule}")]
    usual = CURRENT.parameters[rule]
    kinds = settable(usual)
    found: list[tuple[str, str]] = []
    for name, value in said.items():
        where = f"{rule_name(rule)}“{title_of(rule, name)}”（{rule}.{name}）"
        if name not in kinds:
            found.append((f"规则{rule}没有可调参数{name}", f"{rule} has no parameter {name} that can be set"))
            continue
        try:
            checked_value(name, kinds[name], getattr(usual, name), value)
        except ValueError as error:
            found.append((f"{where} = {value}：{_allowed(rule, name)}", f"{rule}.{error}"))
    return found


def _allowed(rule: str, name: str) -> str:
    low, high = range_of(rule, name)
    if low is None:
        listed = choices_of(rule, name)
        return f"应为{'、'.join(listed)}" if listed else "类型不正确"
    unit = unit_of(name)
    return f"应在{low:g}～{high:g}{unit}之间" if high is not None else f"应为不小于{low:g}{unit}的数"


def _change(rule: str, name: str, before: Any, after: Any) -> ParameterChange:
    return ParameterChange(
        rule=rule,
        rule_name=rule_name(rule),
        parameter=name,
        title=title_of(rule, name),
        unit=unit_of(name),
        default=default_of(CURRENT, rule, name),
        before=before,
        after=after,
    )


def told(change: ParameterChange) -> str:
    """A changed parameter in a few words."""
    before, after = shown(change.before), shown(change.after)
    return pick(
        f"“{change.title}”由{before}{change.unit}改为{after}{change.unit}",
        f"“{change.title}” from {before} {change.unit} to {after} {change.unit}".replace("  ", " "),
    )


def _bad(zh: str, en: str) -> Problem:
    return Problem(422, "bad_parameters", pick(zh, en))
