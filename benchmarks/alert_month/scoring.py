"""Which alert answers which true cause, and which alerts nothing explains."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from benchmarks.alert_month.told import Told, ToldFinding
from benchmarks.alert_month.truth import Cause, in_time, single
from benchmarks.detection.records import Label

SLACK = timedelta(days=1)
"""How far a finding's interval may lie beside its label's: onsets are estimated, papers come later."""
_EVENT_SLACK = timedelta(hours=3)
"""The same for single events, of which a station has many: one tank's paper is not another's."""
_SAME = timedelta(hours=1)
"""What begins so near is the same event, on whichever tank of a manifold it is seen."""
_MOMENTS = frozenset({"oddity-late-paper"})
"""Labels that last until a paper came, of something that was over long before."""
_BY_DAY = frozenset({"stock.water"})
"""Rules that tell of a business day."""


@dataclass(frozen=True)
class Answered:
    """A true cause with the alerts that tell of it; one that lies below a wider alert counts as that one."""

    cause: Cause
    alerts: tuple[Told, ...]

    @property
    def once(self) -> bool:
        """Exactly one alert."""
        return len(self.alerts) == 1

    @property
    def right_colour(self) -> bool:
        """Whether all its alerts have the colour that it should have."""
        return bool(self.alerts) and all(a.colour in self.cause.wanted.colours for a in self.alerts)

    @property
    def right_inbox(self) -> bool:
        """Whether all its alerts lie with the department that has to act."""
        wanted = self.cause.wanted.departments
        return bool(self.alerts) and all(
            a.departments[:1] and a.departments[0] in wanted for a in self.alerts
        )


def answered(causes: Iterable[Cause], told: Sequence[Told]) -> list[Answered]:
    """Every cause with its alerts."""
    by_station: dict[str, list[Told]] = {}
    for alert in told:
        by_station.setdefault(alert.station_id, []).append(alert)
    wider = {alert.fingerprint: alert for alert in told}
    return [Answered(c, _top(_of(c, by_station.get(c.station_id, [])), wider)) for c in causes]


def unexplained(causes: Iterable[Cause], told: Iterable[Told]) -> list[Told]:
    """Alerts that no true cause of their station accepts; a wider alert stands with those below it."""
    by_station: dict[str, list[Cause]] = {}
    for cause in causes:
        by_station.setdefault(cause.station_id, []).append(cause)
    listed = list(told)
    wider = {alert.parent for alert in listed}
    return [
        alert
        for alert in listed
        if alert.fingerprint not in wider
        and not any(tells(alert, cause) for cause in by_station.get(alert.station_id, []))
    ]


def tells(alert: Told, cause: Cause) -> bool:
    """Whether one of the alert's findings names the cause about its time."""
    return any(_names(finding, label) for finding in alert.findings for label in cause.labels)


def _names(finding: ToldFinding, label: Label) -> bool:
    return finding.rule in label.accepts and (
        _near(finding, label)
        if single(label)
        else in_time(label, finding.started_at, finding.ended_at, SLACK)
    )


def _near(finding: ToldFinding, label: Label) -> bool:
    """Whether a finding is about the event: on the same part of the station, or begun with it."""
    if abs(finding.started_at - label.started_at) <= _SAME:
        return True
    event = replace(label, ended_at=label.started_at) if label.fraud in _MOMENTS else label
    slack = SLACK if finding.rule in _BY_DAY else _EVENT_SLACK
    return finding.subject == label.subject and in_time(
        event, finding.started_at, finding.ended_at or finding.started_at, slack
    )


def _of(cause: Cause, told: Iterable[Told]) -> list[Told]:
    """The alerts that name the cause; where some name its own part of the station, those alone."""
    naming = [alert for alert in told if tells(alert, cause)]
    subjects = {label.subject for label in cause.labels}
    own = [alert for alert in naming if any(finding.subject in subjects for finding in alert.findings)]
    return own or naming


def _top(told: Iterable[Told], wider: dict[str, Told]) -> tuple[Told, ...]:
    tops = {alert.parent or alert.fingerprint: alert for alert in told}
    return tuple(wider.get(fingerprint, alert) for fingerprint, alert in sorted(tops.items()))
