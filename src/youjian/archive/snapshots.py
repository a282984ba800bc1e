"""The register snapshot of a day seal: the register and the rule sets that applied, kept by content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import pyarrow as pa

from youjian.archive.digests import sha256, sm3
from youjian.archive.manifest import (
    RuleSetSealed,
    SealedRuleSet,
    SealedTable,
    pretty,
    register_leaves,
    rules_name,
)
from youjian.archive.tables import parquet_bytes


@dataclass(frozen=True)
class Snapshot:
    """A register as files, and what a manifest says of them. The digest is the name of their folder."""

    digest: str
    files: dict[str, bytes]
    tables: dict[str, SealedTable]
    rule_sets: list[SealedRuleSet]


def snapshot_of(registry: Mapping[str, pa.Table], rule_sets: Sequence[RuleSetSealed]) -> Snapshot:
    """The snapshot of a register's tables and rule sets, these in the order in which they came into force."""
    files = {f"{name}.parquet": parquet_bytes(name, table) for name, table in sorted(registry.items())}
    tables = {
        name: SealedTable(
            rows=table.num_rows, sm3=sm3(files[f"{name}.parquet"]), sha256=sha256(files[f"{name}.parquet"])
        )
        for name, table in sorted(registry.items())
    }
    sealed: list[SealedRuleSet] = []
    for number, one in enumerate(sorted(rule_sets, key=_in_force), start=1):
        data = files[rules_name(number)] = pretty(msgspec.to_builtins(one))
        sealed.append(
            SealedRuleSet(
                version=one.version, effective_from=one.effective_from, sm3=sm3(data), sha256=sha256(data)
            )
        )
    return Snapshot(snapshot_digest(tables, sealed), files, tables, sealed)


def snapshot_digest(tables: Mapping[str, SealedTable], rule_sets: list[SealedRuleSet]) -> str:
    """SM3 over the lines of the snapshot's files, tables by name and then rule sets."""
    return sm3("".join(line for _, line in register_leaves(tables, rule_sets)).encode())


def _in_force(one: RuleSetSealed) -> tuple[str, str]:
    return one.effective_from.isoformat(), one.version
