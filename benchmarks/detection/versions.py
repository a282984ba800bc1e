"""Which code a result was made with: hashes of its sources, and a copy of them that stays as it is."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).resolve().parents[2] / "src" / "youjian"
TWIN = ("simulator/twin",)
AUDIT = ("contract", "fuel", "detection", "archive", "engine")


def code_version(rooms: Iterable[str], sources: Path = SOURCES) -> str:
    """Hash of every source file of the rooms, eight digits."""
    hashed = hashlib.sha256()
    for room in sorted(rooms):
        for path in sorted((sources / room).rglob("*.py")):
            hashed.update(str(path.relative_to(sources)).encode() + path.read_bytes())
    return hashed.hexdigest()[:8]


def snapshot(cache: Path) -> Path:
    """A copy of the sources to run from, so that nothing changes under a long run."""
    place = cache / "code" / code_version((*TWIN, *AUDIT))
    if not place.exists():
        part = place.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(SOURCES, part / "youjian", ignore=shutil.ignore_patterns("__pycache__"))
        part.rename(place)
    return place


def key_of(*parts: Any) -> str:
    """A short name for a specification."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]
