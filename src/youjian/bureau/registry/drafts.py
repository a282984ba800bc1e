"""Rows on their way into the register: what was given, what stands there, what would stand there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from youjian.bureau.registry.values import UnreadableError, read, shown
from youjian.bureau.sheets.fields import Sheet

Kind = Literal["new", "changed", "same", "bad"]
Row = dict[str, Any]
Key = tuple[Any, ...]
Fault = tuple[str | None, str, str]
"""The column (None: the whole row), what is wrong with it and what to do, in Chinese and in English."""


@dataclass(eq=False)
class Draft:
    """One row. `given` holds the columns that were given; others keep their old value, None clears."""

    sheet: Sheet
    index: int
    given: Row
    before: Row | None = None
    after: Row = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """The row's key, in the order of the key columns."""
        return tuple(self.given.get(name) for name in self.sheet.key())

    @property
    def whole(self) -> bool:
        """Whether every key column that may not be empty was given and could be read."""
        return all(self.given.get(f.name) is not None for f in self.sheet.fields if f.key and f.required)

    @property
    def kind(self) -> Kind:
        """What writing it would do."""
        if self.faults:
            return "bad"
        if self.before is None:
            return "new"
        return "same" if self.before == self.after else "changed"

    def fault(self, name: str | None, zh: str, en: str) -> None:
        """Note what is wrong; the first word about a column stands."""
        if name is None or all(name != other for other, _, _ in self.faults):
            self.faults.append((name, zh, en))

    def touches(self, *names: str) -> bool:
        """Whether one of the columns would get another value than it has."""
        before = self.before or {}
        return any(self.after.get(name) != before.get(name) for name in names)

    def said(self, name: str) -> str:
        """A column's new value as a person reads it."""
        return shown(self.sheet.field(name), self.after.get(name))


def read_drafts(sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> list[Draft]:
    """Rows as drafts, their values those of the contract; a value of another kind is a fault."""
    return [_read(sheet, index, row) for index, row in enumerate(rows)]


def merge(draft: Draft, before: Row | None) -> None:
    """What the row would be after writing: the stored one with what was given."""
    old = dict.fromkeys(draft.sheet.names()) if before is None else before
    draft.before, draft.after = before, {**old, **draft.given}


def refuse_twice(drafts: Sequence[Draft]) -> None:
    """A key given again with other content; the same row again is harmless."""
    first: dict[Key, Draft] = {}
    for draft in drafts:
        other = first.setdefault(draft.key, draft)
        if other is not draft and other.after != draft.after:
            names = [f for f in draft.sheet.fields if other.after.get(f.name) != draft.after.get(f.name)]
            draft.fault(
                draft.sheet.key()[-1],
                f"与本次第{other.index + 1}条重复，但{'、'.join(f.zh for f in names)}不同；请只保留一条。",
                f"The same as row {other.index + 1} but for {', '.join(f.en for f in names)}; keep one.",
            )


def once(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Drafts without those that repeat an earlier one."""
    seen: set[Key] = set()
    for draft in drafts:
        if draft.key not in seen:
            seen.add(draft.key)
            yield draft


def _read(sheet: Sheet, index: int, row: Mapping[str, Any]) -> Draft:
    draft = Draft(sheet, index, {})
    columns = {column.name: column for column in sheet.fields}
    for name, value in row.items():
        column = columns.get(name)
        if column is None:
            draft.fault(name, f"{sheet.zh}没有“{name}”这一项。", f"{sheet.en} has no column “{name}”.")
            continue
        try:
            draft.given[name] = read(column, value)
        except UnreadableError as error:
            draft.fault(name, f"{column.zh}：{error.zh}", f"{column.en}: {error.en}")
    return draft
