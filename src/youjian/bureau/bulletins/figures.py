"""The figures of a bulletin: how alerts were handled by department and county; what else was done."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.alerts.selectors import alerts_of
from youjian.bureau.cases.selectors_cases import cases_of
from youjian.bureau.connectivity import rates
from youjian.bureau.hotline.selectors import orders_of
from youjian.bureau.hotline.words import OPEN
from youjian.bureau.inspection.selectors import inspections_of, overdue_rectifications
from youjian.bureau.metrology.selectors import results_of
from youjian.bureau.registry import selectors as register
from youjian.contract.fields import day_bounds

Table = dict[str, Any]


@dataclass
class Handling:
    """How alerts of a department or county were handled: `hours` from raising to closing of those closed."""

    raised: int = 0
    closed: int = 0
    in_time: int = 0
    overdue: int = 0
    hours: list[float] = field(default_factory=list)

    def row(self, name: str) -> list[str]:
        """The line of a table.

        >>> Handling(raised=3, closed=2, in_time=1, overdue=1, hours=[2.0, 4.0]).row("市商务局")
        ['市商务局', '3', '2', '50.0%', '3.0', '1']
        """
        pct = f"{100 * self.in_time / self.closed:.1f}%" if self.closed else "—"
        mid = f"{median(self.hours):.1f}" if self.hours else "—"
        return [name, str(self.raised), str(self.closed), pct, mid, str(self.overdue)]


@dataclass(frozen=True)
class Span:
    """Some business days, both included, within an area; `until` is the end of the last, or now."""

    area: str
    first: date
    last: date
    moment: datetime

    @property
    def since(self) -> datetime:
        """Its first moment, in UTC."""
        return day_bounds(self.first)[0]

    @property
    def until(self) -> datetime:
        """The first moment after it, in UTC; now while it is not over."""
        return min(day_bounds(self.last)[1], self.moment)


_TITLES = ["产生预警", "办结预警", "按时办结率", "办结用时中位数（小时）", "期末超期未办"]


def handling(actor: Actor, span: Span) -> tuple[Handling, dict[str, Handling], dict[str, Handling]]:
    """How alerts were handled: in all, by the responsible department, by the station's county."""
    every, departments, counties = Handling(), defaultdict(Handling), defaultdict(Handling)
    names = ("station_id", "departments", "opened_at", "closed_at", "close_by")
    rows = alerts_of(actor).filter(
        station_id__startswith=span.area, same_as__isnull=True, opened_at__lt=span.until
    )
    for station_id, codes, opened_at, closed_at, close_by in rows.values_list(*names):
        for one in (every, departments[codes[0] if codes else ""], counties[station_id[:6]]):
            _count(one, span, (opened_at, closed_at, close_by))
    return every, departments, counties


def _count(one: Handling, span: Span, at: tuple[datetime, datetime | None, datetime | None]) -> None:
    opened_at, closed_at, close_by = at
    one.raised += span.since <= opened_at < span.until
    if closed_at is not None and span.since <= closed_at < span.until:
        one.closed += 1
        one.in_time += close_by is None or closed_at <= close_by
        one.hours.append((closed_at - opened_at).total_seconds() / 3600)
    open_then = closed_at is None or closed_at >= span.until
    one.overdue += open_then and close_by is not None and close_by < span.until


def gathered(actor: Actor, span: Span) -> tuple[dict[str, Any], list[Table]]:
    """Totals by name, and the tables of a bulletin."""
    every, departments, counties = handling(actor, span)
    names = dict(Department.objects.values_list("code", "name"))
    regions = register.region_names()
    online = _online(actor, span)
    totals = {
        "raised": every.raised,
        "closed": every.closed,
        "in_time": every.in_time,
        "overdue": every.overdue,
        "median_hours": round(median(every.hours), 1) if every.hours else None,
        **_others(actor, span),
    }
    tables = [
        _table(
            "各部门预警办理情况", ["部门", *_TITLES], _rows(departments, lambda c: names.get(c) or "未定")
        ),
        _table("各县区预警办理情况", ["县区", *_TITLES], _rows(counties, lambda c: regions.get(c) or c)),
        _table("各县区在线率", ["县区", "站数", "考核在线率"], online),
    ]
    return totals, [one for one in tables if one["rows"]]


def _rows(found: Mapping[str, Handling], name: Callable[[str], str]) -> list[list[str]]:
    """Lines of those of whom there is anything to say, by code."""
    told = ((code, one) for code, one in sorted(found.items()) if one.raised or one.closed or one.overdue)
    return [one.row(name(code)) for code, one in told]


def _table(caption: str, columns: list[str], rows: list[list[str]]) -> Table:
    return {
        "caption": caption,
        "columns": columns,
        "rows": rows,
        "numeric": list(range(1, len(columns))),
    }


def _online(actor: Actor, span: Span) -> list[list[str]]:
    counties: dict[str, list[rates.StationSums]] = defaultdict(list)
    for one in rates.by_station(actor, span.first, span.last):
        if one.station_id.startswith(span.area):
            counties[one.station_id[:6]].append(one)
    regions = register.region_names()
    return [
        [
            regions.get(code) or code,
            str(len({one.station_id for one in mine})),
            _percent(one.sums for one in mine),
        ]
        for code, mine in sorted(counties.items())
    ]


def _percent(sums: Iterable[rates.Sums]) -> str:
    share = rates.assessed_rate(rates.added(sums))
    return f"{100 * share:.2f}%" if share is not None else "—"


def _others(actor: Actor, span: Span) -> dict[str, int]:
    """What the desks did besides; of cases nothing is told to who sees none."""
    cases = cases_of(actor).filter(area__startswith=span.area) if actor.may("case.see") else None
    inside = {"gte": span.since, "lt": span.until}
    orders = orders_of(actor).filter(area__startswith=span.area, status__in=OPEN, due_at__lt=span.until)
    found = {
        "verified": results_of(actor)
        .filter(station_id__startswith=span.area, verified_on__range=(span.first, span.last))
        .count(),
        "inspected": inspections_of(actor)
        .filter(station_id__startswith=span.area, ended_at__gte=span.since, ended_at__lt=span.until)
        .count(),
        "rectifications": overdue_rectifications(actor, span.last)
        .filter(station_id__startswith=span.area)
        .count(),
        "orders_overdue": orders.count(),
    }
    if cases is not None:
        found["cases_opened"] = cases.filter(**{f"opened_at__{k}": v for k, v in inside.items()}).count()
        found["cases_closed"] = cases.filter(**{f"closed_at__{k}": v for k, v in inside.items()}).count()
    return found
