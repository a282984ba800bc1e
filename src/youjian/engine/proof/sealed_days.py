"""A station's sealed days as a proof uses them: every file read is checked, and what is wrong is named."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import date
from itertools import pairwise

import msgspec
import pyarrow as pa

from youjian.archive import merkle
from youjian.archive.days import read_registry, read_rule_sets, read_table, seals_of
from youjian.archive.manifest import MANIFEST, DaySeal, RuleSetSealed, leaves, seal_digest
from youjian.archive.storage import Storage
from youjian.contract.platform import READABLE_TABLES
from youjian.engine.proof.anchored import Anchored
from youjian.engine.proof.outcome import Reason, UsedDay
from youjian.engine.proof.window import DOCUMENTS, joined


class SealedStation:
    """The seals of one station, read once; days and tables are read when they are asked for."""

    def __init__(self, storage: Storage, station_id: str, anchored: Anchored | None = None) -> None:
        self.station_id, self._storage, self._anchored = station_id, storage, anchored
        self.broken: list[Reason] = []
        try:
            self._seals = seals_of(storage, station_id)
        except ValueError as error:
            self._seals, self.broken = [], [Reason("changed", _named(error), str(error))]
        self.last: dict[date, DaySeal] = {seal.manifest.day: seal for seal in _by_revision(self._seals)}

    def read(self, days: Iterable[date], rule_tables: Collection[str]) -> "Reading":
        """The sealed tables of some days, all of them checked, and the documents of every other day."""
        reading = Reading()
        wanted = set(days)
        documents = DOCUMENTS.intersection(rule_tables)
        for day, seal in sorted(self.last.items()):
            names = sorted(seal.manifest.tables)
            if day not in wanted:
                names = [name for name in names if name in documents and seal.manifest.tables[name].rows]
                if not names:
                    continue
            self._take(reading, seal, names, rule_tables)
        reading.tables = joined(reading.parts)
        return reading

    def register(self, day: date) -> "SealedRegister | None":
        """The register snapshot of a day, or of the last sealed day before it; None when there is none."""
        before = [d for d in self.last if d <= day]
        if not before:
            return None
        seal = self.last[max(before)]
        found = SealedRegister(seal.manifest.day, seal.manifest.registry)
        try:
            found.tables = {
                name: table
                for name, table in read_registry(self._storage, seal).items()
                if name in READABLE_TABLES
            }
            read_rule_sets(self._storage, seal)
        except (ValueError, FileNotFoundError, msgspec.DecodeError) as error:
            found.faults.append(_fault(error))
        return found

    def rule_sets(self, day: date) -> list[list[RuleSetSealed]]:
        """The rule sets that each revision of a day kept, the newest first.

        Of a day without a seal, those of the last sealed day before it. What cannot be read is left out.
        """
        before = [d for d in self.last if d <= day]
        mine = [s for s in self._seals if before and s.manifest.day == max(before)]
        kept = {s.manifest.registry: s for s in _by_revision(mine)}
        found: list[list[RuleSetSealed]] = []
        for seal in reversed(kept.values()):
            with suppress(ValueError, FileNotFoundError, msgspec.DecodeError):
                found.append(read_rule_sets(self._storage, seal))
        return found

    def _take(
        self, reading: "Reading", seal: DaySeal, names: Sequence[str], rule_tables: Collection[str]
    ) -> None:
        faults = [*_seal_faults(seal), *self._chain_faults(seal)]
        manifest = seal.manifest
        part: dict[str, pa.Table] = {}
        for name in names:
            try:
                table = read_table(self._storage, seal, name)
            except (ValueError, FileNotFoundError) as error:
                faults.append(_fault(error))
                continue
            if name in READABLE_TABLES:
                part[name] = table
        thinned = sorted(manifest.thinned.keys() & set(rule_tables))
        faults += [Reason("thinned", manifest.day.isoformat(), name) for name in thinned]
        uncovered = self._anchor_fault(seal)
        rows = sum(manifest.tables[name].rows for name in names)
        anchor = self._anchored.anchor if self._anchored and not uncovered else None
        reading.days.append(
            UsedDay(
                manifest.day, manifest.number, manifest.revision, manifest.reason, manifest.sealed_at,
                manifest.seal, len(names), rows, anchor,
            )
        )  # fmt: skip
        faults += [uncovered] if uncovered else []
        reading.parts.append(part)
        reading.faults += faults

    def _anchor_fault(self, seal: DaySeal) -> Reason | None:
        """Why the last anchor does not cover a seal: signed is a head, and what is chained up to it."""
        if self._anchored is None or self._anchored.fault is not None:
            return self._anchored and self._anchored.fault
        number = seal.manifest.number
        if number > self._anchored.number:
            return Reason("anchor", seal.path, f"the last anchor covers seals up to {self._anchored.number}")
        chain = [s.manifest for s in self._seals if number <= s.manifest.number <= self._anchored.number]
        linked = all(b.previous == a.seal and b.number == a.number + 1 for a, b in pairwise(chain))
        if linked and chain[-1].seal == self._anchored.seal:
            return None
        return Reason("anchor", seal.path, "the chain does not lead to the head that was signed")

    def _chain_faults(self, seal: DaySeal) -> list[Reason]:
        """Whether the seals written before and after it are its neighbours in the chain."""
        by_number = {one.manifest.number: one.manifest for one in self._seals}
        mine = seal.manifest
        before, after = by_number.get(mine.number - 1), by_number.get(mine.number + 1)
        if mine.number > 1 and (before is None or before.seal != mine.previous):
            return [Reason("chain", seal.path, f"not chained to seal number {mine.number - 1}")]
        if after is not None and after.previous != mine.seal:
            return [Reason("chain", seal.path, f"seal number {mine.number + 1} is not chained to it")]
        if after is None and mine.number < max(by_number):
            return [Reason("chain", seal.path, f"seal number {mine.number + 1} is missing")]
        return []


class Reading:
    """What was read of sealed days: tables, which days they are of, and what was wrong."""

    def __init__(self) -> None:
        self.tables: dict[str, pa.Table] = {}
        self.parts: list[dict[str, pa.Table]] = []
        self.days: list[UsedDay] = []
        self.faults: list[Reason] = []


class SealedRegister:
    """A register snapshot, its rule sets checked with it."""

    def __init__(self, day: date, digest: str) -> None:
        self.day, self.digest = day, digest
        self.tables: dict[str, pa.Table] = {}
        self.faults: list[Reason] = []


def _seal_faults(seal: DaySeal) -> list[Reason]:
    manifest, name = seal.manifest, f"{seal.path}/{MANIFEST}"
    if seal_digest(manifest) != manifest.seal:
        return [Reason("changed", name, "its seal is not the digest of what it says")]
    if seal.path != f"{manifest.station_id}/{manifest.place}":
        return [Reason("changed", name, f"it is the seal of {manifest.station_id}/{manifest.place}")]
    if manifest.version > 1 and merkle.root(list(leaves(manifest).values())) != manifest.merkle_root:
        return [Reason("changed", name, "its Merkle root is not that of its tables")]
    return []


def _fault(error: Exception) -> Reason:
    if isinstance(error, FileNotFoundError):
        return Reason("missing", _named(error), "the manifest names it")
    return Reason("changed", _named(error), str(error))


def _named(error: Exception) -> str:
    """The file that an error of the archive is about: its first word, or its file name."""
    if isinstance(error, OSError) and error.filename:
        return str(error.filename)
    return str(error).split(" ", 1)[0]


def _by_revision(seals: Iterable[DaySeal]) -> list[DaySeal]:
    return sorted(seals, key=lambda seal: (seal.manifest.day, seal.manifest.revision))
