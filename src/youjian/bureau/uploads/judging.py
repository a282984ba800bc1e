"""What a file would do at this moment: read, checked, every row told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry.values import plain
from youjian.bureau.registry.writing import RowCheck
from youjian.bureau.scope import acting
from youjian.bureau.sheets.boxed import open_boxed
from youjian.bureau.sheets.fields import Sheet
from youjian.bureau.sheets.places import Places
from youjian.bureau.sheets.reading import Reading, ReadRow, read_book
from youjian.bureau.uploads.kept import KeptError, KeptNote, KeptRow, State, outcome_of
from youjian.bureau.uploads.places import places_of
from youjian.bureau.uploads.targets import Row, Target

_T = TypeVar("_T")
Progress = Callable[[int, int], None]
"""Is told so many rows of so many are done."""


@dataclass(frozen=True)
class Judged:
    """A file's rows with what writing them would do; `values` are those that would be written, by number."""

    reading: Reading
    rows: list[KeptRow]
    values: Sequence[tuple[int, Row]]
    outcome: str

    def count(self, state: State) -> int:
        """How many rows are in a state."""
        return sum(1 for row in self.rows if row.state == state)


def silent(_done: int, _total: int) -> None:
    """Nobody waits for progress."""


def judge(
    actor: Actor, target: Target, sheet: Sheet, data: bytes, filename: str, *, progress: Progress = silent
) -> Judged:
    """Read a file and check its rows against what stands now. Raises Refused."""
    reading = read_book(sheet, open_boxed(data, filename), _places(actor))
    progress(0, len(reading.rows))
    rows: list[KeptRow] = []
    for chunk in chunks(reading.rows, target.chunk):
        checks = _checked(actor, target, sheet, chunk)
        rows += [_kept(sheet, row, checks.get(row.number)) for row in chunk]
        progress(len(rows), len(reading.rows))
    values = [(row.number, row.values) for row in reading.rows if row.repeats is None]
    return Judged(reading, rows, values, outcome_of(rows))


def chunks(rows: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Rows so many at a time; all of them at once for 0."""
    step = size or max(len(rows), 1)
    return (rows[begin : begin + step] for begin in range(0, len(rows), step))


def _places(actor: Actor) -> Places:
    with acting(actor):
        return places_of(actor)


def _checked(actor: Actor, target: Target, sheet: Sheet, rows: Sequence[ReadRow]) -> dict[int, RowCheck]:
    """The word on each row by its number; one that clashes with an earlier is asked alone."""
    first = [row for row in rows if row.repeats is None and not row.clashes]
    clashing = [row for row in rows if row.clashes]
    found: dict[int, RowCheck] = {}
    for asked in (first, *([row] for row in clashing)):
        checks = target.check(actor, sheet.name, [row.values for row in asked]) if asked else []
        found |= {row.number: check for row, check in zip(asked, checks, strict=True)}
    return found


def _kept(sheet: Sheet, row: ReadRow, check: RowCheck | None) -> KeptRow:
    errors = _errors(row, check)
    notes = [KeptNote(n.field, n.raw, plain(n.value), n.zh, n.en) for n in row.notes]
    notes += [KeptNote(name, "", None, zh, en) for name, zh, en in (check.notes if check else ())]
    if row.repeats is not None:
        notes.append(_repeated(row.repeats))
    state: State = "bad" if errors else "same" if check is None else check.kind
    before, after = _changes(check) if check is not None and state in ("new", "changed") else ({}, {})
    key = [plain(row.values.get(name)) for name in sheet.key()]
    return KeptRow(row.number, state, key, _shown(sheet, row), errors, notes, before, after)


def _shown(sheet: Sheet, row: ReadRow) -> dict[str, str]:
    """A row's cells as they were, what is secret hidden."""
    hidden = {field.name for field in sheet.fields if field.secret}
    return {name: "***" if name in hidden and text else text for name, text in row.raw.items()}


def _errors(row: ReadRow, check: RowCheck | None) -> list[KeptError]:
    """What was wrong in reading, then what the register says of other cells: of one cell once."""
    errors = [KeptError(fault.field, fault.zh, fault.en) for fault in row.faults]
    told = {fault.field for fault in row.faults if fault.field is not None}
    said = check.errors if check is not None else []
    return errors + [KeptError(name, zh, en) for name, zh, en in said if name not in told]


def _repeated(number: int) -> KeptNote:
    return KeptNote(
        None, "", None, f"与第{number}行完全相同，只导入一次", f"the same as row {number}, taken once"
    )


def _changes(check: RowCheck) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = check.before, check.after or {}
    if before is None:
        return {}, {name: plain(value) for name, value in after.items() if value is not None}
    names = [name for name in after if before.get(name) != after[name]]
    return {n: plain(before.get(n)) for n in names}, {n: plain(after[n]) for n in names}
