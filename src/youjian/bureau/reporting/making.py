"""A report made of the stock book: sums by place or product, beside the periods to compare with."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import selectors as alerts
from youjian.bureau.connectivity.selectors import city_rate
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Company, Station
from youjian.bureau.reporting import basis
from youjian.bureau.reporting.contracts import (
    ReportFigures,
    ReportMatching,
    ReportOut,
    ReportPoint,
    ReportRow,
    ReportTax,
    ReportWanted,
)
from youjian.bureau.reporting.periods import Period, before, named, period_with, so_far, year_before
from youjian.bureau.reporting.saying import sentence
from youjian.bureau.scope import covers
from youjian.bureau.stock import selectors as stock
from youjian.bureau.stock.lines import family_name, line_of
from youjian.bureau.stock.sums import Place, Sums, sums_of
from youjian.bureau.tax.selectors import comparison
from youjian.bureau.times import now
from youjian.bureau.transport.selectors import matches
from youjian.contract.fields import business_day, day_bounds
from youjian.detection.books.products import family

_LONG = ("month", "quarter", "year")
_BY_MONTH = ("quarter", "year")
_NEEDS_LOOK = ("gain", "loss")


@dataclass(frozen=True)
class Gathered:
    """The accounts of the report's period and of the two beside it, with the stations they are of."""

    present: dict[Place, Sums]
    before: dict[Place, Sums]
    year_before: dict[Place, Sums]
    stations: Mapping[str, Station]
    alerts: Mapping[str, int]


def made(actor: Actor, wanted: ReportWanted) -> ReportOut:
    """A report within the actor's scope. Raises Problem 404 for a station outside it, 422 for a bad day."""
    period = _period(wanted)
    seen = _seen(period)
    narrowed = narrow(actor, wanted)
    told = _gathered(narrowed, (period, *_compared(period, seen)), wanted.product)
    total = _figures(told, lambda _: True)
    found = alerts.alerts_of(narrowed).filter(_opened(period))
    rests = basis.basis_of(narrowed, period, told.stations)
    return ReportOut(
        title=named(period),
        kind=period.kind,
        by=wanted.by,
        from_on=period.from_on,
        until_on=period.until_on,
        compared_days=seen,
        place=_place(wanted, told),
        sentence=sentence(total, rests, seen),
        basis=rests,
        total=total,
        rows=_rows(told, wanted),
        points=_points(narrowed, period, wanted.product),
        alerts=found.count(),
        alerts_open=found.exclude(status="closed").count(),
        online_rate=city_rate(narrowed, period.from_on, period.until_on),
        tax=_tax(narrowed, period) if actor.may("tax.see") and not wanted.product else None,
        matching=_matching(narrowed, period) if not wanted.product else None,
    )


def narrow(actor: Actor, wanted: ReportWanted) -> Actor:
    """The actor with no more scope than the report asks for. Raises Problem 404 when none of it is theirs."""
    if wanted.station:
        return replace(actor, scope=(register.station_of(actor, wanted.station).station_id,))
    scope = actor.scope
    if wanted.county:
        inner = tuple(one for one in scope if one.startswith(wanted.county))
        scope = (wanted.county,) if covers(scope, wanted.county) else inner
        if not scope:
            raise not_found(pick(f"地区{wanted.county}", f"Region {wanted.county}"))
    if wanted.company:
        within = replace(actor, scope=scope)
        found = register.stations_of(within).filter(uscc=wanted.company)
        scope = tuple(found.values_list("station_id", flat=True))
        if not scope:
            raise not_found(pick(f"企业{wanted.company}", f"Company {wanted.company}"))
    return replace(actor, scope=scope)


def _period(wanted: ReportWanted) -> Period:
    first, last = date(2000, 1, 1), date(2100, 1, 1)
    if not first <= wanted.on < last:
        raise Problem(
            422, "bad_day", pick("日期须在2000年至2099年之间。", "The day lies outside 2000 to 2099.")
        )
    return period_with(wanted.kind, wanted.on)


def _seen(period: Period) -> int | None:
    """How many days of a period have begun; None of one that is over."""
    today = business_day(now())
    return None if period.until_on < today else max((today - period.from_on).days + 1, 0)


def _compared(period: Period, seen: int | None) -> tuple[Period, Period]:
    """The period before and that of the year before; of both as many days as an open one has had."""
    earlier, last_year = before(period), year_before(period)
    return (earlier, last_year) if seen is None else (so_far(earlier, seen), so_far(last_year, seen))


def _gathered(actor: Actor, periods: tuple[Period, Period, Period], product: str) -> Gathered:
    spans = [
        {place: one for place, one in sums.items() if not product or place[1] == product}
        for sums in (sums_of(actor, one.from_on, one.until_on) for one in periods)
    ]
    period = periods[0]
    stations = {station.station_id: station for station in register.stations_of(actor)}
    raised = alerts.alerts_of(actor).filter(_opened(period)).values("station_id").annotate(n=Count("pk"))
    told, earlier, last_year = spans
    return Gathered(
        told, earlier, last_year, stations, dict(raised.order_by().values_list("station_id", "n"))
    )


def _opened(period: Period) -> Q:
    return Q(opened_at__gte=day_bounds(period.from_on)[0], opened_at__lt=day_bounds(period.until_on)[1])


def _rows(told: Gathered, wanted: ReportWanted) -> list[ReportRow]:
    """A row for each key that has an account in the period or in one of those beside it, most sales first."""
    groups: dict[str, set[Place]] = defaultdict(set)
    for place in {*told.present, *told.before, *told.year_before}:
        groups[_key(told, wanted, place)].add(place)
    names = _names(groups, told, wanted)
    rows = [_row(told, wanted, code, names.get(code, code), places) for code, places in groups.items()]
    return sorted(rows, key=lambda row: (-row.figures.sales_ml, row.code))


def _key(told: Gathered, wanted: ReportWanted, place: Place) -> str:
    station = told.stations.get(place[0])
    match wanted.by:
        case "product":
            return place[1]
        case "city":
            return (station.region_code if station else place[0])[:4]
        case "station":
            return place[0]
        case "company":
            return station.uscc if station else ""
        case "county":
            return station.region_code if station else place[0][:6]


def _names(codes: Iterable[str], told: Gathered, wanted: ReportWanted) -> dict[str, str]:
    match wanted.by:
        case "product":
            return {code: family_name(code) for code in codes}
        case "station":
            return {code: station.name for code, station in told.stations.items()}
        case "company":
            return dict(Company.objects.filter(uscc__in=list(codes)).values_list("uscc", "name"))
        case "city" | "county":
            return register.region_names()


def _row(told: Gathered, wanted: ReportWanted, code: str, name: str, places: set[Place]) -> ReportRow:
    stations = {station for station, _ in places}
    by_station: dict[str, list[Sums]] = defaultdict(list)
    for place in places & told.present.keys():
        by_station[place[0]].append(told.present[place])
    looked = sum(line_of(parts).standing in _NEEDS_LOOK for parts in by_station.values())
    raised = 0 if wanted.by == "product" else sum(told.alerts.get(one, 0) for one in stations)
    figures = _figures(told, places.__contains__)
    return ReportRow(
        code=code, name=name, stations=len(stations), alerts=raised, need_look=looked, figures=figures
    )


def _figures(told: Gathered, chosen: Callable[[Place], bool]) -> ReportFigures:
    line = line_of([sums for place, sums in sorted(told.present.items()) if chosen(place)])
    earlier = [sums.counted for place, sums in told.before.items() if chosen(place)]
    last_year = [sums.counted for place, sums in told.year_before.items() if chosen(place)]
    return ReportFigures(
        sales_ml=line.sales_ml,
        amount_fen=line.amount_fen,
        fuellings=line.fuellings,
        opening20_ml=line.opening20_ml,
        documents20_ml=line.documents20_ml,
        other_in20_ml=line.shifted20_ml + line.entries20_ml,
        sales20_ml=line.sales20_ml,
        other_out20_ml=line.other20_ml,
        variance20_ml=line.variance20_ml,
        low_ml=line.low_ml,
        high_ml=line.high_ml,
        undecided20_ml=line.undecided20_ml,
        undecided_days=line.undecided_days,
        closing20_ml=line.closing20_ml,
        allowed20_ml=line.allowed20_ml,
        before_sales_ml=_added(earlier, "sales_ml"),
        before_amount_fen=_added(earlier, "amount_fen"),
        year_before_sales_ml=_added(last_year, "sales_ml"),
        year_before_amount_fen=_added(last_year, "amount_fen"),
    )


def _added(counted: Sequence[Mapping[str, int]], name: str) -> int:
    return sum(one[name] for one in counted)


def _points(actor: Actor, period: Period, product: str) -> list[ReportPoint]:
    """The chart: each day, of a quarter or year each month, beside the same place of the period before."""
    earlier = _by_label(actor, before(period), product)
    told = _by_label(actor, period, product)
    behind = list(earlier.values())
    return [
        ReportPoint(
            label=label,
            sales_ml=sold,
            documents20_ml=bought,
            before_sales_ml=behind[place][0] if place < len(behind) else None,
        )
        for place, (label, (sold, bought)) in enumerate(told.items())
    ]


def _by_label(actor: Actor, period: Period, product: str) -> dict[str, tuple[int, int]]:
    rows = stock.days_of(actor, period.from_on, period.until_on).values("day", "product")
    size = len("2026-11") if period.kind in _BY_MONTH else len("2026-11-23")
    made: dict[str, tuple[int, int]] = {
        f"{period.from_on + timedelta(days=number)}"[:size]: (0, 0) for number in range(period.days)
    }
    for row in rows.annotate(sold=Sum("sales_ml"), bought=Sum("documents20_ml")).order_by():
        if not product or family(row["product"]) == product:
            label = f"{row['day']}"[:size]
            made[label] = (made[label][0] + int(row["sold"]), made[label][1] + int(row["bought"]))
    return made


def _tax(actor: Actor, period: Period) -> ReportTax | None:
    if period.kind not in _LONG:
        return None
    told = comparison(actor, period.code)
    return ReportTax(
        taxpayers=len(told.lines),
        sold_ml=told.total.sold_ml,
        invoiced_ml=told.total.invoiced_ml,
        declared_ml=told.total.declared_ml,
        open_ml=told.open_ml,
        gap_fen=told.gap.tax_fen,
        gap_low_fen=told.gap.low_fen,
        gap_high_fen=told.gap.high_fen,
    )


def _matching(actor: Actor, period: Period) -> ReportMatching | None:
    if period.kind not in _LONG:
        return None
    since, until = day_bounds(period.from_on)[0], day_bounds(period.until_on)[1]
    found = matches(actor).filter(at__gte=since, at__lt=until)
    waiting, todo = found.filter(state="waiting").count(), found.filter(todo=True).count()
    return ReportMatching(
        todo=todo,
        waiting=waiting,
        matched=found.filter(todo=False).exclude(state__in=("waiting", "withdrawn")).count(),
    )


def _place(wanted: ReportWanted, told: Gathered) -> str:
    place = _where(wanted, told)
    return f"{place} {family_name(wanted.product)}" if wanted.product else place


def _where(wanted: ReportWanted, told: Gathered) -> str:
    if wanted.station:
        return told.stations[wanted.station].name
    if wanted.company:
        return Company.objects.filter(uscc=wanted.company).values_list("name", flat=True).first() or ""
    if wanted.county:
        return register.region_names().get(wanted.county, wanted.county)
    return pick("全部辖区", "The whole scope")
