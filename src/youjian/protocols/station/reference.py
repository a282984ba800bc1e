"""Writes the station API's JSON Schema: `python -m youjian.protocols.station.reference docs`."""

import json
import sys
from pathlib import Path

from youjian.protocols.station.messages import json_schema


def write(folder: Path) -> None:
    """Put `station-api.schema.json` into the folder."""
    text = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    (folder / "station-api.schema.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
