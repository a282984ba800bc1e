"""Which stations a person may be given: prefixes of station ids, each within the giver's own."""

from collections.abc import Iterable, Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, QuerySet, TextField, Value

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.registry.models import Region, Station
from youjian.bureau.registry.selectors import scope_name
from youjian.bureau.scope import covers

_MOST_PREFIXES = 200
_STATION_DIGITS = 10


def holds(prefixes: Sequence[str], scope: Iterable[str]) -> bool:
    """Whether every station of one scope lies within another.

    >>> holds(("3602",), ["360281", "3602030017"]), holds(("360281",), ["3602"]), holds(("3602",), ["*"])
    (True, False, False)
    """
    return all(covers(prefixes, prefix) for prefix in scope)


def wanted_scope(actor: Actor, scope: Sequence[str]) -> list[str]:
    """A scope to give, without what another prefix covers; raises Problem 422 or 403 naming a prefix."""
    wanted = list(dict.fromkeys(prefix.strip() for prefix in scope if prefix.strip()))
    if not 0 < len(wanted) <= _MOST_PREFIXES:
        message = pick(
            f"请选择管辖范围：至少一个区域或加油站，最多{_MOST_PREFIXES}个。",
            f"Please choose a scope: at least one region or station, at most {_MOST_PREFIXES}.",
        )
        raise Problem(422, "bad_scope", message)
    _known(wanted)
    outside = [prefix for prefix in wanted if not holds(actor.scope, [prefix])]
    if outside:
        named = scope_name(outside)
        message = pick(
            f"“{named}”不在您自己的管辖范围内，不能授予他人。",
            f"“{named}” lies outside your own scope and cannot be given.",
        )
        raise Problem(403, "scope_beyond_own", message)
    return _shortest(wanted)


def _known(wanted: Sequence[str]) -> None:
    known = set(Region.objects.filter(region_code__in=wanted).values_list("region_code", flat=True))
    known |= set(Station.objects.filter(station_id__in=wanted).values_list("station_id", flat=True))
    unknown = [prefix for prefix in wanted if prefix != "*" and prefix not in known]
    if unknown:
        named = "、".join(prefix[:20] for prefix in unknown[:5])
        message = pick(
            f"没有编号为“{named}”的区域或加油站，或不在您的管辖范围内。",
            f"There is no region or station “{named}”, or it lies outside your scope.",
        )
        raise Problem(422, "bad_scope", message)


def _shortest(wanted: Sequence[str]) -> list[str]:
    """
    >>> _shortest(["3602", "360281", "4101"])
    ['3602', '4101']
    """
    return [p for p in wanted if not any(covers((other,), p) for other in wanted if other != p)]


class _Outside(Func):
    """Whether a scope (a list in JSON) has a prefix that fits none of the patterns."""

    template = "EXISTS (SELECT FROM jsonb_array_elements_text(%(expressions)s))"
    arg_joiner = ") prefix WHERE NOT prefix LIKE ANY("


def people_within(actor: Actor) -> QuerySet[User]:
    """People whose whole scope lies within the actor's: whom the actor may manage and see in lists."""
    people = User.objects.all()
    if "*" in actor.scope:
        return people
    patterns = Value([f"{prefix}%" for prefix in actor.scope], output_field=ArrayField(TextField()))
    return people.alias(outside=_Outside(F("scope"), patterns, output_field=BooleanField())).filter(
        outside=False
    )


def whole_city(actor: Actor, zh: str = "角色和部门", en: str = "Roles and departments") -> None:
    """Raise Problem 403 unless the actor's scope is the whole city: what follows concerns everybody."""
    roots = Region.objects.filter(parent_code__isnull=True).values_list("region_code", flat=True)
    if not holds(actor.scope, roots):
        message = pick(
            f"{zh}是全市共用的，只有管辖全市的管理员可以修改。",
            f"{en}: shared by the whole city; only its administrators may change this.",
        )
        raise Problem(403, "whole_city_only", message)


def only_stations(scope: Sequence[str]) -> bool:
    """Whether a scope is nothing but single stations: somebody of a station, no official."""
    return all(prefix.isdecimal() and len(prefix) == _STATION_DIGITS for prefix in scope)
