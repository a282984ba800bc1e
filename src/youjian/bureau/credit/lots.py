"""The draw of stations and inspectors (双随机), a pure function that anybody can do again from the list.

Method `youjian-draw-1`. The list is one text: a line `S<TAB>id<TAB>weight<TAB>class` per station, then a line
`I<TAB>username<TAB>ids the inspector is barred from, by comma` per inspector, each kind sorted by its id,
every line ended by a line feed, in UTF-8. Its digest is the SHA-256 of these bytes in lower-case hex. It is
published before the seed is known.

A number is drawn as u(label) = (n + 1) / (2^53 + 1), where n are the first 53 bits of
SHA-256(digest LF seed LF label) in UTF-8. Stations: weighted sampling without replacement by Efraimidis and
Spirakis (2006): those of the least -ln(u("S" LF id)) / weight are drawn, in that order, equal ones by id.
Inspectors: for each drawn station in its order, among those who are not barred, whoever was given the fewest
stations so far goes first, then whoever has the least u("I" LF station LF username).
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

METHOD = "youjian-draw-1"
_BITS = 53


@dataclass(frozen=True)
class Ticket:
    """A station in the list, with its weight (a whole number from 1 on) and the class it comes from."""

    station_id: str
    weight: int
    risk_class: str


@dataclass(frozen=True)
class Inspector:
    """An inspector in the list; `barred` from stations for a conflict of interest."""

    username: str
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lot:
    """A drawn station with who inspects it. `key` is what it was drawn by, the least first."""

    station_id: str
    key: float
    inspectors: tuple[str, ...]


def listed(tickets: Iterable[Ticket], inspectors: Iterable[Inspector]) -> str:
    """The list as the text that is digested.

    >>> listed([Ticket("3602030001", 2, "B")], [Inspector("wang", frozenset({"3602030001"}))])
    'S\\t3602030001\\t2\\tB\\nI\\twang\\t3602030001\\n'
    """
    lines = [
        f"S\t{one.station_id}\t{one.weight}\t{one.risk_class}\n"
        for one in sorted(tickets, key=lambda one: one.station_id)
    ]
    people = sorted(inspectors, key=lambda one: one.username)
    lines += [f"I\t{one.username}\t{','.join(sorted(one.barred))}\n" for one in people]
    return "".join(lines)


def read_list(text: str) -> tuple[list[Ticket], list[Inspector]]:
    """Stations and inspectors of a sealed list, as `listed` wrote it.

    >>> read_list("S\\t3602030001\\t2\\tB\\nI\\twang\\t\\n")[1]
    [Inspector(username='wang', barred=frozenset())]
    """
    tickets: list[Ticket] = []
    people: list[Inspector] = []
    for line in text.splitlines():
        kind, name, *rest = line.split("\t")
        if kind == "S":
            tickets.append(Ticket(name, int(rest[0]), rest[1]))
        else:
            people.append(Inspector(name, frozenset(one for one in rest[0].split(",") if one)))
    return tickets, people


def digest_of(text: str) -> str:
    """The digest under which a list is sealed."""
    return sha256(text.encode()).hexdigest()


def uniform(digest: str, seed: str, *label: str) -> float:
    """A number between 0 and 1 that hangs on list, seed and label alone.

    >>> 0 < uniform("00", "2026-11-23", "S", "3602030001") < 1
    True
    """
    made = sha256("\n".join((digest, seed, *label)).encode()).digest()
    drawn = int.from_bytes(made[:8], "big") >> (64 - _BITS)
    return (drawn + 1) / (2**_BITS + 1)


def draw(
    tickets: Sequence[Ticket], inspectors: Sequence[Inspector], seed: str, count: int, each: int = 2
) -> list[Lot]:
    """So many stations with `each` inspectors; fewer inspectors where too many are barred.

    >>> tickets = [Ticket(f"36020300{n:02d}", 1, "A") for n in range(9)]
    >>> people = [Inspector("li"), Inspector("wang"), Inspector("zhao")]
    >>> draw(tickets, people, "20261123", 3) == draw(tickets[::-1], people[::-1], "20261123", 3)
    True
    """
    digest = digest_of(listed(tickets, inspectors))
    keys = {
        one.station_id: -math.log(uniform(digest, seed, "S", one.station_id)) / one.weight for one in tickets
    }
    chosen = sorted(keys, key=lambda station_id: (keys[station_id], station_id))[:count]
    load = {one.username: 0 for one in inspectors}
    lots: list[Lot] = []
    for station_id in chosen:
        named = _named(inspectors, load, station_id, lambda *label: uniform(digest, seed, *label))[:each]
        for username in named:
            load[username] += 1
        lots.append(Lot(station_id, keys[station_id], tuple(named)))
    return lots


def _named(
    inspectors: Sequence[Inspector], load: Mapping[str, int], station_id: str, number: Callable[..., float]
) -> list[str]:
    able = [one.username for one in inspectors if station_id not in one.barred]
    return sorted(able, key=lambda name: (load[name], number("I", station_id, name), name))
