"""A table as a .csv: UTF-8 with a byte order mark, so that Excel reads Chinese, and nothing that Excel would
run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Any

from youjian.bureau.tables.cells import harmless


def write(file: IO[bytes], titles: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    """Write header and lines."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([harmless(title) for title in titles])
    for line in lines:
        writer.writerow([_said(value) for value in line])
    text.flush()
    text.detach()


def _said(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds" if not value.microsecond else "microseconds")
    return value
