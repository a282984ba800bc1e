"""Rows into the register, checked and then all of them or none: forms, uploads and charts go this way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.registry import storing
from youjian.bureau.registry.changing import Source, changing
from youjian.bureau.registry.checks_devices import DEVICE_CHECKS
from youjian.bureau.registry.checks_sites import SITE_CHECKS
from youjian.bureau.registry.drafts import (
    Draft,
    Fault,
    Kind,
    Row,
    merge,
    once,
    read_drafts,
    refuse_twice,
)
from youjian.bureau.registry.ranges import check_values
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.registry.stored import stored
from youjian.bureau.registry.values import plain
from youjian.bureau.scope import acting
from youjian.bureau.sheets.fields import Sheet
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode
from youjian.ledger.registry import Counts

_CHECKS = {**SITE_CHECKS, **DEVICE_CHECKS}
_NAMED = 5
"""How many bad rows a refusal spells out."""


@dataclass(frozen=True)
class RowCheck:
    """What writing a row would do, or why it cannot be written. `errors` name the column (None: the row).

    `notes` say in the same way what was worked out or assumed.
    """

    index: int
    key: Row
    kind: Kind
    errors: list[Fault]
    before: Row | None
    after: Row | None
    notes: list[Fault] = field(default_factory=list)


def sheet_of(name: str) -> Sheet:
    """A table of the register; raises Problem 404."""
    sheet = SHEETS.get(name)
    if sheet is None:
        message = pick(f"档案中没有“{name}”这张表。", f"The register has no table “{name}”.")
        raise Problem(404, "not_found", message)
    return sheet


def check_rows(actor: Actor, sheet_name: str, rows: Sequence[Mapping[str, Any]]) -> list[RowCheck]:
    """What writing these rows would do, in their order; nothing is written.

    A row holds the columns that are given: a missing one keeps its value, None clears it. A row that
    repeats an earlier one does nothing. Raises Problem 403, and 404 without such a table.
    """
    _need(actor, sheet_name)
    sheet = sheet_of(sheet_name)
    with acting(actor):
        drafts = _checked(actor, sheet, rows)
    first = set(map(id, once(drafts)))
    return [_check_of(draft, repeated=id(draft) not in first) for draft in drafts]


def write_rows(
    actor: Actor,
    sheet_name: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    reason: str,
    source: Source,
    effective_on: date | None = None,
    noted: bool = True,
) -> Counts:
    """Write rows as `check_rows` takes them, all or none; returns how many were new, changed and the same.

    Who runs a station changes from `effective_on` (today) on, and today's row shows what applies today. A
    verb of another app that journals what it does itself lets it be (`noted` False). Raises Problem 422
    without a reason and when rows are bad, with `rows` and the `fields` of the first.
    """
    _need(actor, sheet_name)
    sheet = sheet_of(sheet_name)
    if not reason.strip():
        message = pick("请填写变更原因。", "Please say why the register is changed.")
        raise Problem(422, "reason_missing", message, {"fields": [{"name": "reason", "message": message}]})
    with changing(actor, reason.strip(), source, effective_on):
        drafts = _checked(actor, sheet, rows)
        _refuse_bad(sheet, drafts)
        drafts = list(once(drafts))
        written = [draft for draft in drafts if draft.kind in ("new", "changed")]
        storing.store(sheet, written, effective_on)
        counts = _counts(rows, drafts)
        if written and noted:
            _journal(actor, sheet, written, counts, reason.strip())
    return counts


_DESKS = {
    "price_caps": "price.manage",
    "verifications": "metrology.verify",
    "seals": "metrology.verify",
    "dispensers": "metrology.manage",
}
"""The rights of desks whose own verbs write a sheet."""


def _need(actor: Actor, sheet_name: str) -> None:
    """Who keeps prices writes price caps as well, who verifies verifications and seals."""
    of_desk = sheet_name in _DESKS and actor.may(_DESKS[sheet_name])
    if not of_desk and not actor.may("registry.manage"):
        raise forbidden(permission_name("registry.manage"))


def _checked(actor: Actor, sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> list[Draft]:
    drafts = read_drafts(sheet, rows)
    there = stored(sheet, drafts)
    for draft in drafts:
        merge(draft, there.get(draft.key))
        check_values(draft)
    refuse_twice([draft for draft in drafts if draft.whole])
    _CHECKS[sheet.name](actor, drafts)
    for draft in drafts:
        _decode(draft)
    return drafts


def _decode(draft: Draft) -> None:
    """The contract's own word on a row with which nothing else was wrong."""
    table = TABLES.get(draft.sheet.name)
    if table is None or draft.kind not in ("new", "changed"):
        return
    try:
        decode(table, {name: draft.after.get(name) for name in table.columns})
    except ValueError as error:
        name = next((f.name for f in draft.sheet.fields if f.name in str(error)), None)
        draft.fault(name, f"不符合数据合同：{error}", f"Against the data contract: {error}")


def _check_of(draft: Draft, *, repeated: bool) -> RowCheck:
    key = dict(zip(draft.sheet.key(), draft.key, strict=True))
    kind = "same" if repeated and draft.kind != "bad" else draft.kind
    return RowCheck(draft.index, key, kind, draft.faults, draft.before, draft.after)


def _refuse_bad(sheet: Sheet, drafts: Sequence[Draft]) -> None:
    bad = [draft for draft in drafts if draft.kind == "bad"]
    if not bad:
        return
    said = [_said(draft, numbered=len(drafts) > 1) for draft in bad[:_NAMED]]
    more = len(bad) - _NAMED
    if more > 0:
        said.append(pick(f"……另有{more}条有误。", f"… and {more} more rows are wrong."))
    message = pick(f"{sheet.zh}没有保存：", f"{sheet.en} not saved: ") + " ".join(said)
    details = {
        "rows": [{"index": draft.index, "fields": _fields(draft)} for draft in bad],
        "fields": _fields(bad[0]),
    }
    raise Problem(422, "invalid_row", message, details)


def _said(draft: Draft, *, numbered: bool) -> str:
    words = " ".join(pick(zh, en) for _, zh, en in draft.faults)
    number = draft.index + 1
    return pick(f"第{number}条：{words}", f"Row {number}: {words}") if numbered else words


def _fields(draft: Draft) -> list[dict[str, str]]:
    return [{"name": name or "", "message": pick(zh, en)} for name, zh, en in draft.faults]


def _counts(rows: Sequence[Any], drafts: Sequence[Draft]) -> Counts:
    kinds = [draft.kind for draft in drafts]
    new, changed = kinds.count("new"), kinds.count("changed")
    return Counts(new=new, changed=changed, same=len(rows) - new - changed)


def _journal(actor: Actor, sheet: Sheet, written: Sequence[Draft], counts: Counts, reason: str) -> None:
    """One entry: a single row with what changed of it, of many their number; each stands in the history."""
    said = {"reason": reason, "new": counts.new, "changed": counts.changed}
    if len(written) > 1:
        journal.record(actor, "registry.change", f"sheet:{sheet.name}", after=said)
        return
    [draft] = written
    names = [name for name in sheet.names() if draft.touches(name)]
    journal.record(
        actor,
        "registry.change",
        f"{sheet.name}:{'|'.join(str(plain(part)) for part in draft.key)}",
        station_id=draft.after.get("station_id"),
        before=draft.before and {name: plain(draft.before[name]) for name in names},
        after={**{name: plain(draft.after[name]) for name in names}, "reason": reason},
    )
