"""One row of the register for a form: reading it, and saving it unless it changed meanwhile."""

from collections.abc import Mapping
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import changes, selectors, stored
from youjian.bureau.registry.changing import changing
from youjian.bureau.registry.drafts import Row
from youjian.bureau.registry.register_contracts import (
    ChangedBy,
    FieldOut,
    RegisterRow,
    RowIn,
    SheetOut,
)
from youjian.bureau.registry.sheets import OPERATIONS, SHEETS
from youjian.bureau.registry.values import UnreadableError, plain, read
from youjian.bureau.registry.writing import sheet_of, write_rows
from youjian.bureau.scope import covers
from youjian.bureau.sheets.fields import Field, Sheet
from youjian.bureau.tables.contracts import ChoiceOut
from youjian.bureau.times import now
from youjian.contract.fields import SHANGHAI, business_day


def sheets() -> list[SheetOut]:
    """All tables of the register in the request's language."""
    return [
        SheetOut(
            name=sheet.name,
            title=sheet.title,
            note=sheet.note,
            per_station=sheet.per_station,
            key=list(sheet.key()),
            fields=[_field(field) for field in sheet.fields],
        )
        for sheet in SHEETS.values()
    ]


def key_of(sheet: Sheet, given: Mapping[str, Any]) -> Row:
    """A row's key from what was given; raises Problem 422 naming a part that is missing or cannot be read."""
    key: Row = {}
    for name in sheet.key():
        field = sheet.field(name)
        try:
            key[name] = read(field, given.get(name))
        except UnreadableError as error:
            raise _bad_key(field, pick(error.zh, error.en)) from None
        if key[name] is None and field.required:
            raise _bad_key(field, pick("没有给出，请补上。", "It is missing."))
    return key


def register_row(actor: Actor, sheet_name: str, given: Mapping[str, Any]) -> RegisterRow:
    """A row by its key; raises Problem 404 when it is not there or outside the scope."""
    sheet = sheet_of(sheet_name)
    return _row(actor, sheet, key_of(sheet, given))


def save_row(actor: Actor, sheet_name: str, given: RowIn) -> RegisterRow:
    """Add or change one row and return it as it stands now.

    Raises Problem 409 with the last change when the row is not as the form saw it, and as `write_rows` does.
    """
    sheet = sheet_of(sheet_name)
    with changing(actor, given.reason, "form", given.effective_on):
        if "seen" in given.model_fields_set:
            _refuse_unseen(sheet, given)
        write_rows(
            actor,
            sheet_name,
            [given.values],
            reason=given.reason,
            source="form",
            effective_on=given.effective_on,
        )
    return _row(actor, sheet, key_of(sheet, given.values))


def _row(actor: Actor, sheet: Sheet, key: Row) -> RegisterRow:
    values = stored.row_of(sheet, key)
    station_id = key.get("station_id")
    outside = station_id is not None and not covers(actor.scope, str(station_id))
    if values is None or outside or selectors.hides_company(actor, key):
        named = " ".join(str(plain(part)) for part in key.values())
        raise not_found(f"{sheet.title} {named}")
    last = changes.last_change(sheet, key)
    return RegisterRow(
        sheet=sheet.name,
        key={name: plain(value) for name, value in key.items()},
        values={name: plain(value) for name, value in values.items()},
        editable=actor.may("registry.manage"),
        seen=last["id"] if last else 0,
        changed=_changed_by(last),
        coming=_coming(str(station_id)) if sheet.name == "stations" else [],
    )


def _coming(station_id: str) -> list[dict[str, Any]]:
    today = business_day(now())
    rows = stored.rows_of(OPERATIONS, "station_id", [station_id])
    later = sorted((row for row in rows if row["valid_from"] > today), key=lambda row: row["valid_from"])
    return [{name: plain(value) for name, value in row.items()} for row in later]


def _refuse_unseen(sheet: Sheet, given: RowIn) -> None:
    key = key_of(sheet, given.values)
    there, last = stored.row_of(sheet, key), changes.last_change(sheet, key)
    if _as_seen(given.seen, there, last["id"] if last else 0):
        return
    if last is None:
        message = pick(
            "这一项已经在档案中，请刷新后再改。", "This is in the register already; please reload."
        )
    else:
        at = last["at"].astimezone(SHANGHAI).strftime("%m-%d %H:%M")
        why = last["reason"] or "—"
        message = pick(
            f"{last['display_name']}已于{at}改过这一项（原因：{why}），您的修改没有保存。请刷新后再改。",
            f"{last['display_name']} changed this on {at} ({why}); yours was not saved. Please reload it.",
        )
    changed = _changed_by(last)
    details = {"changed": changed.model_dump(mode="json") if changed else None}
    raise Problem(409, "changed_meanwhile", message, details)


def _as_seen(seen: int | dict[str, Any] | None, there: Row | None, last: int) -> bool:
    """Whether a row stands as a form saw it: by the number of its last change, or value by value."""
    if seen is None:
        return there is None
    if isinstance(seen, int):
        return seen == last
    return there is not None and all(
        plain(there[name]) == value for name, value in seen.items() if name in there
    )


def _changed_by(last: Row | None) -> ChangedBy | None:
    if last is None:
        return None
    return ChangedBy(**{name: last[name] for name in ("id", "at", "username", "display_name", "reason")})


def _bad_key(field: Field, what: str) -> Problem:
    message = f"{field.title}：{what}"
    return Problem(422, "invalid_row", message, {"fields": [{"name": field.name, "message": message}]})


def _field(field: Field) -> FieldOut:
    return FieldOut(
        name=field.name,
        title=field.title,
        kind=field.kind,
        key=field.key,
        required=field.required,
        choices=[ChoiceOut(code=choice.code, title=choice.title) for choice in field.choices],
        note=field.note,
        example=field.example,
        unit=field.unit,
        shown=field.shown,
    )
