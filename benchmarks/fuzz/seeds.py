"""Valid inputs: the published vectors, and the examples of docs/station-api.md."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
_VECTORS = _ROOT / "tests" / "conformance" / "vectors"


@cache
def _frames(name: str) -> list[dict[str, Any]]:
    return json.loads((_VECTORS / f"{name}_frames.json").read_text(encoding="utf-8"))["frames"]


def hexadecimal(name: str) -> list[bytes]:
    """Frames that a file of vectors gives in hexadecimal digits."""
    return [bytes.fromhex(frame["hex"]) for frame in _frames(name) if frame.get("hex")]


def hj212_frames() -> list[bytes]:
    """Frames of HJ 212 with their terminators."""
    return [(frame["frame"] + frame.get("terminator", "\r\n")).encode("utf-8") for frame in _frames("hj212")]


def station_bodies() -> list[bytes]:
    """The JSON examples of the station API's page."""
    page = (_ROOT / "docs" / "station-api.md").read_text(encoding="utf-8")
    return [text.strip().encode() for text in re.findall(r"```json[^\n]*\n(.*?)```", page, re.DOTALL)]


def station_headers() -> list[bytes]:
    """The header examples of the station API's page."""
    page = (_ROOT / "docs" / "station-api.md").read_text(encoding="utf-8")
    return [text.strip().encode() for text in re.findall(r"```http[^\n]*\n(.*?)```", page, re.DOTALL)]


def behind(first: int, inputs: list[bytes]) -> list[bytes]:
    """Inputs with the byte before them that chooses how they are fed."""
    return [bytes((first,)) + one for one in inputs]
