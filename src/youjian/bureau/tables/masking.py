"""Columns that tell of people: masked for who need not know, shown in full for a reason that is journaled."""

from typing import Any

from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.scope import acting
from youjian.bureau.tables.spec import Column, Row, TableSpec

REVEAL = "sharing.reveal"


def masked(actor: Actor, column: Column) -> bool:
    """Whether an actor sees a column masked."""
    return column.mask is not None and not any(actor.may(one) for one in column.openly)


def hide(actor: Actor, spec: TableSpec, rows: list[Row]) -> None:
    """Mask in place what the actor need not know."""
    for column in spec.columns:
        if column.mask is None or not masked(actor, column):
            continue
        for row in rows:
            value = row[column.name]
            row[column.name] = column.mask(value) if isinstance(value, str) else None


def reveal(actor: Actor, spec: TableSpec, key: str, name: str, reason: str) -> str:
    """One masked value in full.

    Raises Problem 403 without the right, 404 for a row outside the scope or a column without a mask, 422
    without a reason. Who asked for what and why goes into the journal.
    """
    if not actor.may(REVEAL):
        raise forbidden(permission_name(REVEAL))
    column = spec.column(name)
    if column is None or column.mask is None or column.lookup is None:
        raise not_found(pick(f"可查看的列“{name}”", f"The masked column {name}"))
    if not reason.strip():
        raise Problem(422, "empty", pick("请写明查看理由。", "Please say why you need to see it."))
    with acting(actor):
        found = list(spec.rows(actor).filter(_at(spec, key)).values_list(column.lookup, flat=True)[:1])
        if not found:
            raise not_found(pick(f"“{key}”", f"The row {key}"))
        after = {"column": name, "reason": reason.strip()}
        journal.record(actor, "table.reveal", f"table:{spec.name}:{key}"[:128], after=after)
    return "" if found[0] is None else str(found[0])


def _at(spec: TableSpec, key: str) -> Q:
    parts = key.split("|")
    columns = [spec.column(name) for name in spec.key]
    if len(parts) != len(columns):
        raise not_found(pick(f"“{key}”", f"The row {key}"))
    wanted: dict[str, Any] = {}
    for column, part in zip(columns, parts, strict=True):
        if column is None or column.lookup is None or (column.kind == "integer" and not part.isdigit()):
            raise not_found(pick(f"“{key}”", f"The row {key}"))
        wanted[column.lookup] = part
    return Q(**wanted)
