"""What really happened, beside the folder that shows only what was recorded."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from youjian.simulator.twin.clock import rfc3339


@dataclass(frozen=True)
class Label:
    """One true event. `rule` is the catalogue code expected first, `accepts` others that also name it.

    `fraud` begins with `oddity-` for honest events that an exact rule must still report (an outage).
    `litres` is what the event moved or hid inside the data, ambient L at the tank's temperature.
    """

    station_id: str
    subject: str
    fraud: str
    rule: str
    accepts: tuple[str, ...]
    size: float
    unit: str
    started_at: str
    ended_at: str | None
    litres: float


@dataclass(frozen=True)
class Note:
    """An honest event that no rule need report, for whoever looks into a false alarm."""

    station_id: str
    subject: str
    what: str
    started_at: str
    ended_at: str | None
    size: float
    unit: str


def span(started: float, ended: float | None) -> tuple[str, str | None]:
    """Start and end as RFC 3339 in UTC."""
    return rfc3339(started), None if ended is None else rfc3339(ended)


def write_labels(path: Path, labels: Iterable[Label | Note]) -> None:
    """Labels or notes as a JSON array."""
    rows = [asdict(label) for label in labels]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def read_labels(path: Path) -> list[Label]:
    """The labels of a folder."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Label(**{**row, "accepts": tuple(row["accepts"])}) for row in rows]
