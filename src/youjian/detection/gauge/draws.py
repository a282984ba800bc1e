"""What the nozzles of each tank gave, by the map of nozzles that applied: columns made once."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from youjian.contract.known import same_as_next
from youjian.contract.tables import TABLES
from youjian.detection.facts import Facts
from youjian.detection.gauge.series import Floats, Integers, Tank, micros

_NEVER = np.iinfo(np.int64).max
_LEAVES = ("sale", "self_use", "custody")
"""Kinds whose fuel leaves the tank for good; returned and moved fuel proves nothing about a level."""


@dataclass(frozen=True)
class Draws:
    """Fuellings from one tank in the order of their end.

    `until`: when a corrected version took a record's place. `leaves`: its fuel left the tank for good, and
    the record tells when; `row` is the place in `history("fuellings")`.
    """

    started: Integers
    ended: Integers
    known: Integers
    until: Integers
    litres: Floats
    leaves: NDArray[np.bool_]
    row: Integers

    def chosen(self, which: NDArray[np.bool_]) -> "Draws":
        """Some of them, in the same order."""
        return Draws(
            self.started[which],
            self.ended[which],
            self.known[which],
            self.until[which],
            self.litres[which],
            self.leaves[which],
            self.row[which],
        )

    def current(self, as_of: int) -> "Draws":
        """The versions that stood at a moment."""
        return self.chosen((self.known <= as_of) & (self.until > as_of))


def joined(parts: list[Draws]) -> Draws:
    """The draws of several tanks, in the order of their end."""
    whole = Draws(
        np.concatenate([part.started for part in parts]),
        np.concatenate([part.ended for part in parts]),
        np.concatenate([part.known for part in parts]),
        np.concatenate([part.until for part in parts]),
        np.concatenate([part.litres for part in parts]),
        np.concatenate([part.leaves for part in parts]),
        np.concatenate([part.row for part in parts]),
    )
    return _taken(whole, np.argsort(whole.ended, kind="stable"))


def no_draws() -> Draws:
    """Of a tank without fuellings."""
    none = np.zeros(0, dtype=np.int64)
    return Draws(none, none, none, none, none.astype(np.float64), none.astype(np.bool_), none)


def tank_draws(facts: Facts) -> dict[Tank, Draws]:
    """Every version of every fuelling, by the tank that its nozzle drew from when it began."""
    return facts.derived("gauge.draws", lambda: dict(_draws(facts)))


def _draws(facts: Facts) -> Iterator[tuple[Tank, Draws]]:
    table = facts.history("fuellings")
    if not table.num_rows:
        return
    known, until = _times(table)
    leaves = pc.and_(
        pc.is_in(table["kind"], pa.array(_LEAVES)), pc.not_equal(table["source"], "total_diff")
    ).to_numpy()
    whole = Draws(
        micros(table, "started_at"),
        micros(table, "ended_at"),
        known,
        until,
        table["volume_ml"].to_numpy() / 1000,
        leaves,
        np.arange(table.num_rows),
    )
    stations = table["station_id"].combine_chunks().dictionary_encode()
    codes, names = stations.indices.to_numpy(), stations.dictionary.to_pylist()
    tanks = _tanks(facts, codes, names, table["nozzle_id"].to_numpy(), whole.started)
    order = np.lexsort((whole.ended, tanks, codes))
    order = order[(tanks[order] >= 0) & (known[order] < _NEVER)]
    cuts = np.flatnonzero((np.diff(tanks[order]) != 0) | (np.diff(codes[order]) != 0)) + 1
    for part in np.split(order, cuts):
        if part.size:
            yield (names[codes[part[0]]], int(tanks[part[0]])), _taken(whole, part)


def _taken(draws: Draws, order: Integers) -> Draws:
    return Draws(
        draws.started[order],
        draws.ended[order],
        draws.known[order],
        draws.until[order],
        draws.litres[order],
        draws.leaves[order],
        draws.row[order],
    )


def _times(table: pa.Table) -> tuple[Integers, Integers]:
    """When each version was known, and when the next one of its record; a repeated row is never known.

    Rows of one key lie together, the current one last.
    """
    spec = TABLES["fuellings"]
    known = micros(table, "known_at").copy()
    until = np.full(len(known), _NEVER, dtype=np.int64)
    again = same_as_next(table, spec.key)
    repeated = again & same_as_next(table, spec.content) if again.any() else again
    for place in np.flatnonzero(again)[::-1].tolist():
        if repeated[place]:
            until[place] = until[place + 1]
            known[place] = min(known[place], known[place + 1])
            known[place + 1] = _NEVER
        else:
            until[place] = min(known[place + 1], until[place + 1])
    return known, until


def _tanks(
    facts: Facts, codes: NDArray[np.int32], names: list[str], nozzles: NDArray[np.int64], started: Integers
) -> Integers:
    """The tank of each fuelling; -1 where the register names none."""
    tanks = np.full(len(started), -1, dtype=np.int64)
    code_of = {name: code for code, name in enumerate(names)}
    register = facts.history("nozzles").to_pylist()
    dated = sorted(
        register, key=lambda row: -1 if row["valid_from"] is None else row["valid_from"].timestamp()
    )
    for row in dated:
        code = code_of.get(row["station_id"])
        if code is None:
            continue
        mine = (codes == code) & (nozzles == row["nozzle_id"])
        if row["valid_from"] is not None:
            mine &= started >= int(row["valid_from"].timestamp() * 1e6)
        tanks[mine] = row["tank_id"]
    return tanks
