"""Many stations of a county dark at once are one outage: one wider alert, with the stations' own below it.

Which stations belong together follows from when they fell silent, by the times of the data.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from youjian.bureau.alerts.entries import AreaEntry
from youjian.bureau.alerts.models import AlertFinding


@dataclass(frozen=True)
class Outage:
    """Stations of a county that fell silent within minutes: what says so, the first silence at the head."""

    region: str
    silences: tuple[AlertFinding, ...]

    @property
    def stations(self) -> frozenset[str]:
        """Who is dark."""
        return frozenset(row.station_id for row in self.silences)

    @property
    def fingerprint(self) -> str:
        """What the outage is known by: the county and the first silence."""
        return hashlib.sha256(f"area\x1f{self.region}\x1f{self.silences[0].finding_id}".encode()).hexdigest()[
            :32
        ]


def outages(region: str, silences: Sequence[AlertFinding], line: AreaEntry, of: int) -> list[Outage]:
    """The outages of a county among its silences; `of` is how many stations it has."""
    needed = max(line.stations, line.share * of)
    found: list[Outage] = []
    left = sorted(silences, key=lambda row: (row.started_at, row.finding_id))
    while left:
        within = left[0].started_at + timedelta(minutes=line.minutes)
        together = [row for row in left if row.started_at <= within]
        outage = Outage(region, tuple(together))
        if len(outage.stations) >= needed:
            found.append(outage)
            left = left[len(together) :]
        else:
            left = left[1:]
    return found
