"""Which code a result was made with: hashes of the sources that a folder or an audit depends on."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).resolve().parents[2] / "src" / "youjian"
TWIN = ("simulator/twin",)
AUDIT = ("contract", "fuel", "detection", "archive", "engine")


def code_version(rooms: Iterable[str]) -> str:
    """Hash of every source file of the rooms, eight digits."""
    hashed = hashlib.sha256()
    for room in sorted(rooms):
        for path in sorted((SOURCES / room).rglob("*.py")):
            hashed.update(str(path.relative_to(SOURCES)).encode() + path.read_bytes())
    return hashed.hexdigest()[:8]


def key_of(*parts: Any) -> str:
    """A short name for a specification."""
    text = json.dumps([asdict(p) if hasattr(p, "__dataclass_fields__") else p for p in parts], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
