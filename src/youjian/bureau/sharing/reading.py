"""Rows of a data set under an agreement: only its fields, regions and ownerships, sensitive values masked.

Pages go by the key of the rows and not by their number, so that rows that come or go meanwhile are neither
repeated nor skipped. Changes are rows whose own transaction is not older than the cursor, as in
`bureau.live`: what was written before a cursor was made, but committed after it, comes with the next changes.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.registry.models import Station
from youjian.bureau.sharing.datasets import DataSet
from youjian.bureau.sharing.models import Agreement
from youjian.bureau.tables.selectors import rows_of

_XIDS = 2**32
_CHANGED = "mod({table}.xmin::text::bigint - %s + 4294967296, 4294967296) < 2147483648"


@dataclass(frozen=True)
class Page:
    """A page of rows; `cursor` goes on from here, empty at the end."""

    rows: list[dict[str, Any]]
    cursor: str


@dataclass(frozen=True)
class Changes:
    """A page of what changed; `more` says that the same changes go on with `cursor`."""

    rows: list[dict[str, Any]]
    cursor: str
    more: bool


def actor_for(agreement: Agreement, who: str) -> Actor:
    """Who reads under an agreement: no person, and nobody beyond its regions."""
    permissions = frozenset(dataset.spec.permission for dataset in _sets(agreement))
    return Actor(f"share:{who}", agreement.receiver, tuple(agreement.regions), permissions)


def _sets(agreement: Agreement) -> list[DataSet]:
    from youjian.bureau.sharing.datasets import DATASETS  # noqa: PLC0415 - reads the catalogue when it is asked

    return [DATASETS[code] for code in agreement.datasets if code in DATASETS]


def page(agreement: Agreement, dataset: DataSet, cursor: str, limit: int, condition: Q) -> Page:
    """Rows after a cursor, in the order of their key. Raises Problem 422 for a cursor that is none."""
    found = _ordered(_allowed(agreement, dataset).filter(condition), dataset)
    if cursor:
        found = found.filter(_after(dataset, _opened(cursor, len(dataset.spec.key))))
    rows, last = _read(agreement, dataset, found, limit)
    return Page(rows, _closed(last) if last else "")


def begin() -> str:
    """The cursor of now: what changes from here on comes after it."""
    return f"{_horizon()}"


def changes(agreement: Agreement, dataset: DataSet, cursor: str, limit: int) -> Changes:
    """What was written since a cursor. Raises Problem 422 for one that is none, or without a feed."""
    if not dataset.feed:
        raise _bad("no_feed", "该数据集不提供变更。", "This data set has no change feed.")
    since, upto, after = _position(cursor, len(dataset.spec.key))
    here = upto if upto is not None else _horizon()
    found = _allowed(agreement, dataset)
    table = connection.ops.quote_name(found.model._meta.db_table)
    changed = RawSQL(_CHANGED.format(table=table), [since % _XIDS], output_field=BooleanField())  # noqa: S611 - a quoted table and a number
    found = _ordered(found.annotate(changed_here=changed).filter(changed_here=True), dataset)
    if after is not None:
        found = found.filter(_after(dataset, after))
    rows, last = _read(agreement, dataset, found, limit)
    if last:
        return Changes(rows, f"{since}.{here}.{_closed(last)}", more=True)
    return Changes(rows, f"{here}", more=False)


def _horizon() -> int:
    """The oldest transaction that is still running."""
    with connection.cursor() as asked:
        asked.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(asked.fetchone()[0])


def _position(cursor: str, parts: int) -> tuple[int, int | None, list[Any] | None]:
    begun, _, rest = cursor.partition(".")
    upto, _, key = rest.partition(".")
    try:
        return int(begun), int(upto) if upto else None, _opened(key, parts) if key else None
    except ValueError:
        raise _no_cursor() from None


def _allowed(agreement: Agreement, dataset: DataSet) -> QuerySet[Any]:
    """The rows of the agreement's regions and ownerships."""
    rows = dataset.spec.rows(actor_for(agreement, agreement.code))
    if agreement.ownerships:
        stations = Station.objects.filter(ownership__in=agreement.ownerships).values("station_id")
        column = dataset.spec.column("station_id")
        lookup = column.lookup if column is not None and column.lookup else "station_id"
        rows = rows.filter(**{f"{lookup}__in": stations})
    return rows


def _keys(dataset: DataSet) -> list[str]:
    columns = (dataset.spec.column(name) for name in dataset.spec.key)
    return [column.lookup for column in columns if column is not None and column.lookup]


def _ordered(found: QuerySet[Any], dataset: DataSet) -> QuerySet[Any]:
    return found.order_by(*(F(name).asc() for name in _keys(dataset)))


def _after(dataset: DataSet, values: Sequence[Any]) -> Q:
    """Rows behind a key: (a > x) or (a = x and b > y) or …"""
    condition, equal = Q(pk__in=[]), Q()
    for name, value in zip(_keys(dataset), values, strict=True):
        condition |= equal & Q(**{f"{name}__gt": value})
        equal &= Q(**{name: value})
    return condition


def _read(
    agreement: Agreement, dataset: DataSet, found: QuerySet[Any], limit: int
) -> tuple[list[dict[str, Any]], list[Any]]:
    """So many rows as they may leave; and the last one's key when there are more."""
    actor = actor_for(agreement, agreement.code)
    listed = rows_of(actor, dataset.spec, found[: limit + 1])
    shown = listed[:limit]
    last = [shown[-1][name] for name in dataset.spec.key] if len(listed) > limit else []
    return [masked(agreement, dataset, row) for row in shown], last


def fields_of(agreement: Agreement, dataset: DataSet) -> list[str]:
    """The fields that leave, in the data set's order; what is not in the catalogue never does."""
    wanted = set(agreement.datasets[dataset.code]["fields"])
    return [name for name in dataset.fields if name in wanted]


def masked(agreement: Agreement, dataset: DataSet, row: dict[str, Any]) -> dict[str, Any]:
    """A row with the agreed fields alone, sensitive ones masked unless they are agreed in full."""
    full = set(agreement.datasets[dataset.code].get("full", ()))
    told: dict[str, Any] = {}
    for name in fields_of(agreement, dataset):
        value = row[name]
        mask = dataset.masks.get(name) if name not in full else None
        told[name] = mask(str(value)) if mask is not None and value is not None else value
    return told


def _closed(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values), default=_plain).encode()).decode().rstrip("=")


def _opened(text: str, parts: int) -> list[Any]:
    try:
        told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        raise _no_cursor() from None
    plain = isinstance(told, list) and all(
        isinstance(one, (str, int)) and not isinstance(one, bool) for one in told
    )
    if not plain or len(told) != parts:
        raise _no_cursor()
    return told


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)


def _no_cursor() -> Problem:
    return _bad("bad_cursor", "cursor不是本接口给出的游标。", "This is no cursor of ours.")


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))
