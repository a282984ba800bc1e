"""gauge.fault: a gauge says what cannot be, or says nothing while the station goes on reporting."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
import numpy as np
import pyarrow as pa

from youjian.contract.findings import Finding, anchor_of_episode
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, clock, finding, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.gauge.absences import Absence, absences
from youjian.detection.gauge.series import Tank, tank_series
from youjian.detection.gauge.view import tank_register
from youjian.detection.gauge.wrong import Kind, Wrong, wrong_readings
from youjian.detection.moments import between, micros, moment_of
from youjian.detection.rule import Rule

_SHOWN = 3
_TIMELY = 1800 * 1_000_000


@dataclass(frozen=True)
class Episode:
    """One fault of one tank, from its first sign to its last; `over` when the gauge is well again."""

    tank: Tank
    kind: Kind
    start: int
    end: int
    over: bool
    rows: tuple[int, ...]
    size: Size
    words: Words


class GaugeFault(Rule):
    """液位仪读数应在量程之内、持续上报.

    Basis: the device. A height below the tank's bottom or above its top, the sensor's error value of 85.0
    °C or a temperature that no fuel has, water above the liquid; or no reading of a tank for a day in
    which the station's other tanks were read, for two days in which the collector was heard. Outages of
    the whole collector do not count, nor does downtime announced for the tank. Wrong readings less than
    an hour apart are one episode, ended when the gauge is well again.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import after, facts, reading, tank
    >>> held = facts(tank(), reading(0), reading(1, temp_c=85.0), present=["tank_charts"])
    >>> [f.message for f in rule("gauge.fault").judge(held, after(10))]
    ['液位仪温度读数85.0℃（自2026-11-22 08:01:00起1条），超出可能范围。']
    """

    code = "gauge.fault"
    tick = "watch"
    severities = ("warning",)
    anchor = "number of the episode of the tank: `episode`"
    tables = ("tanks", "tank_charts", "tank_readings")
    optional = ("heartbeats", "maintenance")
    explained_by = "maintenance 中针对该罐的停机申报；采集终端整体中断不计；连通罐共用一支液位仪"
    parameters: p.GaugeFault

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The faults that go on, or of which something was new within the last day."""
        now = micros(as_of)
        found = [*self._wrong(facts, now), *self._absent(facts, now)]
        if not found:
            return []
        said: dict[str, list[Finding]] = defaultdict(list)
        for before in latest_revisions(facts.findings(self.code, as_of)).values():
            said[f"{before.station_id} {before.subject}"].append(before)
        table = facts.history("tank_readings")
        judged: list[Finding] = []
        for episode in sorted(found, key=lambda e: (e.tank, e.start, e.kind)):
            mine = said[f"{episode.tank[0]} tank:{episode.tank[1]}"]
            before = self._same(episode, mine)
            number = len(mine) + 1 if before is None else _number(before)
            if before is None or before.status == "open":
                judged.append(self._say(episode, number, table, as_of))
            if before is None:
                mine.append(judged[-1])
        return judged

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """When wrong readings are known, when the gauge may be well again, when an absence is long enough."""
        named: list[int] = []
        for wrong in wrong_readings(facts, self.parameters):
            breaks = np.flatnonzero(np.diff(wrong.at) > self._apart())
            first, last = np.append(0, breaks + 1), np.append(breaks, len(wrong.at) - 1)
            late = wrong.known - wrong.at > _TIMELY
            named += [*wrong.known[first].tolist(), *wrong.known[late].tolist()]
            named += (wrong.at[last] + self._apart()).tolist()
            every = tank_series(facts)[wrong.tank].all
            after = np.searchsorted(every.at, wrong.at[last], side="right")
            named += [int(known) for i in after.tolist() for known in every.known[i : i + 5]]
        return between([*named, *absences(facts, self.parameters).moments(micros(end))], start, end)

    def _apart(self) -> int:
        return self.parameters.apart_s * 1_000_000

    def _wrong(self, facts: Facts, now: int) -> Iterable[Episode]:
        announced = tank_register(facts).announced
        news = now - self.parameters.lookback_s * 1_000_000
        for wrong in wrong_readings(facts, self.parameters):
            every = tank_series(facts)[wrong.tank].known(now)
            for part in wrong.episodes(now, self._apart()):
                start, end = int(part.at[0]), int(part.at[-1])
                spans = announced.get(wrong.tank, [])
                if any(begin <= start and end <= finish for begin, finish in spans):
                    continue
                over = now >= end + self._apart() and bool(every.at[-1] > end)
                if not over or max(end + self._apart(), int(part.known.max())) > news:
                    yield _of_readings(part, facts.history("tank_readings"), over)

    def _absent(self, facts: Facts, now: int) -> Iterable[Episode]:
        news = now - self.parameters.lookback_s * 1_000_000
        prepared = absences(facts, self.parameters)
        for tank in prepared.ever:
            for absence in prepared.at(tank, now):
                if absence.end is None or absence.end > news:
                    yield _of_absence(absence, now)

    def _same(self, episode: Episode, said: list[Finding]) -> Finding | None:
        """What was already said of an episode: the same fault around the same time."""
        for before in said:
            told = msgspec.json.decode(before.evidence)["figures"]["kind"]
            start = micros(before.started_at) - self._apart()
            end = episode.end if before.ended_at is None else micros(before.ended_at)
            if told == episode.kind and start <= episode.end and episode.start <= end + self._apart():
                return before
        return None

    def _say(self, episode: Episode, number: int, table: pa.Table, as_of: datetime) -> Finding:
        where = Where(
            station_id=episode.tank[0],
            subject=f"tank:{episode.tank[1]}",
            anchor=anchor_of_episode(number),
            started_at=moment_of(episode.start),
            ended_at=moment_of(episode.end) if episode.over else None,
            detected_at=as_of,
        )
        shown = rows(table.drop_columns(["known_at"]), np.array(episode.rows, dtype=np.int64))
        return finding(
            self,
            where,
            episode.size,
            episode.words,
            severity="warning",
            status="ended" if episode.over else "open",
            records={"tank_readings": shown},
            figures={"kind": episode.kind, "from": moment_of(episode.start), "to": moment_of(episode.end)},
            episode=number,
        )


def _number(said: Finding) -> int:
    return msgspec.json.decode(said.evidence)["episode"]


def _of_readings(part: Wrong, table: pa.Table, over: bool) -> Episode:
    count = len(part.at)
    shown = sorted({*part.row[:_SHOWN].tolist(), *part.row[-_SHOWN:].tolist()})
    [first] = rows(table, np.array([part.row[0]]))
    since = clock(moment_of(int(part.at[0])))
    zh, en = _told(part.kind, first)
    words = Words(
        f"液位仪{zh}（自{since}起{count}条），超出可能范围。",
        f"The gauge says {en} ({count} readings since {since}, Shanghai), which cannot be.",
    )
    size = Size.exact(count, "count")
    return Episode(part.tank, part.kind, int(part.at[0]), int(part.at[-1]), over, tuple(shown), size, words)


def _told(kind: Kind, row: Row) -> tuple[str, str]:
    if kind == "temperature":
        return f"温度读数{row['temp_c']:.1f}℃", f"{row['temp_c']:.1f} °C"
    level, water = f"{row['product_mm']:.1f}", f"{row['water_mm']:.1f}"
    if kind == "water":
        return f"水位{water}毫米高于液位{level}毫米", f"water of {water} mm above the level of {level} mm"
    return f"液位读数{level}毫米、水位{water}毫米", f"a level of {level} mm, water {water} mm"


def _of_absence(absence: Absence, now: int) -> Episode:
    end = now if absence.end is None else absence.end
    seconds = (end - absence.start) // 1_000_000
    hours, since = f"{seconds / 3600:.0f}", clock(moment_of(absence.start))
    others, others_en = ("其他油罐读数正常", "other tanks were read") if absence.siblings_s else (
        "采集终端心跳正常", "the collector was heard"
    )  # fmt: skip
    words = Words(
        f"自{since}起{hours}小时没有该罐的液位读数，其间{others}。",
        f"No reading of the tank for {hours} hours since {since} (Shanghai), while {others_en}.",
    )
    size = Size.exact(seconds, "seconds")
    return Episode(absence.tank, "silent", absence.start, end, absence.end is not None, (), size, words)
