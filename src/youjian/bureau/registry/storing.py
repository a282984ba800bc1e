"""Checked rows into the ledger, and what follows from them: operations, companies, dispensers."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

from django.db import connection

from youjian.bureau.database import raw_connection
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.registry import stored
from youjian.bureau.registry.changing import at_once
from youjian.bureau.registry.drafts import Draft, Row
from youjian.bureau.registry.sheets import OPERATIONS
from youjian.bureau.sheets.fields import Sheet
from youjian.bureau.times import now
from youjian.contract.fields import business_day
from youjian.ledger.operations import OPERATING, add_dispensers, apply_operations, begin_operations
from youjian.ledger.registry import write_rows

_UNDATED = ("companies", "tanks", "dispensers")
"""Tables beside the stations whose rows hold at once: no column says from which day on."""


def store(sheet: Sheet, drafts: Sequence[Draft], effective_on: date | None) -> None:
    """Write new and changed rows in the caller's transaction.

    Raises Problem 422 when who runs a station is to change from a day on that another change stands after,
    and when what cannot wait is to change from a day that is still to come.
    """
    if sheet.name == "stations":
        _store_stations(sheet, drafts, effective_on)
        return
    if sheet.name in _UNDATED:
        _refuse_waiting(drafts, effective_on or business_day(now()))
    if sheet.name == "operations":
        begin_operations(raw_connection(), _stations(drafts))
    _write(sheet, [draft.after for draft in drafts])
    if sheet.name == "operations":
        _take_into_force(_stations(drafts))
    if sheet.name == "nozzles":
        add_dispensers(raw_connection(), _stations(drafts))


def _store_stations(sheet: Sheet, drafts: Sequence[Draft], effective_on: date | None) -> None:
    """A station's row keeps who runs it until the day comes; from which day on is an operation's to say."""
    day = effective_on or business_day(now())
    moving = [draft for draft in drafts if draft.before is not None and draft.touches(*OPERATING)]
    _refuse_hidden_by_later(moving, day)
    if not moving:
        _refuse_waiting(drafts, day)
    begin_operations(raw_connection(), _stations(moving))
    with at_once() if day > business_day(now()) else nullcontext():
        _write(sheet, [_with_old_operation(draft) for draft in drafts])
    begin_operations(raw_connection(), _stations(drafts))
    _write(OPERATIONS, [_operation(draft, day) for draft in moving])
    _take_into_force(_stations(drafts))


def _with_old_operation(draft: Draft) -> Row:
    before = draft.before
    return draft.after if before is None else {**draft.after, **{name: before[name] for name in OPERATING}}


def _operation(draft: Draft, day: date) -> Row:
    fields = {name: draft.after.get(name) for name in OPERATING}
    return {"station_id": draft.key[0], "valid_from": day, **fields}


def _take_into_force(station_ids: Sequence[str]) -> None:
    apply_operations(raw_connection(), business_day(now()), station_ids)
    with connection.cursor() as cursor:
        cursor.execute(_COMPANIES, [list(station_ids)])


def _refuse_hidden_by_later(moving: Sequence[Draft], day: date) -> None:
    """A change that begins before the opening, or before one that is in force already, would not be seen."""
    today, ids = business_day(now()), _stations(moving)
    later = {row["station_id"]: row["valid_from"] for row in stored.read(_LATER, [ids, day, today])}
    for draft in moving:
        opened = draft.after["opened_on"]
        if day < opened:
            _refuse(
                draft,
                f"生效日期{day}早于开业日期{opened}，请核对。",
                f"{day} lies before it opened on {opened}; please check.",
            )
        elif draft.key[0] in later:
            since = later[draft.key[0]]
            _refuse(
                draft,
                f"自{since}起另有登记，{day}的变更请在经营沿革中填写。",
                f"Another change holds since {since}; write that of {day} under operations.",
            )


def _refuse_waiting(drafts: Sequence[Draft], day: date) -> None:
    """Only who runs a station can wait for its day: anything else would hold at once, and the day be lost."""
    changed = next((draft for draft in drafts if draft.before is not None), None)
    if changed is not None and day > business_day(now()):
        _refuse(
            changed,
            f"{day}还没有到。只有经营企业、性质、集团、控股和经营方式的变更可以预先登记；"
            "其他内容请在当天或之后填写。",
            f"{day} has not come yet. Only who runs a station, and how, can be entered ahead; "
            "enter anything else on the day or later.",
        )


def _refuse(draft: Draft, zh: str, en: str) -> None:
    key = " ".join(str(part) for part in draft.key)
    one = draft.sheet.en.removesuffix("s") if draft.sheet.name == "stations" else draft.sheet.en
    message = pick(f"{draft.sheet.zh}{key}：{zh}", f"{one} {key}: {en}")
    fields = [{"name": "effective_on", "message": message}]
    raise Problem(
        422, "invalid_row", message, {"fields": fields, "rows": [{"index": draft.index, "fields": fields}]}
    )


def _stations(drafts: Sequence[Draft]) -> list[str]:
    return sorted({str(draft.after["station_id"]) for draft in drafts})


def _write(sheet: Sheet, rows: Sequence[Row]) -> None:
    columns = sheet.names()
    values: list[list[Any]] = [[row.get(name) for name in columns] for row in rows]
    write_rows(raw_connection(), sheet.name, sheet.key(), columns, values)


_LATER = """
SELECT station_id, max(valid_from) AS valid_from FROM ledger.operations
WHERE station_id = ANY(%s) AND valid_from > %s AND valid_from <= %s GROUP BY station_id
"""
# Companies are named by their credit code; until somebody gives the name, the group's stands for it.
_COMPANIES = """
INSERT INTO companies (uscc, name)
SELECT o.uscc, min(coalesce(o.controlling_group, s.name))
FROM operations AS o JOIN stations AS s USING (station_id)
WHERE o.station_id = ANY(%s) GROUP BY o.uscc ON CONFLICT DO NOTHING
"""
