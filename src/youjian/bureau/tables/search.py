"""The search over everything: one query a kind, eight hits each, the same before beginnings before insides.

Pages are no part of it: the console knows which of them are open to a person.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.tables.catalogue import catalogue
from youjian.bureau.tables.contracts import Hit
from youjian.bureau.tables.deliveries import deliveries

MOST = 8
_LONGEST = 100
Rows = QuerySet[Any]


@dataclass(frozen=True)
class Source:
    """A kind of hit: whose rows, the columns that are looked into (lookups), and how a row is shown.

    `title` and `subtitle` name columns.
    """

    kind: str
    table: str
    fields: tuple[str, ...]
    title: str
    subtitle: tuple[str, ...]
    path: str


_SOURCES = (
    Source(
        "station", "stations", ("station_id", "name", "controlling_group"), "name",
        ("station_id", "controlling_group"), "/stations/{station_id}",
    ),
    Source("licence", "stations", ("licence_no",), "licence_no", ("name",), "/stations/{station_id}"),
    Source("company", "companies", ("uscc", "name"), "name", ("uscc",), "/companies?uscc={uscc}"),
    Source(
        "certificate", "verifications", ("certificate_no",), "certificate_no",
        ("station_name", "nozzle_id", "verified_on"), "/stations/{station_id}",
    ),
    Source(
        "seal", "seals", ("seal_no",), "seal_no", ("station_name", "dispenser_id", "applied_on"),
        "/stations/{station_id}",
    ),
    Source(
        "collector", "collectors", ("collector_id",), "collector_id", ("station_name",),
        "/stations/{station_id}",
    ),
    Source(
        "dispenser", "dispensers", ("serial_no", "mainboard_no"), "serial_no",
        ("station_name", "dispenser_id", "model"), "/stations/{station_id}",
    ), Source("alert", "alerts", ("finding_id",), "finding_id", ("station_name", "message"), "/alerts/{id}"),
    Source("person", "people", ("username", "display_name"), "display_name", ("username",),
    "/people?open={username}"),
)  # fmt: skip


def search(actor: Actor, text: str) -> list[Hit]:
    """Everything that fits within the actor's scope and rights; nothing for an empty text.

    Raises Problem 422 for a text that is too long or holds control characters.
    """
    wanted = text.strip()
    if not wanted:
        return []
    if len(wanted) > _LONGEST or not wanted.isprintable():
        message = pick(
            f"搜索内容过长或含有控制字符，最多{_LONGEST}字。",
            f"The text is too long or holds control characters; at most {_LONGEST} signs.",
        )
        raise Problem(422, "bad_value", message)
    found = [hit for source in _SOURCES for hit in _hits(actor, source, wanted)]
    if actor.may("station.see"):
        found += deliveries(actor, wanted, MOST)
    return found


def _hits(actor: Actor, source: Source, text: str) -> Iterable[Hit]:
    spec = catalogue().get(source.table)
    if spec is None or not actor.may(spec.permission):
        return
    names = {*source.subtitle, source.title, *spec.key, *_braced(source.path), "message_en"}
    columns = {c.name: c.lookup for c in spec.columns if c.name in names and c.lookup}
    found = _ranked(spec.rows(actor), source.fields, text).values_list(*columns.values())
    for values in found[:MOST]:
        yield _hit(source, dict(zip(columns, values, strict=True)), text)


def _ranked(rows: Rows, fields: tuple[str, ...], text: str) -> Rows:
    """Rows in which a field holds the text: the same first, then those that begin with it."""
    inside = Q()
    steps: list[When] = []
    for rank, lookup in enumerate(("iexact", "istartswith")):
        fits = Q()
        for field in fields:
            fits |= Q(**{f"{field}__{lookup}": text})
        steps.append(When(fits, then=Value(rank)))
    for field in fields:
        inside |= Q(**{f"{field}__icontains": text})
    rank_of = Case(*steps, default=Value(2), output_field=IntegerField())
    return rows.filter(inside).order_by(rank_of, *fields)


def _hit(source: Source, row: dict[str, Any], text: str) -> Hit:
    said = [_said(name, row) for name in source.subtitle]
    title = _title(source, row, text)
    return Hit(
        kind=source.kind,
        title=title,
        subtitle=" · ".join(part for part in said if part and part != title),
        path=source.path.format_map(row),
    )


def _title(source: Source, row: dict[str, Any], text: str) -> str:
    """The row's title; where it is empty, what was found."""
    return str(row.get(source.title) or text)


_SENTENCES: dict[str, Callable[[Any], str]] = {
    "nozzle_id": lambda number: pick(f"{number}号加油枪", f"Nozzle {number}"),
    "dispenser_id": lambda number: pick(f"{number}号加油机", f"Dispenser {number}"),
}


def _said(name: str, row: dict[str, Any]) -> str:
    value = row.get(name)
    if name == "message":
        value = pick(value, row.get("message_en") or value)
    if value is None:
        return ""
    return _SENTENCES.get(name, str)(value)


def _braced(path: str) -> set[str]:
    return {part.split("}")[0] for part in path.split("{")[1:]}
