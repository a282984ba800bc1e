"""Where something stands in a TOML file, so that an error can name the line."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

_T = TypeVar("_T")
Step = str | int
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(
    r"^\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*="
)
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)")
_AT = re.compile(r" - at `\$?(.*)`$")
_STEP = re.compile(r"\.?([A-Za-z0-9_-]+)|\[(\d+|\.\.\.)\]")
_UNKNOWN = re.compile(r"^Object contains unknown field `(.*)`$")


def read_toml(path: Path, kind: type[_T]) -> _T:
    """A TOML file as a struct; raises ValueError `FILE:LINE: KEY: REASON`, FileNotFoundError without it."""
    text = path.read_text(encoding="utf-8")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from None
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise ValueError(told(path.name, text, str(error))) from None


def told(name: str, text: str, message: str) -> str:
    """A message of msgspec with the line of what it is about.

    >>> told("a.toml", "[city]\\nnam = 1", "Object contains unknown field `nam` - at `$.city`")
    'a.toml:2: city.nam: there is no such key'
    """
    reason, steps = _parted(message)
    unknown = _UNKNOWN.match(reason)
    if unknown:
        reason, steps = "there is no such key", [*steps, unknown[1]]
    return f"{name}:{line_of(text, steps)}: {_written(steps)}: {reason}"


def line_of(text: str, steps: Sequence[Step]) -> int:
    """The line (from 1) of a key, or of the nearest thing that holds it.

    >>> line_of("[[a]]\\nx = 1\\n[[a]]\\ny = 2\\nx = 3", ["a", 1, "x"])
    5
    """
    lines = _lines(text)
    path = tuple(steps)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _parted(message: str) -> tuple[str, list[Step]]:
    found = _AT.search(message)
    if found is None:
        return message, []
    steps: list[Step] = [
        int(number) if number.isdigit() else number or name for name, number in _STEP.findall(found[1])
    ]
    return message[: found.start()], steps


def _written(steps: Sequence[Step]) -> str:
    return "".join(f"[{s + 1}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".") or "file"


def _lines(text: str) -> dict[tuple[Step, ...], int]:
    """The first line of every table and key."""
    found: dict[tuple[Step, ...], int] = {}
    counts: dict[tuple[Step, ...], int] = {}
    here: tuple[Step, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            here = _table(header[2], counts, again=header[1] == "[[")
            found.setdefault(here, number)
        elif key:
            found.setdefault((*here, *_names(key[1])), number)
    return found


def _table(written: str, counts: dict[tuple[Step, ...], int], *, again: bool) -> tuple[Step, ...]:
    """The path of a table's header, with the number of each list's present entry."""
    path: tuple[Step, ...] = ()
    names = _names(written)
    for position, name in enumerate(names):
        path = (*path, name)
        last = position == len(names) - 1
        if last and again:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _names(written: str) -> list[str]:
    return [next(part for part in parts if part) for parts in _PART.findall(written)]
