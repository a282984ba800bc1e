"""Reads of what the city's profile settles, in the request's language."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.selectors import departments
from youjian.bureau.database import raw_connection
from youjian.bureau.language import pick
from youjian.bureau.registry.models import City
from youjian.bureau.registry.profile_sections import OwnershipGroupSection
from youjian.bureau.registry.profile_words import DEPARTMENT_KINDS, MODULES, PAYERS
from youjian.bureau.registry.selectors import city, stations_of
from youjian.bureau.times import now
from youjian.contract.codes import RULE_CODES
from youjian.detection.rule_sets import CURRENT, Schedule
from youjian.ledger.rule_sets import stored_rule_sets

Words = Mapping[str, tuple[str, str]]


def city_out(actor: Actor) -> dict[str, Any]:
    """The city and what its profile settles; stations are counted within the actor's scope."""
    here = city()
    on = list(MODULES) if here.modules is None else here.modules
    return {
        "code": here.code,
        "name": here.name,
        "title": here.shown_title,
        "profile": here.profile,
        "sample": here.sample,
        "modules": on,
        "all_modules": [{**_named(code, MODULES), "on": code in on} for code in MODULES],
        "terms": here.terms,
        "departments": _departments(here),
        "ownership_groups": _groups(actor, here),
        "milestones": [{**one, "name": _name(one)} for one in here.milestones],
        "rule_set": _rule_set(here),
    }


def _departments(here: City) -> list[dict[str, Any]]:
    """The departments that the profile names, in its order."""
    known = {one.code: one for one in departments()}
    return [
        {
            "code": code,
            "name": known[code].name,
            "kind": _named(kind, DEPARTMENT_KINDS),
            "duties": known[code].duties,
        }
        for code, kind in here.department_kinds.items()
        if code in known
    ]


def _groups(actor: Actor, here: City) -> list[dict[str, Any]]:
    groups = msgspec.convert(here.ownership_groups, list[OwnershipGroupSection])
    counted = _stations_by_group(actor, groups)
    return [
        {
            **said,
            "name": _name(said),
            "equipment": _named(group.equipment, PAYERS),
            "running": _named(group.running, PAYERS),
            "stations": counted[group.code],
        }
        for said, group in zip(here.ownership_groups, groups, strict=True)
    ]


def _stations_by_group(actor: Actor, groups: Sequence[OwnershipGroupSection]) -> Counter[str]:
    """Stations in scope that are not closed, by ownership group."""
    kinds = stations_of(actor).exclude(status="closed").values_list("ownership", "control", "operating_mode")
    counted = Counter[str]()
    for (ownership, control, mode), number in Counter(kinds).items():
        group = next((one for one in groups if one.holds(ownership, control, mode)), None)
        if group is not None:
            counted[group.code] += number
    return counted


def _rule_set(here: City) -> dict[str, Any]:
    """The rule set in force today, and what the city sets in it otherwise."""
    stored = stored_rule_sets(raw_connection())
    schedule = Schedule.stored(stored, lambda _version, _error: None)
    today = schedule.at(now())
    reasons = {one["rule"]: one["why"] for one in here.rule_overrides.get("overrides", [])}
    said = next((one.overrides for one in stored if one.version == today.version), {})
    return {
        "version": today.version,
        "effective_from": today.effective_from.isoformat(),
        "overrides": [_override(rule, values, reasons.get(rule, "")) for rule, values in said.items()],
    }


def _override(rule: str, values: Mapping[str, Any], why: str) -> dict[str, Any]:
    usual = CURRENT.parameters[rule]
    named = RULE_CODES[rule]
    return {
        "rule": rule,
        "name": pick(named.name, named.name_en),
        "why": why,
        "parameters": {name: f"{value}" for name, value in values.items()},
        "usual": {name: f"{getattr(usual, name)}" for name in values},
    }


def _named(code: str, words: Words) -> dict[str, str]:
    return {"code": code, "name": pick(*words[code])}


def _name(said: Mapping[str, Any]) -> str:
    return pick(said["name"], said.get("name_en") or said["name"])
