"""Taking in tracks and lock events: batches over the API, files of the transport platform. Append-only."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from pydantic import ValidationError

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.bureau.transport.contracts import (
    LockEventIn,
    TrackBatchOut,
    TrackFileError,
    TrackFileOut,
    TrackPointIn,
)

MOST_BYTES = 40 * 1024 * 1024
"""A file of more is refused without being read on."""
_AHEAD = timedelta(minutes=10)
_SHANGHAI = timedelta(hours=8)
_MOST_LINES, _MOST_ERRORS = 300_000, 200
_HEADS = {
    "车牌号": "plate_no", "时间": "at", "经度": "longitude", "纬度": "latitude", "速度": "speed_kmh",
    "锁号": "lock_no", "事件": "code", "运单号": "waybill_no", "说明": "detail",
}  # fmt: skip
_CODES = {"上锁": "locked", "开锁": "opened", "强行开锁": "forced", "电量低": "low_battery"}


def store_points(actor: Actor, points: Sequence[TrackPointIn]) -> TrackBatchOut:
    """Store points that are new; raises Problem 422 for a time without offset or ahead of the clock."""
    with acting(actor):
        stored = _store(_POINTS, [_checked(point) for point in points])
        _note(actor, "transport.points", len(points), stored)
    return TrackBatchOut(stored=stored, repeated=len(points) - stored)


def store_locks(actor: Actor, events: Sequence[LockEventIn]) -> TrackBatchOut:
    """Store lock events that are new; raises as `store_points`."""
    with acting(actor):
        stored = _store(_LOCKS, [_checked(event) for event in events])
        _note(actor, "transport.locks", len(events), stored)
    return TrackBatchOut(stored=stored, repeated=len(events) - stored)


def store_file(actor: Actor, name: str, content: bytes) -> TrackFileOut:
    """Store a CSV (UTF-8 or GB 18030) of points or of lock events: every line, or none and why.

    A file with a column 事件 or `code` holds lock events. Times without offset are Asia/Shanghai's. Raises
    Problem 422 for a file that is too big or holds no line.
    """
    if len(content) > MOST_BYTES:
        size = MOST_BYTES // 1024 // 1024
        zh, en = f"文件超过{size} MB，请分成几个文件。", f"The file is larger than {size} MB; split it."
        raise Problem(422, "file_too_big", pick(zh, en))
    lines = list(_lines(content))
    if not lines:
        zh, en = "文件里没有数据行，没有保存。", "The file holds no line of data; nothing was stored."
        raise Problem(422, "no_lines", pick(zh, en))
    of_locks = bool(lines) and "code" in lines[0][1]
    kind: type[TrackPointIn | LockEventIn] = LockEventIn if of_locks else TrackPointIn
    made: list[dict[str, Any]] = []
    errors: list[TrackFileError] = []
    for number, values in lines:
        try:
            made.append(_checked(kind(**{k: _cell(k, v) for k, v in values.items()})))
        except (ValidationError, Problem, ValueError) as error:
            errors.append(TrackFileError(line=number, message=_why(error)))
    if errors:
        return TrackFileOut(stored=0, repeated=0, errors=errors[:_MOST_ERRORS])
    with acting(actor):
        stored = _store(_LOCKS if of_locks else _POINTS, made)
        _note(actor, "transport.file", len(made), stored, name)
    return TrackFileOut(stored=stored, repeated=len(made) - stored, errors=[])


def _lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_text(content), newline=""))
    heads = {head: _HEADS.get(head.strip(), head.strip()) for head in reader.fieldnames or []}
    for number, line in enumerate(reader, start=2):
        if number > _MOST_LINES:
            raise Problem(
                422, "too_many_rows", pick("文件超过30万行，请分开导入。", "More than 300,000 lines.")
            )
        yield number, {heads[k]: v.strip() for k, v in line.items() if k and v and v.strip()}


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Problem(
        422, "unreadable", pick("文件编码无法识别，请存为UTF-8。", "Please save the file as UTF-8.")
    )


def _cell(name: str, text: str) -> Any:
    if name == "code":
        return _CODES.get(text, text)
    if name != "at":
        return text
    moment = datetime.fromisoformat(text.replace("/", "-"))
    return moment if moment.tzinfo else (moment - _SHANGHAI).replace(tzinfo=UTC)


def _checked(record: TrackPointIn | LockEventIn) -> dict[str, Any]:
    if record.at.tzinfo is None or record.at > now() + _AHEAD:
        raise Problem(
            422,
            "bad_time",
            pick("时间须带时区，且不晚于当前时间。", "Times need an offset and must not lie ahead."),
        )
    return record.dict()


def _store(statement: str, records: Sequence[dict[str, Any]]) -> int:
    """Insert what is new; returns how many that is."""
    if not records:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement, {name: [one[name] for one in records] for name in records[0]})
        return cursor.rowcount


def _note(actor: Actor, action: str, given: int, stored: int, name: str = "") -> None:
    if stored:
        journal.record(actor, action, name[:120] or "batch", after={"given": given, "stored": stored})


def _why(error: Exception) -> str:
    if isinstance(error, Problem):
        return error.message
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return str(error)


_POINTS = """
INSERT INTO ledger.track_points (plate_no, at, longitude, latitude, speed_kmh)
SELECT * FROM unnest(%(plate_no)s::text[], %(at)s::timestamptz[], %(longitude)s::float8[],
    %(latitude)s::float8[], %(speed_kmh)s::float8[])
ON CONFLICT DO NOTHING
"""
_LOCKS = """
INSERT INTO ledger.lock_events (plate_no, at, lock_no, code, longitude, latitude, waybill_no, detail)
SELECT * FROM unnest(%(plate_no)s::text[], %(at)s::timestamptz[], %(lock_no)s::text[], %(code)s::text[],
    %(longitude)s::float8[], %(latitude)s::float8[], %(waybill_no)s::text[], %(detail)s::text[])
ON CONFLICT DO NOTHING
"""
