"""All lists of the console, collected from the apps: whoever has a `tables.py` with `TABLES` serves lists."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.language import pick
from youjian.bureau.problems import forbidden, not_found
from youjian.bureau.tables.spec import TableSpec

_OURS = "youjian.bureau."


@cache
def catalogue() -> Mapping[str, TableSpec]:
    """Every table by name, in the order of the apps."""
    return {spec.name: spec for spec in _declared()}


def table(actor: Actor, name: str) -> TableSpec:
    """A table by name; raises Problem 404 when there is none and 403 when the actor may not see it."""
    spec = catalogue().get(name)
    if spec is None:
        raise not_found(pick(f"列表{name}", f"The list {name}"))
    if not actor.may(spec.permission):
        raise forbidden(permission_name(spec.permission))
    return spec


def tables(actor: Actor) -> list[TableSpec]:
    """The tables that an actor may see."""
    return [spec for spec in catalogue().values() if actor.may(spec.permission)]


def _declared() -> Iterator[TableSpec]:
    for app in apps.get_app_configs():
        if app.name.startswith(_OURS) and find_spec(f"{app.name}.tables"):
            yield from import_module(f"{app.name}.tables").TABLES
