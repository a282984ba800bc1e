"""Papers of several rows whose file does not number them: numbered by what each row is about."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from youjian.bureau.sheets.fields import Sheet
from youjian.bureau.sheets.rows import Note, ReadRow


def number_parts(sheet: Sheet, rows: Sequence[ReadRow]) -> None:
    """Give the rows of one paper numbers from 1 in the order of their parts, wherever they stand in the file.

    The first needs none; rows about the same part stay contradictions of one another.
    """
    part_of = sheet.part_of
    if part_of is None:
        return
    columns = [name for name in sheet.key() if name != sheet.part_column]
    papers: dict[tuple[Any, ...], dict[str, list[ReadRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        key = tuple(row.values.get(name) for name in columns)
        if any(key) and row.values.get(sheet.part_column) is None:
            papers[key][part_of(row.values)].append(row)
    for parts in papers.values():
        for number, part in enumerate(sorted(parts)[1:], start=2):
            for row in parts[part]:
                _give(row, sheet.part_column, number)


def _give(row: ReadRow, column: str, number: int) -> None:
    row.values[column] = number
    row.notes.append(
        Note(column, "", number, f"同号有几种油品，作第{number}行", f"one of several products: line {number}")
    )
