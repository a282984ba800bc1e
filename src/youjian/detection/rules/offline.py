"""collector.offline: no heartbeat of a station's collector came in."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from youjian.contract.findings import Finding, Severity, anchor_of_episode
from youjian.detection import parameters as p
from youjian.detection.causes import CAUSE_NAMES, Cause, Causes
from youjian.detection.evidence import Row, Size, Where, Words, clock, finding
from youjian.detection.facts import Facts
from youjian.detection.registers import operating_stations
from youjian.detection.rule import Rule
from youjian.detection.silence import (
    Counted,
    Episodes,
    Silence,
    episodes_said,
    heartbeats_around,
    number_episodes,
    silences,
)
from youjian.detection.waiting import silence_reaches


class Offline(Rule):
    """采集终端不得自行下线.

    Basis: the duty not to go offline by oneself. No heartbeat received for more than 10 minutes is a warning,
    for more than 2 hours an alarm; one silence is one episode, ended when the heartbeat is back. Only time
    counts in which the platform's door was open (`door_spans`) and no downtime was announced. A station that
    never had a heartbeat is not offline. Causes are candidates; wilfulness is for people.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import after, facts, heartbeat, station
    >>> [finding] = rule("collector.offline").judge(facts(station(), heartbeat(0)), after(20))
    >>> finding.severity, finding.estimate, finding.unit
    ('warning', 1200.0, 'seconds')
    """

    code = "collector.offline"
    tick = "watch"
    severities = ("warning", "alarm")
    anchor = "number of the episode: `episode`"
    tables = ("stations", "heartbeats")
    optional = ("maintenance", "door_spans", "device_events")
    explained_by = "maintenance 中针对 collector 的停机申报；平台自身中断的时间不计"
    absent = "withdrawn"
    parameters: p.Offline

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The silences that are open, or ended since the rule was last asked, within the last day."""
        said = episodes_said(facts, self.code, as_of)
        beats = facts.known("heartbeats", as_of)
        operating = operating_stations(facts, as_of)
        quiet = silences(beats, said, as_of, self.parameters.warning_s)
        quiet = [s for s in quiet if s.station_id in operating]
        lasting = self._lasting([s for s in quiet if self._still_to_say(s, said, as_of)], facts, as_of)
        causes = Causes(facts, as_of, self._silent_areas(quiet, operating))
        numbers = number_episodes([silence for silence, _ in lasting], said)
        return [
            self._say(
                as_of,
                silence,
                seconds,
                number=number,
                causes=causes.of(silence),
                beats=heartbeats_around(beats, silence),
            )
            for (silence, seconds), number in zip(lasting, numbers, strict=True)
        ]

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """When a silence has lasted long enough, and when it is over."""
        counted, named = Counted(facts, end), list[datetime]()
        for silence in silences(facts.history("heartbeats"), {}, end, self.parameters.warning_s):
            for limit_s in (self.parameters.warning_s, self.parameters.alarm_s):
                reached = silence_reaches(counted, silence, limit_s, end)
                named += [reached] if reached else []
            named += [silence.end] if silence.end else []
        return [moment for moment in named if start <= moment <= end]

    def _lasting(self, quiet: list[Silence], facts: Facts, as_of: datetime) -> list[tuple[Silence, float]]:
        counted = Counted(facts, as_of)
        timed = [(silence, counted.seconds(silence)) for silence in quiet]
        return [(silence, seconds) for silence, seconds in timed if seconds > self.parameters.warning_s]

    def _still_to_say(self, silence: Silence, said: dict[str, Episodes], as_of: datetime) -> bool:
        before = said[silence.station_id].at(silence.start) if silence.station_id in said else None
        if before is not None:
            return before.status != "ended"
        return silence.end is None or silence.end > as_of - timedelta(seconds=self.parameters.lookback_s)

    def _silent_areas(self, quiet: list[Silence], operating: set[str]) -> set[str]:
        of_area = Counter(station[:6] for station in operating)
        silent = Counter(s.station_id[:6] for s in quiet if s.end is None)
        least = self.parameters.area_stations
        share = self.parameters.area_share
        return {area for area, count in silent.items() if count >= max(least, share * of_area[area])}

    def _say(
        self,
        as_of: datetime,
        silence: Silence,
        seconds: float,
        *,
        number: int,
        causes: tuple[list[Cause], list[Row]],
        beats: list[Row],
    ) -> Finding:
        severity: Severity = "alarm" if seconds > self.parameters.alarm_s else "warning"
        named, events = causes
        where = Where(
            station_id=silence.station_id,
            subject="collector",
            anchor=anchor_of_episode(number),
            started_at=silence.start,
            ended_at=silence.end,
            detected_at=as_of,
        )
        return finding(
            self,
            where,
            Size.exact(seconds, "seconds"),
            _words(silence, seconds, named),
            severity=severity,
            status="open" if silence.end is None else "ended",
            records={"heartbeats": beats, "device_events": events},
            figures={"silent_s": seconds, "last_heartbeat": silence.start, "causes": named},
            episode=number,
        )


def _words(silence: Silence, seconds: float, causes: list[Cause]) -> Words:
    minutes = f"{seconds / 60:.0f}"
    zh = "、".join(CAUSE_NAMES[cause][0] for cause in causes)
    en = ", ".join(CAUSE_NAMES[cause][1] for cause in causes)
    back, back_en = ("", "") if silence.end is None else ("，已恢复", ", it is back")
    return Words(
        f"采集终端自{clock(silence.start)}起{minutes}分钟没有心跳{back}；可能原因：{zh}。",
        f"No heartbeat of the collector for {minutes} minutes since {clock(silence.start)} (Shanghai)"
        f"{back_en}; possible causes: {en}.",
    )
