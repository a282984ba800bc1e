"""What is kept of an audited folder once the folder itself is gone: some kilobytes for gigabytes."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.detection.matching import Groups
from benchmarks.detection.records import Alarm, Label, alarms, label_of, moment, read_findings


@dataclass(frozen=True)
class Outcome:
    """An audited folder: what was true, what was raised, where the data end, which tanks share level.

    `back` has for each label the moment of the first reading after its end; `complaints` is what the audit
    said of stations or rules that failed; `undecided` are the stations and rules that had a finding without
    a decision.
    """

    stations: tuple[str, ...]
    labels: tuple[Label, ...]
    alarms: tuple[Alarm, ...]
    data_ends: datetime
    groups: Groups
    back: tuple[datetime, ...]
    complaints: str
    undecided: frozenset[tuple[str, str]]
    estimates: dict[str, Any]
    place: Path

    def days(self) -> pa.Table:
        """The daily table."""
        return pq.read_table(self.place / "days.parquet")


def write_truth(folder: Path, place: Path, labels: list[dict[str, Any]]) -> None:
    """Write what is true of a folder beside it."""
    told = {
        "stations": pq.read_table(folder / "stations.parquet")["station_id"].to_pylist(),
        "labels": labels,
        "data_ends": data_ends(folder).isoformat(),
        "shared": _shared(pq.read_table(folder / "tanks.parquet")),
        "back": [_back(folder, label_of(row)).isoformat() for row in labels],
    }
    (place / "truth.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def data_ends(folder: Path) -> datetime:
    """To which moment a folder is complete: its `as_of`, else its last reading."""
    said = folder / "as_of"
    if said.exists():
        return moment(said.read_text(encoding="utf-8").strip())
    return pc.max(pq.read_table(folder / "tank_readings.parquet", columns=["at"])["at"]).as_py()


def _back(folder: Path, label: Label) -> datetime:
    """The first reading of the station after a label's end: where a gap of the gauge was over."""
    if label.ended_at is None:
        return label.started_at
    wanted = (pc.field("station_id") == label.station_id) & (pc.field("at") > label.ended_at)
    found = pc.min(pq.read_table(folder / "tank_readings.parquet", columns=["at"], filters=wanted)["at"])
    return found.as_py() or label.ended_at


def _shared(tanks: pa.Table) -> list[list[str]]:
    """Tanks that share level: a station and the subjects of one manifold."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in tanks.to_pylist():
        if row["manifold"]:
            groups.setdefault((row["station_id"], row["manifold"]), []).append(f"tank:{row['tank_id']}")
    return [[station, *subjects] for (station, _), subjects in groups.items()]


def outcome(place: Path, findings: Path, estimates: Path | None = None) -> Outcome:
    """What scoring needs of a folder; one that was not audited has no alarms."""
    complaints = findings.with_suffix(".txt")
    revisions = read_findings(findings) if findings.exists() else []
    told: dict[str, Any] = json.loads((place / "truth.json").read_text(encoding="utf-8"))
    return Outcome(
        stations=tuple(told["stations"]),
        labels=tuple(label_of(row) for row in told["labels"]),
        alarms=tuple(alarms(revisions)),
        undecided=frozenset((r.station_id, r.rule) for r in revisions if r.verdict == "undecidable"),
        data_ends=moment(told["data_ends"]),
        groups={(s, subject): frozenset(of) for s, *of in told["shared"] for subject in of},
        back=tuple(moment(text) for text in told["back"]),
        complaints=complaints.read_text(encoding="utf-8") if complaints.exists() else "",
        estimates=json.loads(estimates.read_text(encoding="utf-8")) if estimates else {},
        place=place,
    )
