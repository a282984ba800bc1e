"""What a nightly rule has to add to what it said before: new findings, changed ones, withdrawn ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from youjian.contract.findings import Finding, Severity, Status, Verdict, anchor_of_episode, finding_id
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.rule import Rule

State = tuple[Severity, Verdict, Status]


@dataclass(frozen=True)
class Standing:
    """A finding that stands now: its state, and how to write it when it was not said so already."""

    state: State
    write: Callable[[], Finding]


@dataclass(frozen=True)
class Interval:
    """From when to when something lasts; it goes on when `end` is None."""

    start: datetime
    end: datetime | None

    def meets(self, finding: Finding) -> bool:
        """Whether a finding is about some of the same time."""
        begins_before = self.end is None or finding.started_at <= self.end
        return begins_before and (finding.ended_at is None or finding.ended_at >= self.start)


class Said:
    """The latest revision of everything a rule has said before a moment."""

    def __init__(self, rule: Rule, facts: Facts, as_of: datetime) -> None:
        self._rule, self._as_of = rule, as_of
        self._latest = latest_revisions(facts.findings(rule.code, as_of))

    def changes(self, standing: Mapping[str, Standing], since: Mapping[str, datetime]) -> list[Finding]:
        """What to say now. What no longer stands is withdrawn where the facts reach back to its beginning.

        `since` says for each station from when on the facts hold records.
        """
        new = [stands.write() for key, stands in standing.items() if self._state(key) != stands.state]
        gone = [
            msgspec.structs.replace(f, status="withdrawn", detected_at=self._as_of)
            for key, f in self._latest.items()
            if key not in standing and f.status != "withdrawn" and _held(f, since)
        ]
        return new + gone

    def numbers(self, station_id: str, subject: str, found: Sequence[Interval]) -> list[int]:
        """The number of each episode: that of an earlier finding about the same time, else the next one."""
        mine = self._episodes(station_id, subject)
        numbers: list[int] = []
        last = len(mine)
        for interval in found:
            known = [n for n, f in mine.items() if n not in numbers and interval.meets(f)]
            last += not known
            numbers.append(known[0] if known else last)
        return numbers

    def _episodes(self, station_id: str, subject: str) -> dict[int, Finding]:
        found: dict[int, Finding] = {}
        while (key := self._episode_id(station_id, subject, len(found) + 1)) in self._latest:
            found[len(found) + 1] = self._latest[key]
        return found

    def _episode_id(self, station_id: str, subject: str, number: int) -> str:
        return finding_id(self._rule.code, station_id, subject, anchor_of_episode(number))

    def _state(self, key: str) -> State | None:
        before = self._latest.get(key)
        return None if before is None else (before.severity, before.verdict, before.status)


def _held(finding: Finding, since: Mapping[str, datetime]) -> bool:
    return finding.station_id in since and finding.started_at >= since[finding.station_id]
