"""How fast `youjian audit` goes through a city's month, beside DuckDB merely summing the same files.

    python -m benchmarks.audit [--stations 200] [--days 30] [--jobs 2] [--cache DIR]
    python -m benchmarks.audit --stations 4 --profile 4     where the time of a station goes, rule by rule

The folder is the twin's suite `bulk`, made once and kept in the cache. Last line:
`audit: rows_per_s=… ratio=… peak_mb=…`
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from benchmarks.processes import of_home, proportional_mib
from youjian.archive.folder import AuditFolder
from youjian.contract.findings import Finding
from youjian.contract.tables import FACT_TABLES
from youjian.detection.facts import Facts
from youjian.detection.registry import all_rules
from youjian.detection.rule import Rule
from youjian.engine.span import Span
from youjian.engine.walk import walk_past

SEED = 2026
SCANS = 3
"""How often DuckDB sums, before the audit and after it; the median counts."""
_SUMS = Path(__file__).with_name("audit_sums.sql")


@dataclass(frozen=True)
class Ran:
    """One run of the audit as a child process; `cpu` seconds are those of all its processes."""

    seconds: float
    cpu: float
    peak_mib: float
    printed: str


def bulk_folder(cache: Path, stations: int, days: int) -> Path:
    """The suite `bulk`, from the cache or made now."""
    from youjian.simulator.twin.suites import make_folder  # noqa: PLC0415  # only where it is made

    path = cache / f"bulk-{stations}x{days}-{SEED}"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        print(f"making {stations} stations × {days} days in {path}", file=sys.stderr)
        with tempfile.TemporaryDirectory(dir=cache) as unfinished:
            make_folder(Path(unfinished) / "folder", "bulk", stations=stations, days=days, seed=SEED)
            (Path(unfinished) / "folder").rename(path)
    return path


def rows_of(folder: Path) -> Counter[str]:
    """Rows of every fact table, by the files' own count."""
    paths = {spec.name: folder / f"{spec.name}.parquet" for spec in FACT_TABLES}
    return Counter({n: pq.read_metadata(path).num_rows for n, path in paths.items() if path.exists()})


def scan_seconds(folder: Path, threads: int) -> tuple[float, float]:
    """How long DuckDB takes to read and sum the files, per tank and day, and its CPU seconds."""
    queries = _SUMS.read_text(encoding="utf-8").replace("{folder}", str(folder)).split(";")
    with duckdb.connect(config={"threads": threads}) as connection:
        began, busy = time.perf_counter(), time.process_time()
        for query in queries[:-1]:
            connection.execute(query).fetchall()
        return time.perf_counter() - began, time.process_time() - busy


def run_audit(folder: Path, jobs: int) -> Ran:
    """Audit a folder as a person does; memory is that of all its processes, shared pages counted once."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as where:
        home = Path(where)
        words = ["audit", str(folder), "--out", str(home / "findings.parquet"), "--jobs", str(jobs)]
        began, busy, peak, printed = time.perf_counter(), _children(), 0.0, home / "printed"
        with printed.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "youjian.cli", *words],
                env={**os.environ, "YOUJIAN_HOME": where},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            while process.poll() is None:
                peak = max(peak, proportional_mib(of_home(home)))
                time.sleep(0.25)
        seconds = time.perf_counter() - began
        if process.returncode != 0:
            sys.exit(f"the audit ended with status {process.returncode}:\n{printed.read_text()}")
        return Ran(seconds, _children() - busy, peak, printed.read_text(encoding="utf-8"))


def _children() -> float:
    """CPU seconds of all processes that this one started and that ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def profile(folder: Path, stations: int) -> None:
    """CPU seconds of a station, by rule: naming its moments, and judging."""
    spent: defaultdict[str, float] = defaultdict(float)
    calls: Counter[str] = Counter()

    @contextmanager
    def timed(what: str) -> Iterator[None]:
        began = time.process_time()
        try:
            yield
        finally:
            spent[what] += time.process_time() - began
            calls[what] += 1

    def judge(rule: Rule, facts: Facts, as_of: datetime) -> list[Finding]:
        with timed(rule.code):
            return rule.judge(facts, as_of)

    with AuditFolder(folder) as opened:
        opened.prepare()
        first, last = opened.first_known(), opened.as_of() or opened.last_known()
        assert first is not None
        assert last is not None
        chosen = opened.station_ids()[:stations]
        for station_id in chosen:
            with timed("(reading)"):
                facts = opened.station(station_id).facts
            for rule in all_rules():
                if rule.tick != "pairwise" and all(facts.has(table) for table in rule.tables):
                    with timed(f"{rule.code}: moments"):
                        list(rule.moments(facts, first, last) or ())
            inside = sum(spent.values())
            began = time.process_time()
            walk_past(facts, Span(first, last), judge)
            spent["(moments again, revisions)"] += (
                time.process_time() - began - (sum(spent.values()) - inside)
            )
    print("| rule | ms a station | calls a station |\n|---|---|---|")
    for what, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"| {what} | {1000 * seconds / len(chosen):.1f} | {calls[what] / len(chosen):.0f} |")
    print(f"profile: s_per_station={sum(spent.values()) / len(chosen):.3f}")


def main() -> None:
    """Measure, and print a table and one last line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--stations", type=int, default=200)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "youjian-bulk")
    parser.add_argument("--profile", type=int, metavar="N", help="only: CPU time by rule over N stations")
    asked = parser.parse_args()
    folder = bulk_folder(asked.cache, asked.stations, asked.days)
    if asked.profile:
        profile(folder, asked.profile)
        return
    report(folder, asked)


def report(folder: Path, asked: argparse.Namespace) -> None:
    """Audit and scan side by side, and say what came out."""
    rows = rows_of(folder)
    scans = [scan_seconds(folder, asked.jobs) for _ in range(SCANS)]
    ran = run_audit(folder, asked.jobs)
    scans += [scan_seconds(folder, asked.jobs) for _ in range(SCANS)]
    (scan, scan_cpu), total = sorted(scans)[len(scans) // 2], rows.total()
    rate, ratio = total / ran.seconds, ran.seconds / scan
    table = {
        "stations × days": f"{asked.stations} × {asked.days}",
        "fuellings, tank readings, all rows": (
            f"{rows['fuellings']:,}, {rows['tank_readings']:,}, {total:,}"
        ),
        f"audit with {asked.jobs} processes": f"{ran.seconds:.1f} s",
        "rows a second": f"{rate:,.0f}",
        f"DuckDB scans and sums the same files, {asked.jobs} threads": f"{scan:.2f} s",
        "audit / scan": f"{ratio:.1f}",
        "the same by CPU seconds, which other work on the cores hardly changes": (
            f"{ran.cpu:.1f} / {scan_cpu:.2f} = {ran.cpu / scan_cpu:.1f}"
        ),
        "highest memory of all processes, shared pages once": f"{ran.peak_mib:.0f} MiB",
    }
    print("| what | measured |\n|---|---|")
    for what, value in table.items():
        print(f"| {what} | {value} |")
    print(f"audit: rows_per_s={rate:.0f} ratio={ratio:.1f} peak_mb={ran.peak_mib:.0f}")


if __name__ == "__main__":
    main()
