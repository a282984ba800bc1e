"""Folders of the twin and what an audit says of them; kept by what they depend on."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.alert_month.plan import Chunk
from benchmarks.detection.versions import AUDIT, TWIN, code_version
from youjian.simulator.twin.suites import make_folder

REGISTER = (
    "stations", "tanks", "tank_charts", "nozzles", "verifications", "seals", "maintenance", "price_caps",
)  # fmt: skip
"""Tables of a folder that go into the register."""


def make_all(place: Path, wanted: Iterable[Chunk], jobs: int) -> list[Path]:
    """Make and audit what is not there yet; returns a folder for each chunk, in order."""
    listed = list(wanted)
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(made, [place] * len(listed), listed))


def made(place: Path, chunk: Chunk) -> Path:
    """A chunk's folder: `findings.parquet`, `labels.json` and the register's tables."""
    kept = place / f"{chunk.seed}-{_version(chunk)}"
    if not (kept / "findings.parquet").exists():
        shutil.rmtree(kept, ignore_errors=True)
        folder = kept / "folder"
        request = dict(chunk.request)
        make_folder(folder, request.pop("suite"), **request)
        (kept / "register").mkdir()
        for name in REGISTER:
            if (folder / f"{name}.parquet").exists():
                shutil.copy(folder / f"{name}.parquet", kept / "register")
        shutil.copy(folder / "labels.json", kept)
        _audit(folder, kept / "findings.parquet")
        shutil.rmtree(folder)
        print(f"{kept.name}: {chunk.stations} stations", file=sys.stderr, flush=True)
    return kept


def _version(chunk: Chunk) -> str:
    told = json.dumps([chunk.request, code_version((*TWIN, *AUDIT))], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _audit(folder: Path, out: Path) -> None:
    part = out.with_suffix(".part.parquet")
    words = [sys.executable, "-m", "youjian.cli", "audit", str(folder), "--out", str(part), "--jobs", "1"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the audit of {folder} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    part.replace(out)
