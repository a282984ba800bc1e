"""Lines out of a byte stream, and messages out of lines; bytes in, messages out, and back.

A line that cannot be read is an outcome like any other: it comes out with its reason, and the next line is
read as if it had not been.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, cast

from msgspec import Struct

from youjian.protocols.forecourt.figures import ForecourtError
from youjian.protocols.forecourt.layout import Layout
from youjian.protocols.forecourt.messages import Message
from youjian.protocols.forecourt.rows import Row, read_row, write_row

LONGEST_LINE = 64 * 1024
_BOM = "\ufeff"
_MOST_ROWS = 1000


class Line(Struct, frozen=True):
    """One line as it came, and what it says: messages, an error, or neither for a header or an empty line."""

    raw: bytes
    messages: tuple[Message, ...] = ()
    error: ForecourtError | None = None


class LineReader:
    """Lines of one source; `feed` takes whatever came, keeps at most one longest line, never raises."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._columns = list(layout.columns) if layout.columns is not None else None
        self._buffer = bytearray()
        self._skipping = False
        self.read_well = False
        """Whether a line of this source has ever been read: a stranger's never is."""

    @property
    def pending(self) -> int:
        """Bytes of a line that has begun and not ended."""
        return len(self._buffer)

    def reset(self) -> None:
        """Another connection: a line half sent is forgotten, a header must come again."""
        self._buffer.clear()
        self._skipping = False
        self._columns = list(self._layout.columns) if self._layout.columns is not None else None

    def feed(self, data: bytes) -> list[Line]:
        """The lines that these bytes complete; CR, LF or both end a line."""
        found: list[Line] = []
        for piece in data.splitlines(keepends=True):
            ended = piece.endswith((b"\r", b"\n"))
            found += self._take(piece.rstrip(b"\r\n"), ended)
        return found

    def _take(self, piece: bytes, ended: bool) -> Iterator[Line]:
        if not self._skipping:
            self._buffer += piece
        if len(self._buffer) > LONGEST_LINE:
            detail = f"a line of more than {LONGEST_LINE} bytes"
            yield Line(bytes(self._buffer[:256]), error=ForecourtError("overlong", detail))
            self._skipping = True
            self._buffer.clear()
        if ended:
            raw, skipped = bytes(self._buffer), self._skipping
            self._buffer.clear()
            self._skipping = False
            if raw.strip() and not skipped:
                yield self.read(raw)

    def read(self, raw: bytes) -> Line:
        """What one whole line says."""
        try:
            rows = list(self._rows(_text(raw, self._layout.encoding)))
            messages = tuple(read_row(self._layout, row) for row in rows)
        except ForecourtError as error:
            return Line(raw, error=error)
        self.read_well = self.read_well or bool(messages)
        return Line(raw, messages)

    def _rows(self, text: str) -> list[Row]:
        if not text.strip():
            return []
        if self._layout.format == "json":
            return _json_rows(text)
        cells = _cells(text, self._layout.delimiter)
        if self._is_header(cells):
            self._columns = cells
            return []
        if self._columns is None:
            raise ForecourtError("columns", "no line has named the columns yet, and none are declared")
        if len(cells) != len(self._columns):
            raise ForecourtError("columns", f"{len(cells)} cells, {len(self._columns)} columns")
        return [dict(zip(self._columns, cells, strict=True))]

    def _is_header(self, cells: list[str]) -> bool:
        """Whether a line names every column of the fields that a fuelling needs, or of all that there are."""
        fields = self._layout.fields
        needed = [fields[name].name for name in ("nozzle", "volume") if name in fields]
        wanted = needed or [column.name for column in fields.values()]
        return bool(wanted) and set(wanted) <= set(cells)


def _text(raw: bytes, encoding: str) -> str:
    """A line's text; `auto` is UTF-8 where that can be, else GB 18030."""
    names = ("utf-8", "gb18030") if encoding == "auto" else (encoding,)
    for name in names:
        try:
            return raw.decode(name).removeprefix(_BOM)
        except UnicodeDecodeError:
            continue
    raise ForecourtError("encoding", f"the line is not {' and not '.join(names)}")


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ForecourtError("format", f"is no CSV: {error}") from None
    return [cell.strip() for cell in rows[0]] if rows else []


def _json_rows(text: str) -> list[Row]:
    try:
        told: Any = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise ForecourtError("format", f"is no JSON: {str(error)[:100]}") from None
    listed = cast("list[Any]", told) if isinstance(told, list) else [told]
    if len(listed) > _MOST_ROWS:
        raise ForecourtError("overlong", f"a line of {len(listed)} objects")
    return [_flat(each) for each in listed]


def _flat(told: Any) -> Row:
    """Texts by path: what stands in objects within objects is reached as `outer.inner`."""
    if not isinstance(told, dict):
        raise ForecourtError("format", "is no JSON object")
    row: dict[str, str] = {}
    waiting: list[tuple[str, Any]] = list(cast("dict[str, Any]", told).items())
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            inner = cast("dict[str, Any]", value)
            waiting += [(f"{path}.{name}", each) for name, each in inner.items()]
        elif isinstance(value, str):
            row[path] = value
        elif isinstance(value, bool):
            row[path] = str(value).lower()
    return row


def encode_line(layout: Layout, message: Message) -> bytes:
    """The line that says a message, with its line feed; ForecourtError when the layout lacks a column."""
    row = write_row(layout, message)
    if layout.format == "json":
        return json.dumps(_nested(row), ensure_ascii=False).encode(_codec(layout)) + b"\n"
    if layout.columns is None:
        raise ForecourtError("columns", "CSV is written with declared columns only")
    return _csv_line(layout, [row.get(name, "") for name in layout.columns])


def encode_header(layout: Layout) -> bytes:
    """The line that names the columns of CSV."""
    return _csv_line(layout, list(layout.columns or ()))


def _csv_line(layout: Layout, cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=layout.delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue().encode(_codec(layout))


def _codec(layout: Layout) -> str:
    return "utf-8" if layout.encoding == "auto" else layout.encoding


def _nested(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for path, value in row.items():
        *outer, name = path.split(".")
        place = told
        for step in outer:
            place = place.setdefault(step, {})
        place[name] = value
    return told
