"""The pages of the stations, made one by one in processes of their own, as the audit itself is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from youjian.archive.folder import AuditFolder
from youjian.detection.balance.books import last_night
from youjian.detection.balance.nights import night_at
from youjian.engine.outcome import Failure
from youjian.engine.pool import each
from youjian.engine.span import Span
from youjian.reports.document import Section
from youjian.reports.numbers import micros_of, of_micros
from youjian.reports.raised import of_station
from youjian.reports.sheets import Window
from youjian.reports.station import About, failed_section, station_section


@dataclass(frozen=True)
class PageTask:
    """Makes the page of one station of a folder; sent to workers once, and called there for each station.

    `revisions` are those of all stations (`raised.read_raised`); `window` is None when the span has no night.
    """

    folder: AuditFolder
    revisions: pa.Table
    window: Window | None

    def __call__(self, station_id: str) -> Section:
        """Read a station and make its page."""
        facts = self.folder.station(station_id).facts
        raised = of_station(self.revisions, station_id)
        return station_section(about_of(self.folder, station_id), facts, raised, self.window)


def pages(task: PageTask, stations: list[str], jobs: int) -> Iterator[tuple[str, tuple[Section, str | None]]]:
    """The page of every station as it is done, in any order; beside it why its books could not be made."""
    for station_id, made in each(task, stations, jobs) if stations else ():
        if isinstance(made, Failure):
            about = about_of(task.folder, station_id)
            raised = of_station(task.revisions, station_id)
            yield station_id, (failed_section(about, raised, made.reason), made.reason)
        else:
            yield station_id, (made, None)


def about_of(folder: AuditFolder, station_id: str) -> About:
    """What the register says of a station."""
    rows = folder.taxpayer(station_id).to_pylist()
    return About.of(next(row for row in rows if row["station_id"] == station_id))


def window_of(span: Span | None) -> Window | None:
    """The nights whose day ends within a span; None when there is none."""
    if span is None:
        return None
    start = micros_of(span.start)
    first, last = last_night(start) + 1, last_night(micros_of(span.end))
    return Window(first, last, max(night_at(first - 1), start)) if last >= first else None


def books_until(window: Window | None) -> datetime | None:
    """The last night of the books."""
    return None if window is None else of_micros(window.end)
