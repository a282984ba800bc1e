"""The register as a rule read it: the sealed snapshot, or what follows from it by the changes noted since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc

from youjian.archive.tables import in_order
from youjian.contract.fields import day_bounds
from youjian.contract.findings import Finding
from youjian.contract.platform import READABLE_TABLES
from youjian.detection.rule import Rule
from youjian.engine.proof.beside import Beside
from youjian.engine.proof.outcome import Reason, Register
from youjian.engine.proof.sealed_days import SealedRegister


@dataclass(frozen=True)
class RegisterThen:
    """The tables that a rule read, where they come from, and what stands against them."""

    tables: dict[str, pa.Table]
    told: Register
    faults: list[Reason] = field(default_factory=list)


def register_then(
    rule: Rule, finding: Finding, sealed: SealedRegister | None, beside: Beside
) -> RegisterThen:
    """The register at a finding's moment.

    It is the snapshot sealed with the day. Where the ledger says that it stood otherwise at the moment, its
    notes must lead from there to the snapshot; else the snapshot is taken and the tables are named. A station
    that came into the register later was judged, and its days were sealed, with what came first.
    """
    names = [n for n in (*rule.tables, *rule.optional) if READABLE_TABLES[n].kind == "registry"]
    stood = beside.register_at(finding.detected_at)
    if sealed is None or (not sealed.tables and not sealed.faults):
        return RegisterThen(_of(names, stood), Register(None, ""))
    told = Register(sealed.day, sealed.digest)
    if sealed.faults:
        return RegisterThen(_of(names, stood), told, sealed.faults)
    as_sealed = _of(names, stood) | _of(names, sealed.tables)
    own = None if rule.by_taxpayer else finding.station_id
    differ = _differing(names, stood, sealed.tables, own)
    if not differ or not _knows(stood, finding.station_id):
        return RegisterThen(as_sealed, told)
    at_seal = beside.register_at(day_bounds(sealed.day)[1] - timedelta.resolution)
    apart = _differing(names, at_seal, sealed.tables, own)
    faults = [Reason("register", name, f"snapshot of {sealed.day}") for name in apart]
    changed = Register(sealed.day, sealed.digest, len(differ))
    return RegisterThen(_of(names, stood) | _of(apart, sealed.tables), changed, faults)


def _knows(register: Mapping[str, pa.Table], station_id: str) -> bool:
    """Whether a station is in the register."""
    return pc.any(pc.equal(register["stations"]["station_id"], station_id)).as_py() is True


def _of(names: Sequence[str], tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    return {name: tables[name] for name in names if name in tables}


def _differing(
    names: Sequence[str], stood: Mapping[str, pa.Table], sealed: Mapping[str, pa.Table], own: str | None
) -> list[str]:
    """The tables whose rows differ; of stations only the own counts where the rule sees no other."""
    return [
        name
        for name in names
        if name in sealed and not _told(name, stood[name], own).equals(_told(name, sealed[name], own))
    ]


def _told(name: str, table: pa.Table, own: str | None) -> pa.Table:
    if name == "stations" and own is not None:
        table = table.filter(pc.equal(table["station_id"], own))
    return in_order(name, table)
