"""A station's state and the simulator's own log on disk, written so that kill -9 loses and repeats nothing.

The state names the log lines that belong to it (`unlogged`). State first, then the lines: whoever starts
again writes the lines that are missing.
"""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from youjian.contract.records import PressureReading, VapourFill
from youjian.simulator.state import StationState


class LogLine(Struct, frozen=True):
    """One line for one of the logs, numbered per station."""

    log: str
    no: int
    content: dict[str, Any]


class Saved(Struct):
    """What a restart needs to know of a station; the vapour records are those nobody has acknowledged yet."""

    state: StationState
    last_line: int = 0
    unlogged: list[LogLine] = field(default_factory=list[LogLine])
    vapour_fills: list[VapourFill] = field(default_factory=list[VapourFill])
    pressures: list[PressureReading] = field(default_factory=list[PressureReading])


def load_state(path: Path) -> Saved | None:
    """The saved state, or None when there is none; raises ValueError when the file is not one."""
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Saved)
    except msgspec.MsgspecError as error:
        raise ValueError(
            f"{path} is not a station's state ({error}); move it away to start the station anew"
        ) from None


def save_state(path: Path, saved: Saved) -> None:
    """Replace the saved state in one step: a reader finds the old or the new one, never a half."""
    temporary = path.with_suffix(".new")
    temporary.write_bytes(msgspec.json.encode(saved))
    temporary.replace(path)


def state_path(state_dir: Path, station_id: str) -> Path:
    """Where a station's state is kept."""
    return state_dir / f"{station_id}.json"


def put_state(state_dir: Path, state: StationState) -> None:
    """Place a station's state (as a history ended) where the living station will go on from it."""
    state_dir.mkdir(parents=True, exist_ok=True)
    save_state(state_path(state_dir, state.station_id), Saved(state))


def hold(state_dir: Path) -> int:
    """Take a state folder for this process until it ends; raises ValueError when another one has it.

    The folder itself is locked, so that no file stays behind.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(state_dir, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise ValueError(f"another simulator runs on {state_dir}: stop it, or use another folder") from None
    return descriptor


class TruthLog:
    """The simulator's own account, one JSON line per event, flushed line by line.

    `fuellings.jsonl` holds what really left the nozzles, `deliveries.jsonl` what really came, `labels.jsonl`
    what was injected, `attacks.jsonl` who tried to write to a gauge.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._files: dict[str, int] = {}
        self._last: dict[str, int] = {}
        for path in sorted(folder.glob("*.jsonl")):
            self._recover(path)

    def write(self, lines: Iterable[LogLine]) -> None:
        """Write the lines that are not written yet."""
        for line in lines:
            station = str(line.content["station"])
            if line.no > self._last.get(station, 0):
                self._append(line.log, {"no": line.no, **line.content})
                self._last[station] = line.no

    def close(self) -> None:
        """Close the files."""
        for descriptor in self._files.values():
            os.close(descriptor)
        self._files.clear()

    def _append(self, log: str, content: dict[str, Any]) -> None:
        if log not in self._files:
            path = self._folder / f"{log}.jsonl"
            self._files[log] = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.write(self._files[log], msgspec.json.encode(content) + b"\n")

    def _recover(self, path: Path) -> None:
        """Learn the last numbers, and cut a line off that was not finished."""
        data = path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.truncate(path, whole)
        for raw in data[:whole].splitlines():
            line = msgspec.json.decode(raw)
            station = line["station"]
            self._last[station] = max(self._last.get(station, 0), line["no"])
