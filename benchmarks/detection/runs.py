"""Makes the folders of suites and audits them on several cores; results are kept by what they depend on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.detection.daily import daily
from benchmarks.detection.kept import Outcome, keep_truth, outcome
from benchmarks.detection.suites import Chunk, Suite
from benchmarks.detection.versions import AUDIT, TWIN, code_version, key_of, snapshot


@dataclass(frozen=True)
class Order:
    """One folder to make and audit: what is asked, where it is kept, and the code that does it."""

    chunk: Chunk
    place: Path
    findings: Path
    code: Path
    keep: bool

    @property
    def done(self) -> bool:
        """Whether this code has made it and, where that is wanted, audited it already."""
        made = (self.place / "truth.json").exists()
        return made and (self.findings.exists() or not self.chunk.suite.audited)


class Workshop:
    """Where suites are made and kept. Sources are copied first, so that a run sees one version of them."""

    def __init__(self, cache: Path, jobs: int = 1, *, keep_folders: bool = False) -> None:
        self.cache, self.jobs, self.keep_folders = cache, jobs, keep_folders
        self.code = snapshot(cache)
        self.twin = code_version(TWIN, self.code / "youjian")
        self.audit = code_version(AUDIT, self.code / "youjian")

    def run(self, suites: Sequence[Suite]) -> list[tuple[Suite, list[Outcome]]]:
        """Every suite with its outcomes; raises RuntimeError when a folder cannot be made or audited."""
        orders = {suite: [self._order(chunk) for chunk in suite.chunks()] for suite in suites}
        self._fulfil([o for listed in orders.values() for o in listed if not o.done])
        return [(suite, [outcome(o.place, o.findings) for o in listed]) for suite, listed in orders.items()]

    def _order(self, chunk: Chunk) -> Order:
        place = self.cache / chunk.suite.name / f"{chunk.seed}-{key_of(chunk.request, self.twin)}"
        return Order(chunk, place, place / f"findings-{self.audit}.parquet", self.code, self.keep_folders)

    def _fulfil(self, orders: Iterable[Order]) -> None:
        wanted = list(orders)
        with ProcessPoolExecutor(self.jobs) as pool:
            futures = {pool.submit(fulfil, order): order for order in wanted}
            for number, future in enumerate(as_completed(futures), start=1):
                future.result()
                chunk = futures[future].chunk
                told = f"{datetime.now(UTC):%H:%M:%S} {number}/{len(wanted)} {chunk.suite.name} {chunk.seed}"
                print(told, file=sys.stderr, flush=True)


def fulfil(order: Order) -> None:
    """Make the folder unless it is there, audit it, and keep what scoring needs of it."""
    folder = order.place / "folder"
    if not (order.place / "truth.json").exists() or not folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
        order.place.mkdir(parents=True, exist_ok=True)
        _youjian(order.code, "youjian.simulator.twin", str(folder), *order.chunk.words)
        pq.write_table(daily(folder), order.place / "days.parquet")
        keep_truth(folder, order.place)
    if order.chunk.suite.audited:
        _audit(order, folder)
    if not order.keep:
        shutil.rmtree(folder)


def _audit(order: Order, folder: Path) -> None:
    part = order.findings.with_suffix(".part.parquet")
    said = _youjian(order.code, "youjian.cli", "audit", str(folder), "--out", str(part), "--jobs", "1")
    order.findings.with_suffix(".txt").write_text(said, encoding="utf-8")
    part.replace(order.findings)


def _youjian(code: Path, module: str, *words: str) -> str:
    """Run a module of the copied sources on one core; what it complained of when a part failed (status 1).

    Raises RuntimeError with what it said when nothing came of it.
    """
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **one_core, "PYTHONPATH": str(code)},
    )
    if done.returncode > 1 or (done.returncode == 1 and "Traceback" in done.stderr):
        raise RuntimeError(f"{module} {' '.join(words)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stderr if done.returncode else ""
