"""A report on its way to paper: sections are put down as they are made, and written in order at the end."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from youjian.reports import html
from youjian.reports.document import Section
from youjian.reports.pdf import Typesetting, check_font

ENDINGS = (".html", ".pdf")


class Printed(Protocol):
    """Takes sections in any order, and gives the report with them in the order asked for."""

    def put(self, part: Section) -> None:
        """Take a section."""
        ...

    def parts(self, anchors: Iterable[str]) -> Iterator[bytes]:
        """The report's bytes, piece by piece."""
        ...


class HtmlPages:
    """Sections as HTML, on disk until all are there."""

    def __init__(self, folder: Path, title: str) -> None:
        self._folder, self._title = folder, title

    def put(self, part: Section) -> None:
        """Take a section."""
        (self._folder / f"{part.anchor}.html").write_text(html.section(part), encoding="utf-8")

    def parts(self, anchors: Iterable[str]) -> Iterator[bytes]:
        """Head, sections, tail."""
        yield html.head(self._title).encode()
        for anchor in anchors:
            yield (self._folder / f"{anchor}.html").read_bytes()
        yield html.TAIL.encode()


def check_report(path: Path) -> None:
    """Everything that stands in the way of a report and can be seen before the work.

    Raises ValueError for a name that says no known form, or when the font of a PDF is missing; OSError when
    the folder it is to be in is not there.
    """
    if path.suffix not in ENDINGS:
        raise ValueError(f"--report {path} must end in {' or '.join(ENDINGS)}")
    if path.is_dir() or not path.resolve().parent.is_dir():
        raise NotADirectoryError(
            f"--report {path} cannot be written: {path.resolve().parent} is not a folder, or it is one"
        )
    if path.suffix == ".pdf":
        check_font()


def printed(path: Path, folder: Path, title: str) -> Printed:
    """What prints to a path, by its name; parts gather in a folder of their own."""
    return HtmlPages(folder, title) if path.suffix == ".html" else Typesetting(folder, title)


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file so that it appears whole or not at all."""
    with _beside(path) as unfinished:
        with unfinished.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in lower-case hex, without holding it in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.resolve().parent) as name:
        yield Path(name) / path.name
