"""Renders docs/contract.md and docs/contract.schema.json from the types, so that they cannot drift.

`python -m youjian.contract.reference docs` writes both.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from msgspec import Struct, inspect

from youjian.contract import VERSION
from youjian.contract.findings import Finding
from youjian.contract.platform import PLATFORM_TABLES
from youjian.contract.schema import json_schema
from youjian.contract.tables import FACT_TABLES, REGISTRY_TABLES, Table

_UNITS = {
    "_ml": "mL",
    "_fen": "fen",
    "_kg_m3": "kg/m³",
    "_l_min": "L/min",
    "_mm": "mm",
    "_c": "°C",
    "_l": "L",
    "_pa": "Pa",
    "_ppm": "ppm",
    "_s": "s",
    "_dbm": "dBm",
    "_pct": "%",
}
_INTRODUCTION = f"""# Data contract, version {VERSION}: every record type

Made from the types by `python -m youjian.contract.reference docs`; do not edit. The JSON Schema of the same
types is [contract.schema.json](contract.schema.json).

Legal quantities are integers: volume in mL, money in fen, unit price in fen per litre. Physical measurements
are floats in the unit of their name. Volumes are ambient unless the name ends in `20`. Time is UTC with
microseconds, RFC 3339 with offset in JSON and CSV. Columns of the key are **bold**; the key makes a record,
not its arrival. Where a type says null, an empty field of a CSV file is null. Unknown columns are an error.
"""
_WORDS: dict[type[inspect.Type], str] = {
    inspect.IntType: "integer",
    inspect.FloatType: "number",
    inspect.BoolType: "`true` `false`",
    inspect.DateTimeType: "moment",
    inspect.DateType: "date",
}
_VERSIONS = {
    "source": "a record with `source` = `corrected`",
    "filed_at": "a record with another `filed_at`",
}


def render() -> str:
    """The reference page as Markdown."""
    parts = [
        _INTRODUCTION,
        "## Registry tables\n",
        *(_table(table) for table in REGISTRY_TABLES),
        "## Fact tables\n",
        *(_table(table) for table in FACT_TABLES),
        "## The platform's own tables\n\nNo device sends them; rules read them.\n",
        *(_table(table) for table in PLATFORM_TABLES.values()),
        "## Findings\n",
        _struct("findings", Finding, ("finding_id", "revision")),
    ]
    return "\n".join(parts)


def render_schema() -> str:
    """The JSON Schema document as text."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def write(folder: Path) -> None:
    """Write both documents into a folder."""
    (folder / "contract.md").write_text(render(), encoding="utf-8")
    (folder / "contract.schema.json").write_text(render_schema(), encoding="utf-8")


def _table(table: Table) -> str:
    return _struct(table.name, table.type, table.key, notes=_notes(table))


def _notes(table: Table) -> Iterator[str]:
    if table.required:
        yield "Required in an audit folder."
    if table.end is not None:
        own = f"`{table.end}`"
        yield f"Known at {'`received_at`, else ' + own if 'received_at' in table.columns else own}."
    if table.version is not None:
        yield f"Of one key, {_VERSIONS[table.version]} is a new version and not a conflict."


def _struct(name: str, struct: type[Struct], key: tuple[str, ...], notes: Iterable[str] = ()) -> str:
    lines = [f"### `{name}`", "", _paragraph(struct), *(f"{note}  " for note in notes), ""]
    lines += ["| column | type | unit | meaning |", "|---|---|---|---|"]
    info = inspect.type_info(struct)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{struct.__name__} is not a struct")
    lines += [_row(field, key) for field in info.fields]
    return "\n".join(lines) + "\n"


def _paragraph(struct: type[Struct]) -> str:
    return "\n".join(line.strip() for line in (struct.__doc__ or "").strip().splitlines())


def _row(field: inspect.Field, key: tuple[str, ...]) -> str:
    name = f"**{field.name}**" if field.name in key else field.name
    unit = _unit(field.name)
    return f"| {name} | {_type(field.type)} | {unit} | {_meaning(field.type, unit)} |"


def _unit(name: str) -> str:
    if name in ("unit_price_fen", "max_price_fen"):
        return "fen/L"
    bare = name.removesuffix("20")
    return next((unit for suffix, unit in _UNITS.items() if bare.endswith(suffix)), "")


def _meaning(kind: inspect.Type, unit: str) -> str:
    """What the type says of itself, less the unit, which has its own column."""
    told = "; ".join(dict.fromkeys(_descriptions(kind))).replace("|", "\\|")
    return "" if told == unit else told.removeprefix(f"{unit}, ")


def _descriptions(kind: inspect.Type) -> Iterator[str]:
    if isinstance(kind, inspect.Metadata):
        schema = cast("dict[str, str]", kind.extra_json_schema or {})  # pyright: ignore[reportUnknownMemberType]
        if "description" in schema:
            yield schema["description"]
        else:
            yield from _descriptions(kind.type)
    elif isinstance(kind, inspect.UnionType):
        for one in kind.types:
            yield from _descriptions(one)


def _type(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata(type=inner):
            return _type(inner)
        case inspect.UnionType(types=several):
            return " or ".join(_type(one) for one in several)
        case inspect.LiteralType(values=values):
            return " ".join(f"`{value}`" for value in values)
        case inspect.NoneType():
            return "null"
        case _:
            return _plain_type(kind)


def _plain_type(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.StrType):
        return "text" if kind.pattern is None else f"text `{kind.pattern}`".replace("|", "\\|")
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return f"{_WORDS[type(kind)]}{_range(kind)}"
    return _WORDS[type(kind)]


def _range(kind: Any) -> str:
    limits = [
        f"{sign} {_number(limit)}"
        for sign, limit in ((">", kind.gt), ("≥", kind.ge), ("≤", kind.le))
        if limit is not None
    ]
    return f" {', '.join(limits)}" if limits else ""


def _number(limit: float) -> str:
    return "2^63 - 1" if limit == 2**63 - 1 else f"{limit:g}"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
