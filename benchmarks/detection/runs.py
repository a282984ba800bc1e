"""Makes the folders of suites, audits them on several cores, and keeps both by what they depend on."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.detection.daily import daily
from benchmarks.detection.matching import Groups
from benchmarks.detection.records import Alarm, Label, alarms, moment, read_findings, read_labels
from benchmarks.detection.suites import Chunk, Suite
from benchmarks.detection.versions import AUDIT, TWIN, code_version, key_of


@dataclass(frozen=True)
class Outcome:
    """An audited folder: what was true, what was raised, where the data end, which tanks share level."""

    stations: tuple[str, ...]
    labels: tuple[Label, ...]
    alarms: tuple[Alarm, ...]
    data_ends: datetime
    groups: Groups
    path: Path


class Workshop:
    """A folder in which suites are made and kept; `versions` are those of the twin and of the audit."""

    def __init__(self, cache: Path, jobs: int = 1) -> None:
        self.cache, self.jobs = cache, jobs
        self.twin, self.audit = code_version(TWIN), code_version(AUDIT)

    def run(self, suites: Iterable[Suite]) -> dict[str, list[Outcome]]:
        """Every suite's outcomes in the order of its chunks; raises when one cannot be made or audited."""
        chunks = [chunk for suite in suites for chunk in suite.chunks()]
        with ProcessPoolExecutor(self.jobs) as pool:
            places = {pool.submit(prepare, self._place(c), c, self.audit): c for c in chunks}
            for done, future in enumerate(as_completed(places), start=1):
                future.result()
                self._say(done, len(chunks), places[future])
        outcomes: dict[str, list[Outcome]] = {}
        for chunk in chunks:
            found = outcome(self._place(chunk), self.audit)
            outcomes.setdefault(chunk.suite.name, []).append(found)
        return outcomes

    def _place(self, chunk: Chunk) -> Path:
        return self.cache / f"{chunk.suite.name}-{chunk.seed}-{key_of(chunk.request, self.twin)}"

    @staticmethod
    def _say(done: int, of: int, chunk: Chunk) -> None:
        at = f"{datetime.now(UTC):%H:%M:%S}"
        print(f"{at} {done}/{of} {chunk.suite.name} seed {chunk.seed}", file=sys.stderr, flush=True)


def prepare(place: Path, chunk: Chunk, version: str) -> None:
    """Make the folder unless it is there, audit it unless this code has."""
    folder = place / "folder"
    if not (place / "days.parquet").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        make(folder, chunk)
        pq.write_table(daily(folder), place / "days.parquet")
    if not _findings(place, version).exists():
        audit(folder, _findings(place, version))


def make(folder: Path, chunk: Chunk) -> None:
    """A labelled folder of the twin."""
    from youjian.simulator.twin.suites import make_folder  # noqa: PLC0415 (heavy; workers alone need it)

    request = dict(chunk.request)
    labels = make_folder(folder, request.pop("suite"), **request)
    path = folder / "labels.json"
    if not path.exists():
        path.write_text(json.dumps([asdict(label) for label in labels], default=str), encoding="utf-8")


def audit(folder: Path, out: Path) -> None:
    """`youjian audit` in a process of its own, on one core; raises RuntimeError with what it said."""
    part = out.with_suffix(".part.parquet")
    done = subprocess.run(
        [sys.executable, "-m", "youjian.cli", "audit", str(folder), "--out", str(part), "--jobs", "1"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    if done.returncode != 0:
        raise RuntimeError(f"audit of {folder} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    part.replace(out)


def outcome(place: Path, version: str) -> Outcome:
    """What scoring needs of an audited folder."""
    folder = place / "folder"
    tanks = pq.read_table(folder / "tanks.parquet")
    return Outcome(
        stations=tuple(pq.read_table(folder / "stations.parquet")["station_id"].to_pylist()),
        labels=tuple(read_labels(folder / "labels.json")),
        alarms=tuple(alarms(read_findings(_findings(place, version)))),
        data_ends=_data_ends(folder),
        groups=_groups(tanks),
        path=place,
    )


def days_of(outcomes: Sequence[Outcome]) -> pa.Table:
    """The daily tables of a suite together."""
    return pa.concat_tables([pq.read_table(found.path / "days.parquet") for found in outcomes])


def _findings(place: Path, version: str) -> Path:
    return place / f"findings-{version}.parquet"


def _data_ends(folder: Path) -> datetime:
    said = folder / "as_of"
    if said.exists():
        return moment(said.read_text(encoding="utf-8").strip())
    return pc.max(pq.read_table(folder / "tank_readings.parquet", columns=["at"])["at"]).as_py()


def _groups(tanks: pa.Table) -> Groups:
    shared: dict[tuple[str, str], set[str]] = {}
    for row in tanks.to_pylist():
        if row.get("manifold"):
            shared.setdefault((row["station_id"], row["manifold"]), set()).add(f"tank:{row['tank_id']}")
    return {(station, tank): frozenset(group) for (station, _), group in shared.items() for tank in group}
