"""Files of strangers are opened in a process of its own, with bounded memory and time.

Whatever a file does to the reader (a bomb, a defect in a parser), the office goes on and the person is told.
"""

import os
import resource
import subprocess
import sys
from pathlib import PurePath

import msgspec
from msgspec import Struct

from youjian.bureau.sheets import refusals
from youjian.bureau.sheets.container import MAX_BYTES
from youjian.bureau.sheets.grid import Book
from youjian.bureau.sheets.opening import open_book
from youjian.bureau.sheets.refusals import Refused

_MEMORY_BYTES = 2 * 1024**3
_CPU_SECONDS = 60
_WALL_SECONDS = 120


class Opened(Struct):
    """What the process answers: a book, or why there is none."""

    book: Book | None = None
    refused: tuple[str, str, str] | None = None


def open_boxed(data: bytes, filename: str) -> Book:
    """A file's worksheets, read by another process. Raises Refused, also when that process came to grief."""
    if len(data) > MAX_BYTES:
        raise refusals.too_big(MAX_BYTES // 1024 // 1024)
    # Of the name only its end is handed on: a command line takes no endless names.
    command = [
        sys.executable,
        "-m",
        "youjian.bureau.sheets.boxed",
        PurePath(filename.replace("\\", "/")).suffix[:16],
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no shell
            command, input=data, stdout=subprocess.PIPE, timeout=_WALL_SECONDS, check=True, env=environment
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise refusals.too_hard() from error
    opened = msgspec.msgpack.decode(done.stdout, type=Opened)
    if opened.book is None:
        raise Refused(*(opened.refused or ("not_a_workbook", "", "")))
    return opened.book


def _answer(data: bytes, suffix: str) -> Opened:
    try:
        return Opened(book=open_book(data, f"file{suffix}"))
    except Refused as refused:
        return Opened(refused=(refused.code, refused.zh, refused.en))
    except MemoryError:
        refused = refusals.too_hard()
        return Opened(refused=(refused.code, refused.zh, refused.en))


def main() -> None:
    """Read a file from standard input and write what it holds to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    answer = _answer(sys.stdin.buffer.read(MAX_BYTES + 1), sys.argv[1] if len(sys.argv) > 1 else "")
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    main()
