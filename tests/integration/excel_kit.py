"""Workbooks as a spreadsheet sees them: formulas worked out anew, beside the values that were written."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

_PLACES = re.compile(r"\b([A-Z]{1,2}\d+)(?::([A-Z]{1,2}\d+))?\b")


class Sheet:
    """The first sheet of a workbook: what is written, and what its formulas give."""

    def __init__(self, content: bytes) -> None:
        self.formulas: Any = load_workbook(BytesIO(content)).worksheets[0]
        self.written: Any = load_workbook(BytesIO(content), data_only=True).worksheets[0]

    def formula_cells(self) -> list[str]:
        """Places that hold a formula."""
        cells = (cell for row in self.formulas.iter_rows() for cell in row)
        return [cell.coordinate for cell in cells if str(cell.value).startswith("=")]

    def worked_out(self, place: str) -> Any:
        """A cell's value, with every formula behind it worked out anew."""
        value = self.formulas[place].value
        if not str(value).startswith("="):
            return value
        names = {"ROUND": _round, "SUM": sum, "D": Decimal}
        return float(eval(_PLACES.sub(self._number, value[1:]), names))  # noqa: S307 - our own file

    def column(self, title: str) -> str:
        """The letter of the column with a title."""
        return next(cell.column_letter for cell in self.formulas[1] if cell.value == title)

    def _number(self, found: re.Match[str]) -> str:
        if not found[2]:
            return self._literal(found[1])
        cells: Sequence[Any] = [cell for row in self.formulas[f"{found[1]}:{found[2]}"] for cell in row]
        return f"[{', '.join(self._literal(cell.coordinate) for cell in cells)}]"

    def _literal(self, place: str) -> str:
        return f"D('{self.worked_out(place) or 0}')"


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
