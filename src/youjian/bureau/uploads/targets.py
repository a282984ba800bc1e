"""What files can bring: whoever has an `imports.py` with `TARGET` takes files: register, papers."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.registry.writing import RowCheck
from youjian.bureau.sheets.fields import Sheet

_OURS = "youjian.bureau."
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Commit:
    """What is written: of which upload, for which reason, from which day on."""

    upload_id: int
    sheet: str
    reason: str
    effective_on: date | None


@dataclass(frozen=True)
class Target:
    """Tables that files bring rows of, and the verbs that check and write these.

    `check` says of each row what it would do, `write` writes rows by their numbers in the file, within what
    `opened` opens: one transaction. With `chunk` rows are checked and written so many at a time and large
    files are worked by the worker; 0 means all at once. `default_reason` stands where none is asked for.
    """

    name: str
    permission: str
    sheets: Mapping[str, Sheet]
    check: Callable[[Actor, str, Sequence[Row]], list[RowCheck]]
    write: Callable[[Actor, Commit, Sequence[tuple[int, Row]]], None]
    opened: Callable[[Actor, Commit], AbstractContextManager[None]]
    chunk: int = 0
    default_reason: str = ""

    @property
    def waits(self) -> bool:
        """Whether large files are left to the worker."""
        return self.chunk > 0


@cache
def targets() -> tuple[Target, ...]:
    """All targets, in the order of the apps."""
    return tuple(
        import_module(f"{app.name}.imports").TARGET
        for app in apps.get_app_configs()
        if app.name.startswith(_OURS) and find_spec(f"{app.name}.imports")
    )


def target_of(sheet: str) -> Target:
    """The target that takes a table's files; raises Problem 404 for a table that nobody takes."""
    for target in targets():
        if sheet in target.sheets:
            return target
    message = pick(f"没有“{sheet}”这张可导入的表。", f"There is no table “{sheet}” to import.")
    raise Problem(404, "not_found", message)


def sheet_of(sheet: str) -> Sheet:
    """A table by name; raises Problem 404."""
    return target_of(sheet).sheets[sheet]


def allowed(actor: Actor, sheet: str) -> Target:
    """The target of a table for who may bring files of it; raises Problem 403, 404."""
    target = target_of(sheet)
    if not actor.may(target.permission):
        raise forbidden(permission_name(target.permission))
    return target


def sheets_for(actor: Actor) -> list[str]:
    """Names of the tables of which a person may bring files."""
    return [sheet for target in targets() if actor.may(target.permission) for sheet in target.sheets]
