"""The register's history: what changed of a row or a station, who said why, and how it stood at a moment."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg.types.json import Jsonb

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors, stored
from youjian.bureau.registry.drafts import Row
from youjian.bureau.registry.register_contracts import ChangeOut, FieldChange
from youjian.bureau.registry.sheets import DESCRIBED
from youjian.bureau.registry.values import asked_moment, plain, read_row, shown
from youjian.bureau.registry.words import CHANGE_KINDS, CHANGE_SOURCES
from youjian.bureau.scope import covers
from youjian.bureau.sheets.fields import Sheet, named

_LINES = ("罐容表行", "Chart lines")
_NAMED_LINES = 5
"""How many lines of a chart a change spells out."""


def row_changes(
    actor: Actor, sheet: Sheet, key: Row, before: int | None = None, limit: int = 200
) -> list[ChangeOut]:
    """Changes of a row, newest first; `before` continues after the change of that number.

    Raises Problem 404 when the row is of a station outside the scope.
    """
    _must_see(actor, key)
    return _described(_of_row(sheet, key, before, limit))


def station_changes(
    actor: Actor, station_id: str, before: int | None = None, limit: int = 50
) -> list[ChangeOut]:
    """Changes of a station and of all that stands there, newest first; raises Problem 404."""
    selectors.station_of(actor, station_id)
    return _described(_read(_STATION, [station_id, before, before, limit]))


def last_change(sheet: Sheet, key: Row) -> Row | None:
    """The newest change of a row as the ledger noted it; None for one that was never changed."""
    return next(iter(_of_row(sheet, key, None, 1)), None)


def last_words(sheet: Sheet, keys: Sequence[Row]) -> list[Row | None]:
    """Who changed each of some rows last, when and why, in the order of the keys."""
    noted = [row_key(sheet, key) for key in keys]
    found = {
        json.dumps(row["row_key"], sort_keys=True): row
        for row in _read(_LAST, [sheet.name, [*map(Jsonb, noted)]])
    }
    rows = (found.get(json.dumps(key, sort_keys=True)) for key in noted)
    return [row and {name: row[name] for name in _WORDS} for row in rows]


def state_at(sheet: Sheet, key: Row, moment: datetime) -> Row | None:
    """A row as it stood at a moment; None when it was not there. A chart's state is `lines`, by height.

    What came after the moment is undone, newest first: so rows are found too that were there before
    changes were noted.
    """
    state = _state_now(sheet, key)
    for change in _read(_AFTER, [sheet.name, Jsonb(row_key(sheet, key)), moment]):
        state = _undone(sheet, state, change)
    return _read_state(sheet, state)


def row_state(actor: Actor, sheet: Sheet, key: Row, moment: datetime) -> Row | None:
    """`state_at` for a person; raises Problem 404 when the row lies outside the scope."""
    _must_see(actor, key)
    return state_at(sheet, key, asked_moment(moment))


def row_key(sheet: Sheet, key: Row) -> dict[str, Any]:
    """A row's key as the ledger notes it; a tank chart is noted as a whole, without its heights."""
    return {name: _noted(key.get(name)) for name in sheet.key() if name != "height_mm"}


def _noted(value: Any) -> Any:
    if not isinstance(value, datetime):
        return plain(value)
    text = value.astimezone(UTC).isoformat()
    return text if value.microsecond == 0 else text.replace("+00:00", "").rstrip("0") + "+00:00"


def _of_row(sheet: Sheet, key: Row, before: int | None, limit: int) -> list[Row]:
    return _read(_ROW, [sheet.name, Jsonb(row_key(sheet, key)), before, before, limit])


def _read(query: str, parameters: Sequence[Any]) -> list[Row]:
    """Notes of the ledger; Django leaves JSON as text on its connections."""
    return [
        {
            name: json.loads(value) if name in _JSON and isinstance(value, str) else value
            for name, value in row.items()
        }
        for row in stored.read(query, parameters)
    ]


def _must_see(actor: Actor, key: Row) -> None:
    station_id = key.get("station_id")
    if station_id is not None and not covers(actor.scope, str(station_id)):
        raise not_found(pick(f"加油站{station_id}", f"Station {station_id}"))
    if selectors.hides_company(actor, key):
        raise not_found(pick(f"企业{key['uscc']}", f"Company {key['uscc']}"))


def _state_now(sheet: Sheet, key: Row) -> dict[str, Any] | None:
    """What stands there today, as the ledger's notes tell it."""
    if sheet.name != "tank_charts":
        row = stored.row_of(sheet, key)
        return row and {name: _noted(value) for name, value in row.items()}
    lines = stored.chart_lines([(key["station_id"], key["tank_id"], key["valid_from"])])
    return {"lines": [[row["height_mm"], row["volume_l"]] for row in lines]}


def _undone(sheet: Sheet, state: dict[str, Any] | None, change: Row) -> dict[str, Any] | None:
    if sheet.name != "tank_charts":
        return change["before"]
    lines = _by_height(state)
    for height in _by_height(change["after"]):
        lines.pop(height, None)
    lines |= _by_height(change["before"])
    return {"lines": list(lines.items())}


def _by_height(state: Mapping[str, Any] | None) -> dict[float, float]:
    return dict(state["lines"]) if state else {}


def _read_state(sheet: Sheet, state: dict[str, Any] | None) -> Row | None:
    if state is None:
        return None
    if sheet.name != "tank_charts":
        return read_row(sheet, state)
    return {"lines": sorted((float(h), float(v)) for h, v in state["lines"])} if state["lines"] else None


def _described(rows: Sequence[Row]) -> list[ChangeOut]:
    regions = selectors.region_names()
    return [_describe(row, regions) for row in rows]


def _describe(row: Row, regions: Mapping[str, str]) -> ChangeOut:
    sheet = DESCRIBED[row["table_name"]]
    return ChangeOut(
        **{name: row[name] for name in _COPIED},
        key=row["row_key"],
        table=row["table_name"],
        table_title=sheet.title,
        subject=_subject(sheet, row["row_key"], regions),
        kind_title=named(CHANGE_KINDS, row["kind"]),
        source_title=named(CHANGE_SOURCES, row["source"]),
        fields=_fields(sheet, row, regions),
    )


def _subject(sheet: Sheet, key: Mapping[str, Any], regions: Mapping[str, str]) -> str:
    """Which row it is, in a person's words; the station's number is left to `station_id`.

    >>> _subject(DESCRIBED["tanks"], {"station_id": "3602030017", "tank_id": 2}, {})
    '油罐号 2'
    """
    values = read_row(sheet, key)
    parts = ((sheet.field(name), value) for name, value in values.items() if value is not None)
    return " · ".join(f"{f.title} {shown(f, value, regions)}" for f, value in parts if f.name != "station_id")


def _fields(sheet: Sheet, row: Row, regions: Mapping[str, str]) -> list[FieldChange]:
    before, after = row["before"], row["after"]
    if row["table_name"] == "tank_charts":
        return [FieldChange(name="lines", title=pick(*_LINES), before=_lines(before), after=_lines(after))]
    was, is_now = read_row(sheet, before or {}), read_row(sheet, after or {})
    return [
        FieldChange(
            name=name,
            title=sheet.field(name).title,
            before=None if before is None else shown(sheet.field(name), old, regions),
            after=None if after is None else shown(sheet.field(name), new, regions),
        )
        for name, old, new in _differ(was, is_now)
    ]


def _differ(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterable[tuple[str, Any, Any]]:
    was, is_now = before or {}, after or {}
    for name in {**was, **is_now}:
        if was.get(name) != is_now.get(name):
            yield name, was.get(name), is_now.get(name)


def _lines(state: Mapping[str, Any] | None) -> str | None:
    if state is None:
        return None
    lines = state["lines"]
    named = pick("、", ", ").join(f"{height:g} mm: {volume:,g} L" for height, volume in lines[:_NAMED_LINES])
    more = pick(f"等{len(lines)}行", f" and more, {len(lines)} lines") if len(lines) > _NAMED_LINES else ""
    return named + more


_JSON = frozenset({"row_key", "before", "after"})
_COPIED = (
    "id",
    "at",
    "station_id",
    "kind",
    "before",
    "after",
    "username",
    "display_name",
    "reason",
    "source",
    "effective_on",
)
_ROW = """
SELECT * FROM ledger.register_changes
WHERE table_name = %s AND row_key = %s AND (%s::bigint IS NULL OR id < %s) ORDER BY id DESC LIMIT %s
"""
_STATION = """
SELECT * FROM ledger.register_changes
WHERE station_id = %s AND (%s::bigint IS NULL OR id < %s) ORDER BY id DESC LIMIT %s
"""
_WORDS = ("at", "username", "display_name", "reason")
_LAST = """
SELECT DISTINCT ON (row_key) row_key, at, username, display_name, reason FROM ledger.register_changes
WHERE table_name = %s AND row_key = ANY(%s) ORDER BY row_key, id DESC
"""
_AFTER = """
SELECT before, after FROM ledger.register_changes
WHERE table_name = %s AND row_key = %s AND at > %s ORDER BY id DESC
"""
