"""gauge.frozen: a level stands still while fuel leaves the tank, or its noise is gone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import numpy as np

from youjian.contract.findings import Finding, anchor_of_episode
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, clock, finding
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.gauge.frozen_moments import frozen_moments
from youjian.detection.gauge.series import Tank, history_rows, to_micros, to_moment
from youjian.detection.gauge.stretches import Stretch, faults, stretches
from youjian.detection.gauge.view import View
from youjian.detection.rule import Rule

_MOST_FUELLINGS = 50


class GaugeFrozen(Rule):
    """液位随出油下降，静置时仍有噪声.

    Basis: conservation of volume, and the gauge's own past. The level goes no further than one step of the
    gauge (at least 0.3 mm) over readings that go on arriving, while the tank's nozzles give more litres than,
    by the chart's slope, four steps, 1.5 mm of stiction and the stock's warming hide. Fuel returned, moved or
    known by totals alone does not count, nor what another tank lost instead. Or: four quiet hours without any
    flicker of a gauge that flickered in every quiet half hour before.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import after, facts, frozen_gauge
    >>> [finding] = rule("gauge.frozen").judge(facts(*frozen_gauge()), after(300))
    >>> finding.message
    '液位自2026-11-22 08:00:00起停在1000.0毫米，其间该罐加油枪出油720.00升，液位不动最多可容66升。'
    """

    code = "gauge.frozen"
    tick = "watch"
    severities = ("alarm", "warning")
    anchor = "number of the episode: `episode`"
    tables = ("tanks", "tank_charts", "nozzles", "fuellings", "tank_readings")
    optional = ("maintenance", "device_events")
    explained_by = (
        "枪罐对应登记有误（另一罐同量下降）、连通罐切换、maintenance 中该罐的申报；有液位仪故障事件时仅作预警"
    )
    absent = "withdrawn"
    parameters: p.GaugeFrozen

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The stretches that go on or ended within the last two days, each one episode."""
        said: dict[tuple[str, str], list[Finding]] = {}
        for before in latest_revisions(facts.findings(self.code, as_of)).values():
            said.setdefault((before.station_id, before.subject), []).append(before)
        view = View.at(facts, as_of)
        return [
            told
            for tank in view.tanks
            for told in self._tank(view, tank, said.get((tank[0], f"tank:{tank[1]}"), []), as_of)
        ]

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """Around the points at which a still stretch is weighed, or its end is seen; and late arrivals."""
        first, last = to_micros(start), to_micros(end)
        return [to_moment(at) for at in frozen_moments(facts, self.parameters) if first <= at <= last]

    def _tank(self, view: View, tank: Tank, said: list[Finding], as_of: datetime) -> list[Finding]:
        since = to_micros(as_of - timedelta(seconds=self.parameters.lookback_s))
        unheard = {f.finding_id: f for f in said if f.status == "open"}
        since = min([since, *(to_micros(f.started_at) for f in unheard.values())])
        found: list[Finding] = []
        count = len(said)
        spans = [_span(f) for f in unheard.values()]
        for stretch in stretches(view, tank, since, self.parameters, spans):
            before = next((f for f in said if stretch.meets(*_span(f))), None)
            if before is not None and before.status == "ended":
                continue
            count += before is None
            number = count if before is None else msgspec.json.decode(before.evidence)["episode"]
            found.append(self._say(view, stretch, number, as_of))
            if before is not None:
                unheard.pop(before.finding_id, None)
        return found + [
            _kept(f, view, tank, as_of) for f in unheard.values() if _no_longer_held(f, view, tank)
        ]

    def _say(self, view: View, stretch: Stretch, number: int, as_of: datetime) -> Finding:
        readings = view.blocks(stretch.tank).readings.chosen(stretch.places)
        level = float(readings.level_mm[0])
        where = Where(
            station_id=stretch.tank[0],
            subject=f"tank:{stretch.tank[1]}",
            anchor=anchor_of_episode(number),
            started_at=to_moment(stretch.start),
            ended_at=to_moment(stretch.end) if stretch.over else None,
            detected_at=as_of,
        )
        failed = faults(view, stretch)
        ends = np.unique(np.append(readings.row[:2], readings.row[-2:]))
        sales, figures = _sales(view, stretch)
        records = {
            "tank_readings": history_rows(view.facts.history("tank_readings"), ends),
            "fuellings": sales,
            "device_events": history_rows(failed, range(failed.num_rows)),
        }
        size, words = _size(stretch, level)
        return finding(
            self,
            where,
            size,
            words,
            severity="warning" if failed.num_rows else "alarm",
            verdict="suspicion",
            status="ended" if stretch.over else "open",
            records=records,
            figures={"level_mm": level, "readings": len(readings), **figures},
            episode=number,
        )


def _sales(view: View, stretch: Stretch) -> tuple[list[Row], dict[str, Any]]:
    """The fuellings that count, the first fifty, and the figures."""
    still = stretch.still
    if still is None:
        return [], {}
    figures = {
        "litres": round(still.litres, 3),
        "needed_l": round(still.needed, 1),
        "litres_per_mm": round(still.litres_per_mm, 3),
        "step_mm": round(still.step_mm, 4),
        "fuellings": len(still.draws.row),
    }
    return history_rows(view.facts.history("fuellings"), np.sort(still.draws.row[:_MOST_FUELLINGS])), figures


def _size(stretch: Stretch, level: float) -> tuple[Size, Words]:
    begun = clock(to_moment(stretch.start))
    if stretch.still is None:
        hours = (stretch.end - stretch.start) / 3.6e9
        return Size.exact((stretch.end - stretch.start) / 1e6, "seconds"), Words(
            f"液位自{begun}起{hours:.1f}小时静置时读数毫无变化（{level:.1f}毫米），而此前每次静置都有微小波动。",
            f"Since {begun} (Shanghai) the level has not flickered in {hours:.1f} hours while at rest "
            f"({level:.1f} mm); before, it did whenever it rested.",
        )
    still = stretch.still
    return Size.exact(round(still.litres * 1000), "ml"), Words(
        f"液位自{begun}起停在{level:.1f}毫米，其间该罐加油枪出油{still.litres:.2f}升，"
        f"液位不动最多可容{still.needed:.0f}升。",
        f"The level has stood at {level:.1f} mm since {begun} (Shanghai) while the tank's nozzles gave "
        f"{still.litres:.2f} L; a still level allows {still.needed:.0f} L at most.",
    )


def _span(said: Finding) -> tuple[int, int]:
    end = 2**62 if said.ended_at is None else to_micros(said.ended_at)
    return to_micros(said.started_at), end


def _no_longer_held(said: Finding, view: View, tank: Tank) -> bool:
    at = view.blocks(tank).readings.at
    return not len(at) or int(at[0]) > to_micros(said.started_at) + 3_600_000_000


def _kept(said: Finding, view: View, tank: Tank, as_of: datetime) -> Finding:
    """An episode whose beginning is no longer held: it ends when the level has left where it stood."""
    blocks = view.blocks(tank)
    level = msgspec.json.decode(said.evidence)["figures"]["level_mm"]
    away = np.flatnonzero(np.abs(blocks.readings.level_mm - level) > 2.0)
    if not away.size:
        return msgspec.structs.replace(said, detected_at=as_of)
    ended = to_moment(int(blocks.readings.at[away[0]]))
    return msgspec.structs.replace(said, status="ended", ended_at=ended, detected_at=as_of)
