"""Makes the folders of suites and audits them on several cores; results are kept by what they depend on."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.detection.kept import Outcome, outcome
from benchmarks.detection.suites import Chunk, Suite
from benchmarks.detection.versions import AUDIT, TWIN, code_version, key_of, snapshot

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Order:
    """One folder to make and audit: what is asked, where it is kept, and the code that does it."""

    chunk: Chunk
    place: Path
    findings: Path
    estimates: Path | None
    code: Path
    keep: bool

    @property
    def done(self) -> bool:
        """Whether this code has made it and, where that is wanted, audited it already."""
        made = (self.place / "truth.json").exists()
        audited = self.findings.exists() or not self.chunk.suite.audited
        return made and audited and (self.estimates is None or self.estimates.exists())


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
        return [
            (suite, [outcome(o.place, o.findings, o.estimates) for o in listed])
            for suite, listed in orders.items()
        ]

    def _order(self, chunk: Chunk) -> Order:
        place = self.cache / chunk.suite.name / f"{chunk.seed}-{key_of(chunk.request, self.twin)}"
        estimates = place / f"estimates-{self.audit}.json" if chunk.estimated else None
        findings = place / f"findings-{self.audit}.parquet"
        return Order(chunk, place, findings, estimates, self.code, self.keep_folders)

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
    folder, request = order.place / "folder", json.dumps(order.chunk.request)
    if not (order.place / "truth.json").exists() or not folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
        order.place.mkdir(parents=True, exist_ok=True)
        _python(order.code, "benchmarks.detection.making", str(order.place), request)
    if order.chunk.suite.audited:
        _audit(order, folder)
    if order.estimates is not None:
        _python(order.code, "benchmarks.detection.estimating", str(folder), request, str(order.estimates))
    if not order.keep:
        shutil.rmtree(folder)


def _audit(order: Order, folder: Path) -> None:
    part = order.findings.with_suffix(".part.parquet")
    said = _python(order.code, "youjian.cli", "audit", str(folder), "--out", str(part), "--jobs", "1")
    order.findings.with_suffix(".txt").write_text(said, encoding="utf-8")
    part.replace(order.findings)


def _python(code: Path, module: str, *words: str) -> str:
    """Run a module with the copied sources on one core; what it complained of if a part failed (status 1).

    Raises RuntimeError with what it said when nothing came of it.
    """
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **one_core, "PYTHONPATH": f"{code}{os.pathsep}{REPOSITORY}"},
    )
    if done.returncode > 1 or (done.returncode == 1 and "Traceback" in done.stderr):
        told = done.stderr[-3000:]
        raise RuntimeError(f"{module} {' '.join(words)} ended with {done.returncode}:\n{told}")
    return done.stderr if done.returncode else ""
