"""The anchors of a second place looked through: whole, chained, signed; what they say of every station."""

import struct
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from youjian.archive.anchors import (
    LAST,
    Anchor,
    Head,
    Standing,
    anchor_digest,
    anchor_name,
    decode_anchor,
    decode_standing,
    heads_root,
    is_anchor,
    is_signed,
    key_of,
    read_anchor,
)
from youjian.archive.manifest import FIRST
from youjian.archive.problems import Kind, Problem
from youjian.archive.signing import PublicKey
from youjian.archive.storage import Storage, partial_of
from youjian.contract.fields import business_day

_READERS = 8
_AT_ONCE = 512
_ROOTS = 100
"""A root over all stations takes long, so it is worked out at every so manieth anchor and at the last."""
_HEAD = struct.Struct(">q32sIH")


@dataclass
class Anchored:
    """What the anchors say, and what is wrong with them."""

    count: int = 0
    bytes: int = 0
    last: Anchor | None = None
    keys: set[PublicKey] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    _heads: dict[str, bytearray] = field(default_factory=dict)

    @property
    def stations(self) -> list[str]:
        """Every station that was ever anchored."""
        return sorted(self._heads)

    def of(self, station_id: str) -> dict[int, Head]:
        """The anchored seals of a station by number."""
        packed = _HEAD.iter_unpack(self._heads.get(station_id, b""))
        return {n: Head(n, seal.hex(), date.fromordinal(day), rev) for n, seal, day, rev in packed}

    def take(self, anchor: Anchor) -> None:
        """Remember the heads of an anchor that is what it should be."""
        for station, head in anchor.changed.items():
            packed = _HEAD.pack(head.number, bytes.fromhex(head.seal), head.day.toordinal(), head.revision)
            self._heads.setdefault(station, bytearray()).extend(packed)


class AnchorCheck:
    """Looks through a second place. Only keys in `trusted` count when there are any."""

    def __init__(self, second: Storage, trusted: Sequence[PublicKey]) -> None:
        self._second = second
        self._trusted = frozenset(trusted)
        self._found = Anchored()
        self._digest: str | None = FIRST
        self._newest: dict[str, Head] = {}
        self._before: dict[str, Head] = {}
        self._last_said: bytes | None = None

    def run(self) -> Anchored:
        """Everything that the anchors say and everything wrong with them, in their order."""
        named = self._named()
        names = self._second.names()
        self._last_said = self._said()
        numbers = {name: int(name[-14:-5]) for name in names if is_anchor(name)}
        top = max(numbers.values(), default=0)
        if self._trusted and not numbers and not named:
            self._tell("missing", LAST, "the second place holds no anchor of the keys that were named")
        for name in sorted(set(names) - set(numbers) - {LAST}):
            if name not in {partial_of(LAST), partial_of(anchor_name(top + 1))}:
                self._tell("added", name, "is not an anchor")
        before = 0
        for number, data in self._read(sorted(numbers.values())):
            self._gone(before + 1, number - 1)
            self._take(number, data, is_last=number == top)
            before = number
        self._gone(before + 1, named)
        self._check_last(named)
        return self._found

    def _said(self) -> bytes | None:
        try:
            return self._second.read(LAST)
        except FileNotFoundError:
            return None

    def _named(self) -> int:
        """The number that `last.json` names: what was cut off at the end is missed by it."""
        data = self._said()
        try:
            return decode_standing(data).number if data is not None else 0
        except ValueError as error:
            self._tell("changed", LAST, str(error))
            return 0

    def _gone(self, first: int, last: int) -> None:
        """Anchors that are not there, told as one."""
        if first <= last:
            told = f"anchor {first} is gone" if first == last else f"anchors {first} to {last} are gone"
            self._tell("missing", anchor_name(last), told)
            self._digest = None

    def _read(self, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        with ThreadPoolExecutor(_READERS) as pool:
            for begin in range(0, len(numbers), _AT_ONCE):
                part = numbers[begin : begin + _AT_ONCE]
                read = pool.map(lambda n: self._second.read(anchor_name(n)), part)
                yield from zip(part, read, strict=True)

    def _take(self, number: int, data: bytes, *, is_last: bool) -> None:
        name = anchor_name(number)
        self._found.count += 1
        self._found.bytes += len(data)
        try:
            anchor = decode_anchor(data, name)
        except ValueError as error:
            self._tell("changed", name, str(error))
            self._digest = None
            return
        before, self._digest = self._digest, anchor_digest(data)
        if self._is_sound(anchor, name, number, before):
            self._found.take(anchor)
            self._found.last = anchor
            self._before = dict(self._newest) if is_last else {}
            self._newest.update(anchor.changed)
            self._check_root(anchor, name, is_last=is_last)

    def _is_sound(self, anchor: Anchor, name: str, number: int, before: str | None) -> bool:
        if anchor.number != number:
            detail = f"holds anchor {anchor.number}, which belongs to {anchor_name(anchor.number)}"
            self._tell("swapped", name, detail, anchor)
            self._digest = None
            return False
        if not self._is_signed(anchor, name):
            self._digest = None
            return False
        if before not in (None, anchor.previous):
            self._tell("changed", name, f"is not chained to anchor {number - 1}", anchor)
        return True

    def _is_signed(self, anchor: Anchor, name: str) -> bool:
        try:
            key, signed = key_of(anchor), is_signed(anchor)
        except ValueError as error:
            self._tell("unsigned", name, str(error), anchor)
            return False
        if not signed:
            self._tell("unsigned", name, "the signature is not that of what it says", anchor)
        elif self._trusted and key not in self._trusted:
            detail = f"signed with {key.algorithm} {key.key_id}, which is not a trusted key"
            self._tell("unsigned", name, detail, anchor)
        else:
            self._found.keys.add(key)
            return True
        return False

    def _check_root(self, anchor: Anchor, name: str, *, is_last: bool) -> None:
        whole = not any(problem.kind != "added" for problem in self._found.problems)
        if not whole or not (is_last or anchor.number % _ROOTS == 0):
            return
        if heads_root(self._newest, anchor.extra) != anchor.root or anchor.stations != len(self._newest):
            self._tell("changed", name, "its root is not that of the heads", anchor)

    def _check_last(self, named: int) -> None:
        """`last.json` names the last anchor or, when a writer was cut off, the one before."""
        last = self._found.last
        if self._found.problems or last is None:
            return
        if self._last_said is None:
            if last.number > 1:
                self._tell("missing", LAST, "the file that names the last anchor is gone", last)
            return
        found = decode_standing(self._last_said)
        if named <= last.number < found.number:
            return  # anchored since one began to look
        if found not in (self._standing_at(last), self._standing_before(last)):
            self._tell("changed", LAST, f"is not what anchor {last.number} says", last)

    def _standing_at(self, last: Anchor) -> Standing:
        digest = self._digest or FIRST
        return Standing(number=last.number, digest=digest, at=last.at, heads=self._newest, extra=last.extra)

    def _standing_before(self, last: Anchor) -> Standing:
        """What the file says when the writer of the last anchor was cut off."""
        if last.number == 1:
            return Standing()
        before = read_anchor(self._second, anchor_name(last.number - 1))
        return Standing(
            number=before.number, digest=last.previous, at=before.at, heads=self._before, extra=before.extra
        )

    def _tell(self, kind: Kind, name: str, detail: str, anchor: Anchor | None = None) -> None:
        day = business_day(anchor.at) if anchor else None
        self._found.problems.append(Problem(kind, f"anchors/{name}", detail, None, day))
