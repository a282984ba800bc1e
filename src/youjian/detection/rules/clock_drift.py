"""collector.clock_drift: a collector's clock is not the platform's."""

from datetime import datetime

import numpy as np
import pyarrow.compute as pc

from youjian.contract.fields import business_day
from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, rows
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule


class ClockDrift(Rule):
    """采集终端时钟与平台相差不超过 60 秒.

    Basis: contract. Every device time leans on this clock. One finding per device and business day (by the
    platform's clock), made from the first heartbeat of the day that is off, so that a wrong clock does not
    raise one finding a minute.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, heartbeat
    >>> day = facts(heartbeat(0), heartbeat(1, clock_offset_s=75.0), heartbeat(2, clock_offset_s=76.0))
    >>> [f.message for f in rule("collector.clock_drift").judge(day, LATER)]
    ['设备时钟比平台快75秒，超过60秒。']
    """

    code = "collector.clock_drift"
    tick = "pairwise"
    severities = ("warning",)
    anchor = "business day and device: `day`, `device`"
    tables = ("heartbeats",)
    explained_by = "重启后尚未校时；请查看 clock_set 事件"
    parameters: p.ClockDrift

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per device and day with a heartbeat off by more than the limit."""
        beats = facts.known("heartbeats", as_of)
        off = np.abs(beats["clock_offset_s"].to_numpy()) > self.parameters.max_offset_s
        beats = beats.filter(off)
        beats = beats.append_column("known", pc.coalesce(beats["received_at"], beats["at"]))
        first: dict[str, Finding] = {}
        for row in rows(
            beats.sort_by([("known", "ascending"), ("at", "ascending")]), np.ones(len(beats), dtype=bool)
        ):
            said = self._say(row)
            first.setdefault(said.finding_id, said)
        return list(first.values())

    def _say(self, row: Row) -> Finding:
        known = row.pop("known")
        day = business_day(known).isoformat()
        where = Where(
            station_id=row["station_id"],
            subject=row["device"],
            anchor=anchor_of_key(day=day, device=row["device"]),
            started_at=known,
            ended_at=None,
            detected_at=known,
        )
        return finding(
            self,
            where,
            Size.exact(row["clock_offset_s"], "seconds"),
            self._words(row["clock_offset_s"]),
            severity="warning",
            records={"heartbeats": [row]},
            figures={"offset_s": row["clock_offset_s"], "day": day},
        )

    def _words(self, offset: float) -> Words:
        fast, fast_en = ("快", "ahead of") if offset > 0 else ("慢", "behind")
        most = f"{self.parameters.max_offset_s:g}"
        return Words(
            f"设备时钟比平台{fast}{abs(offset):g}秒，超过{most}秒。",
            f"The device's clock is {abs(offset):g} s {fast_en} the platform's, more than {most} s.",
        )
