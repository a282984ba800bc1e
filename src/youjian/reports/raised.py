"""The findings of an audit as they stand last, read from its findings file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from youjian.contract.codes import RULE_CODES
from youjian.engine.findings_file import SCHEMA
from youjian.reports.words import SEVERITIES

_LEFT_OUT = ("evidence", "facts_digest", "message_en")
"""Columns that no page shows; evidence is most of the file."""
_SEVERITY = list(SEVERITIES)
_STATUS = ["open", "ended", "superseded", "withdrawn"]
_RULE = list(RULE_CODES)


@dataclass(frozen=True)
class Raised:
    """A finding by its last revision: `detected_at` is when it was first raised, `changed_at` the last."""

    finding_id: str
    revision: int
    status: str
    rule: str
    rule_set: str
    station_id: str
    subject: str
    started_at: datetime
    ended_at: datetime | None
    detected_at: datetime
    changed_at: datetime
    severity: str
    estimate: float | None
    low: float | None
    high: float | None
    unit: str
    verdict: str
    message: str

    @property
    def stands(self) -> bool:
        """Whether it was neither withdrawn nor replaced."""
        return self.status in ("open", "ended")


def read_raised(path: Path) -> pa.Table:
    """The revisions of a findings file, Parquet or CSV, without the columns that no page shows."""
    names = [name for name in SCHEMA.names if name not in _LEFT_OUT]
    if path.suffix == ".parquet":
        return pq.read_table(path, columns=names)
    types = {name: SCHEMA.field(name).type for name in names}
    options = csv.ConvertOptions(column_types=types, include_columns=names)
    return csv.read_csv(
        path, parse_options=csv.ParseOptions(newlines_in_values=True), convert_options=options
    )


def of_station(revisions: pa.Table, station_id: str) -> list[Raised]:
    """A station's findings as they stand last, the most severe first."""
    return last_of(revisions.filter(pc.equal(revisions["station_id"], station_id)).to_pylist())


def last_of(revisions: Iterable[dict[str, Any]]) -> list[Raised]:
    """Findings by their last revision, those that stand and are most severe first."""
    first: dict[str, datetime] = {}
    last: dict[str, dict[str, Any]] = {}
    for row in sorted(revisions, key=lambda row: (row["finding_id"], row["revision"])):
        first.setdefault(row["finding_id"], row["detected_at"])
        last[row["finding_id"]] = row
    shown = set(Raised.__dataclass_fields__) - {"changed_at"}
    made: list[Raised] = []
    for key, row in last.items():
        told: dict[str, Any] = {name: row[name] for name in shown}
        told["detected_at"], told["changed_at"] = first[key], row["detected_at"]
        made.append(Raised(**told))
    return sorted(made, key=_order)


def _order(one: Raised) -> tuple[object, ...]:
    rule = _RULE.index(one.rule) if one.rule in _RULE else len(_RULE)
    place = (not one.stands, one.verdict == "undecidable", _SEVERITY.index(one.severity))
    return (*place, _STATUS.index(one.status), rule, one.started_at, one.subject, one.finding_id)
