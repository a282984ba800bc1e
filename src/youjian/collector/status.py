"""What a station's collector is doing, for people beside it: the status file, and what the page shows."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from youjian import __version__

if TYPE_CHECKING:
    from youjian.collector.run import StationRunner

STATUS_FILE = "status.json"
OUTBOX_FILE = "outbox.sqlite"
FRAMES_FILE = "frames.sqlite"


class Reading(msgspec.Struct, frozen=True):
    """The configuration that holds: when it was read, its digest, the how manieth reading it is.

    `change` is what it changed, `refused` why a later reading was not taken.
    """

    at: datetime
    digest: str
    number: int = 0
    change: str = "read at the start"
    refused: str | None = None


def of(runner: "StationRunner") -> dict[str, Any]:
    """Everything there is to say, as JSON has it. Nothing secret is among it."""
    outbox, identity = runner.outbox, runner.outbox.identity
    return {
        "station_id": runner.config.station_id,
        "at": runner.now(),
        "version": __version__,
        "pid": os.getpid(),
        "home": str(runner.config.folder),
        "started_at": runner.started_at,
        "start": runner.watch.reason,
        "configuration": runner.reading,
        "enrolled": identity,
        "outbox_depth": outbox.depth,
        "outbox_bytes": _size(runner.config.folder / OUTBOX_FILE),
        "outbox_limit_bytes": outbox.limit_bytes,
        "outbox_condition": outbox.condition,
        "outbox_damage": outbox.damage,
        "acknowledged_batch": outbox.head.batch_no,
        "stopped": outbox.stopped,
        "frames_lost": runner.frames.lost,
        "platform": runner.config.platform,
        "link": runner.config.link_settings.kind,
        "equipment": _equipment(runner),
        **runner.board.as_dict(),
    }


def write(folder: Path, found: dict[str, Any]) -> None:
    """Replace the status file at once; OSError when the disk takes nothing."""
    path = folder / STATUS_FILE
    temporary = path.with_suffix(".new")
    temporary.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))
    temporary.replace(path)


def running_status(folder: Path) -> dict[str, Any] | None:
    """The status file as it stands, or None where there is none that can be read."""
    try:
        found = msgspec.json.decode((folder / STATUS_FILE).read_bytes())
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
        return None
    return found if isinstance(found, dict) else None


def _equipment(runner: "StationRunner") -> list[dict[str, Any]]:
    """The file's devices as they are wired, and when each last gave an answer."""
    heard = runner.board.heard_at
    return [
        {
            "name": device.name,
            "driver": type(device).__struct_config__.tag,
            "role": device.role,
            "url": device.url,
            "last_answer_at": heard.get(device.name),
        }
        for device in runner.config.device
    ]


def _size(path: Path) -> int:
    """Bytes on disk of a SQLite file with its log."""
    files = (path, path.with_name(path.name + "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())
