"""How often a rule is right: what people decided on its alerts, with honest intervals.

An alert counts in the period in which it was raised, under each rule one of whose findings tells of it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from django.db.models import F, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.causes import cause_words
from youjian.bureau.alerts.models import Alert
from youjian.bureau.language import pick
from youjian.bureau.registry.models import Station
from youjian.bureau.rules.contracts import By, PrecisionList, PrecisionOut
from youjian.bureau.rules.words import rule_name
from youjian.bureau.scope import within
from youjian.bureau.times import now

BUDGET = 0.1
"""False alarms a station-month that all measured rules together may have (docs/detection.md)."""
PERIODS = (30, 90, 365)
_Z = 1.959963984540054
_MONTH = 30.0
OUTCOMES = ("confirmed", "explained", "false_alarm", "duplicate")


@dataclass(frozen=True)
class Judged:
    """One alert: when it was raised, signed for and closed, and with which outcome (empty: not closed)."""

    alert: int
    opened_at: datetime
    signed_at: datetime | None
    closed_at: datetime | None
    outcome: str


@dataclass
class Tally:
    """What became of some alerts."""

    raised: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    signed: list[float] = field(default_factory=list[float])
    closed: list[float] = field(default_factory=list[float])

    def add(self, one: Judged) -> None:
        """Count one alert."""
        self.raised += 1
        if one.outcome in self.outcomes:
            self.outcomes[one.outcome] += 1
        if one.signed_at is not None:
            self.signed.append((one.signed_at - one.opened_at).total_seconds())
        if one.closed_at is not None and one.outcome:
            self.closed.append((one.closed_at - one.opened_at).total_seconds())

    @property
    def open(self) -> int:
        """How many are not closed."""
        return self.raised - sum(self.outcomes.values())


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    """The 95 % interval of a share after Wilson; None for nothing seen.

    >>> wilson(0, 0) is None
    True
    >>> [round(bound, 3) for bound in wilson(8, 10)]
    [0.49, 0.943]
    """
    if of == 0:
        return None
    share, z2 = hits / of, _Z * _Z
    centre = share + z2 / (2 * of)
    spread = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low, high = (centre - spread) / (1 + z2 / of), (centre + spread) / (1 + z2 / of)
    return (0.0 if hits == 0 else max(0.0, low)), (1.0 if hits == of else min(1.0, high))


def precision_of(confirmed: int, false_alarm: int) -> float | None:
    """Confirmed of those that were confirmed or false; what was explained or a duplicate is neither."""
    judged = confirmed + false_alarm
    return confirmed / judged if judged else None


def counted(pairs: Iterable[tuple[str, Judged]]) -> dict[str, Tally]:
    """Alerts by code; an alert with several findings of one code counts once there."""
    tallies: dict[str, Tally] = {}
    seen: set[tuple[str, int]] = set()
    for code, one in pairs:
        if (code, one.alert) not in seen:
            seen.add((code, one.alert))
            tallies.setdefault(code, Tally()).add(one)
    return tallies


def line(code: str, name: str, tally: Tally, station_months: float) -> PrecisionOut:
    """A tally as a line."""
    confirmed, false = tally.outcomes["confirmed"], tally.outcomes["false_alarm"]
    bounds = wilson(confirmed, confirmed + false)
    rate = false / station_months if station_months else 0.0
    return PrecisionOut(
        code=code,
        name=name,
        raised=tally.raised,
        open=tally.open,
        **tally.outcomes,
        precision=precision_of(confirmed, false),
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        false_per_month=rate,
        budget=BUDGET,
        over_budget=rate > BUDGET,
        seconds_to_sign=median(tally.signed) if tally.signed else None,
        seconds_to_close=median(tally.closed) if tally.closed else None,
    )


def precision(actor: Actor, by: By, days: int, region: str = "", rules: Sequence[str] = ()) -> PrecisionList:
    """Precision by rule or cause of the alerts of the last days, within the actor's scope and a region."""
    since = now() - timedelta(days=days)
    alerts = Alert.objects.filter(within(actor.scope), opened_at__gte=since)
    stations = Station.objects.filter(within(actor.scope)).exclude(status="closed")
    if region:
        stations = stations.filter(region_code__startswith=region)
        inside = Station.objects.filter(region_code__startswith=region).values("station_id")
        alerts = alerts.filter(station_id__in=inside)
    count = stations.count()
    months = count * days / _MONTH
    pairs = _pairs(alerts, by, rules)
    names = {code: _name(by, code) for code, _ in pairs}
    items = [line(code, names[code], tally, months) for code, tally in counted(pairs).items()]
    whole = counted(("", one) for _, one in pairs).get("", Tally())
    return PrecisionList(
        by=by,
        days=days,
        region=region,
        stations=count,
        station_months=months,
        since=since,
        total=line("", pick("合计", "All"), whole, months),
        items=sorted(items, key=lambda one: (-one.raised, one.code)),
    )


def _pairs(alerts: QuerySet[Alert], by: By, rules: Sequence[str]) -> list[tuple[str, Judged]]:
    if by == "rule":
        alerts = alerts.filter(findings__rule__in=rules) if rules else alerts
        rows = alerts.annotate(code=F("findings__rule"))
    else:
        rows = alerts.annotate(code=F("cause"))
    listed = rows.values_list("code", "id", "opened_at", "signed_at", "closed_at", "outcome").distinct()
    return [(code, Judged(*rest)) for code, *rest in listed if code]


def _name(by: By, code: str) -> str:
    return rule_name(code) if by == "rule" else pick(*cause_words(code))
