"""Fault codes of boards and controllers as data: `faults/NAME.toml` says what each code means.

A station's file names the table that holds for a source (`faults = "pod-board"`).
"""

import tomllib
from importlib import resources

from msgspec import convert

from youjian.collector.settings.base import Section
from youjian.contract.fields import EventCode

_FOLDER = resources.files("youjian.collector") / "faults"


class Fault(Section, frozen=True, kw_only=True):
    """A code, or a run of codes up to `last`, one for each port from `port` on."""

    first: int
    meaning: str
    last: int | None = None
    port: int | None = None
    event: EventCode | None = None

    def covers(self, code: int) -> bool:
        """Whether this is what the code means."""
        return self.first <= code <= (self.last if self.last is not None else self.first)

    def port_of(self, code: int) -> int | None:
        """The port that the code is about."""
        return None if self.port is None else self.port + code - self.first


class FaultTable(Section, frozen=True, kw_only=True):
    """The codes of one kind of board, and where they are from."""

    source: str
    fault: list[Fault]

    def meaning(self, code: int) -> Fault | None:
        """What a code means, or None when the table does not know it."""
        return next((fault for fault in self.fault if fault.covers(code)), None)


def names() -> list[str]:
    """The tables there are."""
    return sorted(
        entry.name.removesuffix(".toml") for entry in _FOLDER.iterdir() if entry.name.endswith(".toml")
    )


def fault_table(name: str) -> FaultTable:
    """The table of this name; LookupError, naming those that there are, when there is none."""
    if name not in names():
        raise LookupError(f"fault table {name!r} is none of {', '.join(names())}")
    text = (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), FaultTable)
