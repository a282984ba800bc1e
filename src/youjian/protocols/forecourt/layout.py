"""How one source writes its lines: declared, because nothing in a line says what its columns mean."""

from datetime import timedelta, timezone
from typing import Annotated, Literal

from msgspec import Meta, Struct

FieldName = Literal[
    "number", "nozzle", "pump", "volume", "amount", "price", "totalizer", "started_at", "ended_at",
    "product", "status", "state", "at", "fault", "tank", "height", "water", "temperature", "tank_volume",
    "board", "encoder",
]  # fmt: skip
Unit = Literal["L", "mL", "yuan", "fen", "mm", "cm", "m", "C"]
USUAL: dict[FieldName, Unit] = {
    "volume": "L", "totalizer": "L", "tank_volume": "L", "amount": "yuan", "price": "yuan",
    "height": "mm", "water": "mm", "temperature": "C",
}  # fmt: skip
"""Units where none is declared, and which fields are quantities at all."""
_KINDS = (("L", "mL"), ("yuan", "fen"), ("mm", "cm", "m"), ("C",))


class Column(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a field stands: a column's name (in JSON a path such as `trx.volume`), its digits and its unit.

    `decimals`: the source writes whole numbers with so many implied decimals; a number with a point stands
    as written. `also`: a second column behind the first, as a time behind its date.
    """

    name: str
    also: str | None = None
    decimals: Annotated[int, Meta(ge=0, le=9)] | None = None
    unit: Unit | None = None


class Layout(Struct, frozen=True, kw_only=True):
    """The whole declaration of a source.

    Without `columns` the first line of CSV names them. `time_format`: `iso`, `unix`, `unix_ms` or the
    directives of strptime; `time_zone` holds where a time has no offset of its own.
    """

    fields: dict[FieldName, Column]
    format: Literal["csv", "json"] = "csv"
    columns: tuple[str, ...] | None = None
    delimiter: str = ","
    encoding: Literal["auto", "utf-8", "gb18030"] = "auto"
    time_format: str = "iso"
    time_zone: str = "+08:00"


def problems(layout: Layout) -> list[str]:
    """What types cannot say of a declaration."""
    found: list[str] = []
    if len(layout.delimiter) != 1 or layout.delimiter in '"\r\n':
        found.append(f"delimiter: {layout.delimiter!r} is not one character")
    if offset_of(layout.time_zone) is None:
        found.append(f"time_zone: {layout.time_zone!r} is no offset such as +08:00")
    for name, column in layout.fields.items():
        usual = USUAL.get(name)
        if column.unit and (usual is None or not _same_kind(usual, column.unit)):
            found.append(f"fields.{name}.unit: {column.unit!r} is no unit of {name}")
        if layout.columns is not None and layout.format == "csv":
            found += [
                f"fields.{name}: {wanted!r} is none of columns"
                for wanted in (column.name, column.also)
                if wanted is not None and wanted not in layout.columns
            ]
    return found


def _same_kind(first: Unit, second: Unit) -> bool:
    return any(first in kind and second in kind for kind in _KINDS)


def offset_of(text: str) -> timezone | None:
    """The time zone of `+08:00`, or None."""
    sign, rest = text[:1], text[1:]
    hours, colon, minutes = rest.partition(":")
    digits = len(hours) == len(minutes) == 2 and (hours + minutes).isascii() and (hours + minutes).isdigit()
    if sign not in ("+", "-") or not colon or not digits or int(hours) > 23 or int(minutes) > 59:
        return None
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(offset if sign == "+" else -offset)
