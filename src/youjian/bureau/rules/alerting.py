"""The alerts of a station in a backtest: from both walks and from what other rules really said, as rows."""

from collections.abc import Iterable
from datetime import datetime

from youjian.bureau.alerts.desk import Desk
from youjian.bureau.alerts.models import AlertFinding, FindingRevision
from youjian.bureau.alerts.saying import OF_BOOKS, layout
from youjian.bureau.rules.alerted import AlertChange, Alerted, Sight, alerts_of, compared, raised
from youjian.bureau.rules.models import Backtest, BacktestAlert
from youjian.contract.fields import day_bounds
from youjian.engine.backtest import StationBacktest
from youjian.engine.told import Told, family_of

_COLUMNS = tuple(name for name in Told.__struct_fields__ if name != "family")


def alert_rows(row: Backtest, found: StationBacktest, desk: Desk) -> tuple[list[BacktestAlert], int, int]:
    """The alerts that differ at a station, and how many the old and the new parameters raise in the span.

    What the other rules said, and what these said before the span, is the same in both.
    """
    station = found.station_id
    start, end = day_bounds(row.first_day)[0], day_bounds(row.last_day)[1]
    beside = _beside(station, row.rules, start, end)
    sight = Sight(station, layout([station]).parts, desk.colours)
    old = alerts_of([*beside, *found.trails[0]], sight)
    new = alerts_of([*beside, *found.trails[1]], sight, found.names)
    changes = compared(old, new)
    real = _real(changes)
    rows = [_row(row, station, change, real) for change in changes]
    return rows, raised(old, row.rules, start), raised(new, row.rules, start)


def _beside(station_id: str, rules: list[str], start: datetime, end: datetime) -> list[Told]:
    told = FindingRevision.objects.filter(station_id=station_id, detected_at__lt=end)
    told = told.exclude(rule__in=rules, detected_at__gte=start)
    books = told.filter(rule__in=OF_BOOKS, revision=1).values_list("finding_id", "evidence")
    families = {finding_id: family_of(evidence) for finding_id, evidence in books}
    return [Told(**one, family=families.get(one["finding_id"], "")) for one in told.values(*_COLUMNS)]


def _real(changes: Iterable[AlertChange]) -> dict[str, int]:
    """The alerts that really stand for the findings of the old walk."""
    names = {name for change in changes for name in (change.old or change.new).findings}  # type: ignore[union-attr] - one of the two
    told = AlertFinding.objects.filter(finding_id__in=names)
    return dict(told.values_list("finding_id", "alert_id"))


def _row(row: Backtest, station_id: str, change: AlertChange, real: dict[str, int]) -> BacktestAlert:
    one = change.new or change.old
    if one is None:
        raise ValueError("a change is of an alert with the old or the new parameters at least")
    known = change.old or one
    alerts = [real[name] for name in sorted(known.findings) if name in real]
    return BacktestAlert(
        backtest=row,
        station_id=station_id,
        kind=change.kind,
        cause=one.cause,
        rules=list(one.rules),
        subject=one.shown.subject,
        alert_id=real.get(known.fingerprint) or (alerts[0] if alerts else None),
        moved=list(change.moved),
        started_at=one.shown.started_at,
        message=one.shown.message[:512],
        message_en=one.shown.message_en[:512],
        **_side("old", change.old),
        **_side("new", change.new),
    )


def _side(side: str, one: Alerted | None) -> dict[str, object]:
    if one is None:
        return {}
    return {
        f"{side}_cause": one.cause,
        f"{side}_colour": one.colour,
        f"{side}_opened_at": one.opened_at,
        f"{side}_findings": len(one.findings),
    }
