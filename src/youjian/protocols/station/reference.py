"""Writes the station API's published documents: `python -m youjian.protocols.station.reference docs`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from youjian.protocols.station.documents import asyncapi, openapi
from youjian.protocols.station.messages import json_schema

FILES: dict[str, Callable[[], dict[str, Any]]] = {
    "station-api.schema.json": json_schema,
    "station-api.openapi.json": openapi,
    "station-api.asyncapi.json": asyncapi,
}
"""Each document by its name; all are derived from the types."""


def write(folder: Path) -> None:
    """Put every document into the folder."""
    for name, make in FILES.items():
        text = json.dumps(make(), ensure_ascii=False, indent=2)
        (folder / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
