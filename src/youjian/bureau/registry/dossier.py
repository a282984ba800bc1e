"""The register of one station: everything that is registered of it, today or as it was on a day.

What the register says of a day is what it says by now: a change counts from the day that was given with it
(else from the day it was noted), and a row with a beginning of its own (a tank's installation, the date of a
certificate) from that day on. What was loaded in bulk was there before it was loaded.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from ninja import Schema

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.masks import PHONES_OPENLY, mask_phone
from youjian.bureau.registry import selectors
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.registry.values import plain, read_row
from youjian.bureau.times import now
from youjian.contract.fields import business_day

Row = dict[str, Any]
Rows = dict[str, dict[tuple[Any, ...], Row]]
"""Rows by sheet and key."""

_BEGINS = {
    "stations": "opened_on",
    "operations": "valid_from",
    "tanks": "installed_on",
    "tank_charts": "valid_from",
    "dispensers": "installed_on",
    "nozzles": "valid_from",
    "verifications": "verified_on",
    "seals": "applied_on",
}
"""The sheets of a station with the column that says since when a row holds."""
_BULK = frozenset({"import", "profile", "platform", "upload"})
_OPERATED = ("uscc", "ownership", "controlling_group", "control", "operating_mode")


class StationLink(Schema):
    """A station that this one went on as, or from. The name is null outside of the reader's scope."""

    station_id: str
    name: str | None
    role: str
    kind: str
    happened_on: date
    reason: str


class DossierOut(Schema):
    """The register of a station. `rows` holds, by sheet, what stood on the day (of charts: their versions).

    `there` is false when the station had not opened by that day; `known_since` is the day of the first note.
    """

    station_id: str
    on: date | None
    as_of: datetime
    there: bool
    known_since: date | None
    status_since: date | None
    rows: dict[str, list[dict[str, Any]]]
    companies: dict[str, str]
    links: list[StationLink]


def dossier(actor: Actor, station_id: str, on: date | None) -> DossierOut:
    """Everything that is registered of a station; raises Problem 404 outside of the scope."""
    selectors.station_of(actor, station_id)
    rows = _read(station_id)
    notes = _notes(station_id)
    if on is not None:
        for note in notes:
            _undo(rows, note, on)
        _drop_later(rows, on)
        _operate(rows, on)
    journal.record_view(actor, "station.view", f"station:{station_id}", station_id=station_id)
    return DossierOut(
        station_id=station_id,
        on=on,
        as_of=now(),
        there=bool(rows["stations"]),
        known_since=business_day(notes[-1]["at"]) if notes else None,
        status_since=_status_since(notes, on),
        rows={name: _told(name, _shown(actor, found.values())) for name, found in rows.items()},
        companies=_companies({row["uscc"] for row in rows["operations"].values()}),
        links=_links(station_id),
    )


def _read(station_id: str) -> Rows:
    rows: Rows = {name: {} for name in _BEGINS}
    for name, text in _query(_CURRENT, station_id):
        raw = json.loads(text)
        row = read_row(SHEETS[name], raw) | _lines(raw)
        rows[name][_key(name, row)] = row
    return rows


def _key(name: str, row: Row) -> tuple[Any, ...]:
    return tuple(row.get(column) for column in SHEETS[name].key() if column != "height_mm")


def _lines(raw: Row) -> Row:
    return {"lines": raw["lines"]} if isinstance(raw.get("lines"), int) else {}


def _notes(station_id: str) -> list[Row]:
    """What was noted of the station's register, newest first."""
    columns = ("table_name", "row_key", "kind", "before", "after", "source", "effective_on", "at")
    found: list[Row] = [dict(zip(columns, row, strict=True)) for row in _query(_NOTES, station_id)]
    return [_parsed(note) for note in found if note["table_name"] in _BEGINS]


def _parsed(note: Row) -> Row:
    states = {name: json.loads(note[name] or "{}") for name in ("row_key", "before", "after")}
    return note | states


def _effective(note: Row) -> date:
    """From which day on a change holds."""
    return note["effective_on"] or business_day(note["at"])


def _status_since(notes: list[Row], on: date | None) -> date | None:
    """Since when the station has had its status, by what was noted."""
    for note in notes:
        held = on is None or _effective(note) <= on
        changed = note["kind"] == "changed" and note["table_name"] == "stations"
        if held and changed and note["before"].get("status") != note["after"].get("status"):
            return _effective(note)
    return None


def _undo(rows: Rows, note: Row, on: date) -> None:
    """Take back a change that came into effect after the day."""
    name = note["table_name"]
    if _effective(note) <= on:
        return
    key = _key(name, read_row(SHEETS[name], note["row_key"]))
    if note["kind"] == "added":
        if not _was_there(name, rows[name].get(key, {}), note):
            rows[name].pop(key, None)
        return
    before = read_row(SHEETS[name], note["before"])
    after = read_row(SHEETS[name], note["after"])
    different = {column: value for column, value in before.items() if value != after.get(column)}
    rows[name][key] = rows[name].get(key, before) | different


def _was_there(name: str, row: Row, note: Row) -> bool:
    """Whether a row was there before it was noted: its own beginning tells, or that it was loaded in bulk."""
    return row.get(_BEGINS[name]) is not None or (note["source"] in _BULK and note["effective_on"] is None)


def _drop_later(rows: Rows, on: date) -> None:
    for name, column in _BEGINS.items():
        for key, row in list(rows[name].items()):
            begins = row.get(column)
            if begins is not None and _day(begins) > on:
                del rows[name][key]


def _day(value: date | datetime) -> date:
    return business_day(value) if isinstance(value, datetime) else value


def _operate(rows: Rows, on: date) -> None:
    """The station's own row shows who ran it on the day."""
    holding = [row for row in rows["operations"].values() if row["valid_from"] <= on]
    if holding:
        latest = max(holding, key=lambda row: row["valid_from"])
        for row in rows["stations"].values():
            row.update({column: latest[column] for column in _OPERATED})


def _shown(actor: Actor, rows: Iterable[Row]) -> Iterable[Row]:
    """Rows as an actor may see them: contacts' numbers in part for whoever need not call."""
    if any(actor.may(one) for one in PHONES_OPENLY):
        return rows
    return [
        row | {"contact_phone": mask_phone(row["contact_phone"])} if row.get("contact_phone") else row
        for row in rows
    ]


def _told(name: str, rows: Iterable[Row]) -> list[Row]:
    return [{column: plain(value) for column, value in row.items()} for row in sorted(rows, key=_order(name))]


def _order(name: str) -> Any:
    return lambda row: [("" if value is None else str(plain(value)).zfill(12)) for value in _key(name, row)]


def _companies(usccs: set[str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT uscc, name FROM companies WHERE uscc = ANY (%s)", [list(usccs)])
        return dict(cursor.fetchall())


def _links(station_id: str) -> list[StationLink]:
    columns = ("station_id", "name", "role", "kind", "happened_on", "reason")
    return [StationLink(**dict(zip(columns, row, strict=True))) for row in _query(_SUCCESSIONS, station_id)]


def _query(statement: str, station_id: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"station": station_id})
        return cursor.fetchall()


_CURRENT = """
SELECT 'stations', to_jsonb(t) FROM stations AS t WHERE station_id = %(station)s
UNION ALL SELECT 'operations', to_jsonb(t) FROM operations AS t WHERE station_id = %(station)s
UNION ALL SELECT 'tanks', to_jsonb(t) FROM tanks AS t WHERE station_id = %(station)s
UNION ALL SELECT 'dispensers', to_jsonb(t) FROM dispensers AS t WHERE station_id = %(station)s
UNION ALL SELECT 'nozzles', to_jsonb(t) FROM nozzles AS t WHERE station_id = %(station)s
UNION ALL SELECT 'verifications', to_jsonb(t) FROM verifications AS t WHERE station_id = %(station)s
UNION ALL SELECT 'seals', to_jsonb(t) FROM seals AS t WHERE station_id = %(station)s
UNION ALL SELECT 'tank_charts', jsonb_build_object(
    'station_id', station_id, 'tank_id', tank_id, 'valid_from', valid_from, 'lines', count(*))
FROM tank_charts WHERE station_id = %(station)s GROUP BY station_id, tank_id, valid_from
"""
# Of a chart only that it came matters here: its lines never change, a new chart has a new day.
_NOTES = """
SELECT table_name, row_key, kind,
    CASE WHEN table_name <> 'tank_charts' THEN before END,
    CASE WHEN table_name <> 'tank_charts' THEN after END,
    source, effective_on, at
FROM register_changes WHERE station_id = %(station)s ORDER BY id DESC
"""
_SUCCESSIONS = """
SELECT s.predecessor, t.name, 'predecessor', s.kind, s.happened_on, s.reason
FROM successions AS s LEFT JOIN stations AS t ON t.station_id = s.predecessor WHERE s.successor = %(station)s
UNION ALL
SELECT s.successor, t.name, 'successor', s.kind, s.happened_on, s.reason
FROM successions AS s LEFT JOIN stations AS t ON t.station_id = s.successor WHERE s.predecessor = %(station)s
ORDER BY 5 DESC
"""
