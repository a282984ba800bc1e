"""The journal checked by itself and against the anchors, without the office: what was changed, by number.

Each entry is digested over the one before it; each anchor, signed and kept in a second place, holds the last
entry's digest. Who edits or deletes an entry breaks the chain; who makes the chain anew comes to digests that
no anchor holds.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from youjian.bureau.journal.chain import CONTENT, GENESIS, digest

Kind = Literal["changed", "missing", "added", "rewritten"]
SHOWN = 1000
"""So many problems are told; a journal replaced as a whole has as many as entries."""


@dataclass(frozen=True)
class Entry:
    """An entry as it stands somewhere: its content, and what it says of the chain."""

    content: dict[str, Any]
    algorithm: str
    previous: str
    digest: str

    @property
    def number(self) -> int:
        """Its number."""
        return int(self.content["number"])

    @property
    def whole(self) -> bool:
        """Whether its digest is that of its content over the entry before."""
        try:
            return digest(self.algorithm, self.previous, self.content) == self.digest
        except ValueError:
            return False


@dataclass(frozen=True)
class Anchored:
    """What an anchor says of the journal: the last entry's digest, its number (0: an old anchor, without)."""

    anchor: int
    at: datetime
    digest: str
    number: int


@dataclass(frozen=True)
class Tampering:
    """Something wrong: with which entries, from the first to the last."""

    kind: Kind
    first: int
    last: int
    detail: str


@dataclass
class Checked:
    """What was looked at: `known` is the last entry that an anchor holds, None without any."""

    entries: int = 0
    last: int = 0
    head: str = GENESIS
    known: int | None = None
    anchors: int = 0
    problems: list[Tampering] = field(default_factory=list)

    def tell(self, problem: Tampering) -> None:
        """Remember a problem, among the first so many."""
        if len(self.problems) < SHOWN:
            self.problems.append(problem)


def check(entries: Iterable[Entry], head: tuple[int, str] | None, anchors: Sequence[Anchored]) -> Checked:
    """Walk the journal from its first entry to its last, and hold it against its head and the anchors.

    `anchors` are in their order. A changed entry does not hide another: each is held against its neighbours.
    """
    found = Checked(anchors=len(anchors))
    at = _At(anchors)
    for entry in entries:
        _take(found, entry)
        at.pass_by(entry)
    if head is not None and head != (found.last, found.head):
        _tell_head(found, head)
    _tell_anchors(found, at, anchors)
    return found


def entry_of(line: dict[str, Any]) -> Entry:
    """An entry from a row or a line of an export. Raises ValueError when it is none."""
    try:
        content = {name: line[name] for name in CONTENT}
        if isinstance(content["at"], str):
            content["at"] = datetime.fromisoformat(content["at"])
        int(content["number"])
        return Entry(content, str(line["algorithm"]), str(line["previous"]), str(line["digest"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not an entry of the journal: {error!r}") from None


def line_of(entry: Entry) -> str:
    """An entry as a line of an export, with everything that its digest is over."""
    said = {
        **entry.content,
        "at": entry.content["at"].isoformat(),
        "algorithm": entry.algorithm,
        "previous": entry.previous,
        "digest": entry.digest,
    }
    return json.dumps(said, ensure_ascii=False)


def read_lines(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries of an export; raises ValueError naming the line that is none."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield entry_of(json.loads(line))
            except (ValueError, TypeError) as error:
                raise ValueError(f"line {number}: {error}") from None


class _At:
    """Finds the digests of anchors among the entries that pass by."""

    def __init__(self, anchors: Sequence[Anchored]) -> None:
        self._numbered = {one.number for one in anchors if one.number}
        self._wanted = {one.digest for one in anchors if not one.number}
        self._stands: dict[int, str] = {}
        self._places: dict[str, int] = {}

    def pass_by(self, entry: Entry) -> None:
        if entry.number in self._numbered:
            self._stands[entry.number] = entry.digest
        if entry.digest in self._wanted:
            self._places[entry.digest] = entry.number

    def place(self, one: Anchored) -> int | None:
        """The number of the entry that an anchor holds; None when no entry is as it says."""
        if one.number:
            return one.number if self._stands.get(one.number) == one.digest else None
        return 0 if one.digest == GENESIS else self._places.get(one.digest)


def _take(found: Checked, entry: Entry) -> None:
    """The next entry: its number, its link to the one before, its own digest."""
    number, expected = entry.number, found.last + 1
    if number > expected:
        told = f"gone between entry {found.last} and entry {number}"
        found.tell(Tampering("missing", expected, number - 1, told))
    elif number < expected:
        found.tell(Tampering("added", number, number, "an entry with this number was there already"))
    elif entry.previous != found.head:
        found.tell(Tampering("changed", number, number, f"does not follow entry {found.last} as it stands"))
    if not entry.whole:
        found.tell(Tampering("changed", number, number, "its content is not the one that was digested"))
    found.entries, found.last, found.head = found.entries + 1, max(number, found.last), entry.digest


def _tell_head(found: Checked, head: tuple[int, str]) -> None:
    if head[0] > found.last:
        told = f"the chain's head is entry {head[0]}, the last that stands is {found.last}"
        found.tell(Tampering("missing", found.last + 1, head[0], told))
    else:
        told = f"the chain's head says entry {head[0]} with another digest"
        found.tell(Tampering("changed", head[0], found.last, told))


def _tell_anchors(found: Checked, at: _At, anchors: Sequence[Anchored]) -> None:
    """What anchors hold and the chain does not: between the last that agrees and the first that does not."""
    agreed = 0
    for one in anchors:
        place = at.place(one)
        if place is not None and place >= agreed:
            agreed = place
            continue
        last = one.number or found.last
        gone = bool(one.number) and one.number > found.last
        kind: Kind = "missing" if gone else "rewritten"
        how = "the journal ends before it" if gone else "no entry has the digest that it holds"
        told = f"anchor {one.anchor} of {one.at:%Y-%m-%d %H:%M:%S}Z: {how}"
        found.tell(Tampering(kind, found.last + 1 if gone else agreed + 1, last, told))
        break
    found.known = agreed if anchors else None
