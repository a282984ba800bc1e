"""The lines that hold now: the city's own of each section, else those that come with the platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from youjian.bureau.alerts.defaults import DEFAULTS
from youjian.bureau.alerts.entries import (
    SECTIONS,
    AreaEntry,
    ColourEntry,
    DeadlineEntry,
    RouteEntry,
    SectionName,
    StormEntry,
    line_of,
)
from youjian.bureau.alerts.models import DeskEntry


@dataclass(frozen=True)
class Desk:
    """What the city settles about its alerts."""

    colours: Sequence[ColourEntry]
    routes: Sequence[RouteEntry]
    deadlines: Sequence[DeadlineEntry]
    storms: Sequence[StormEntry]
    areas: Sequence[AreaEntry]


def desk() -> Desk:
    """What holds now, read with one statement."""
    kept: dict[str, list[Any]] = {}
    for row in DeskEntry.objects.order_by("section", "position", "id"):
        kept.setdefault(row.section, []).append(line_of(cast("SectionName", row.section), row.values))
    return Desk(**{section: kept.get(section) or DEFAULTS[section] for section in SECTIONS})  # type: ignore[arg-type]
