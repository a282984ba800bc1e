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
from youjian.bureau.problems import Problem
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
from youjian.bureau.reporting.periods import Period, before, named, period_with, year_before
from youjian.bureau.scope import covers
from youjian.bureau.stock import selectors as stock
from youjian.bureau.stock.lines import family_name, line_of, litres
from youjian.bureau.stock.sums import Place, Sums, sums_of
from youjian.bureau.tax.selectors import comparison
from youjian.bureau.transport.selectors import matches
from youjian.contract.fields import day_bounds
from youjian.detection.books.products import family

_LONG = ("month", "quarter", "year")
_BY_MONTH = ("quarter", "year")
_NEEDS_LOOK = ("gain", "loss")


@dataclass(frozen=True)
class Gathered:
    """The accounts of the report's period and of the two beside it, with the stations they are of."""

    now: dict[Place, Sums]
    before: dict[Place, Sums]
    year_before: dict[Place, Sums]
    stations: Mapping[str, Station]
    alerts: Mapping[str, int]


def made(actor: Actor, wanted: ReportWanted) -> ReportOut:
    """A report within the actor's scope. Raises Problem 404 for a station outside it, 422 for a bad day."""
    period = _period(wanted)
    narrowed = narrow(actor, wanted)
    told = _gathered(narrowed, period, wanted.product)
    total = _figures(told, lambda _: True)
    found = alerts.alerts_of(narrowed).filter(_opened(period))
    rests = basis.basis_of(narrowed, period, told.stations)
    return ReportOut(
        title=named(period),
        kind=period.kind,
        by=wanted.by,
        from_on=period.from_on,
        until_on=period.until_on,
        place=_place(wanted, told),
        sentence=_sentence(total, rests.reporting, rests.stations),
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
    """The actor with no more scope than the report asks for."""
    if wanted.station:
        return replace(actor, scope=(register.station_of(actor, wanted.station).station_id,))
    scope = actor.scope
    if wanted.county:
        inner = tuple(one for one in scope if one.startswith(wanted.county))
        scope = (wanted.county,) if covers(scope, wanted.county) else inner
    if wanted.company:
        within = replace(actor, scope=scope)
        found = register.stations_of(within).filter(uscc=wanted.company)
        scope = tuple(found.values_list("station_id", flat=True))
    return replace(actor, scope=scope)


def _period(wanted: ReportWanted) -> Period:
    first, last = date(2000, 1, 1), date(2100, 1, 1)
    if not first <= wanted.on < last:
        raise Problem(
            422, "bad_day", pick("日期须在2000年至2099年之间。", "The day lies outside 2000 to 2099.")
        )
    return period_with(wanted.kind, wanted.on)


def _gathered(actor: Actor, period: Period, product: str) -> Gathered:
    spans = [
        {place: one for place, one in sums.items() if not product or place[1] == product}
        for sums in (
            sums_of(actor, one.from_on, one.until_on) for one in (period, before(period), year_before(period))
        )
    ]
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
    for place in {*told.now, *told.before, *told.year_before}:
        groups[_key(told, wanted, place)].add(place)
    names = _names(groups, told, wanted)
    rows = [_row(told, wanted, code, names.get(code, code), places) for code, places in groups.items()]
    return sorted(rows, key=lambda row: (-row.figures.sales_ml, row.code))


def _key(told: Gathered, wanted: ReportWanted, place: Place) -> str:
    station = told.stations.get(place[0])
    match wanted.by:
        case "product":
            return place[1]
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
        case "county":
            return register.region_names()


def _row(told: Gathered, wanted: ReportWanted, code: str, name: str, places: set[Place]) -> ReportRow:
    stations = {station for station, _ in places}
    by_station: dict[str, list[Sums]] = defaultdict(list)
    for place in places & told.now.keys():
        by_station[place[0]].append(told.now[place])
    looked = sum(line_of(parts).standing in _NEEDS_LOOK for parts in by_station.values())
    raised = 0 if wanted.by == "product" else sum(told.alerts.get(one, 0) for one in stations)
    figures = _figures(told, places.__contains__)
    return ReportRow(
        code=code, name=name, stations=len(stations), alerts=raised, need_look=looked, figures=figures
    )


def _figures(told: Gathered, chosen: Callable[[Place], bool]) -> ReportFigures:
    line = line_of([sums for place, sums in sorted(told.now.items()) if chosen(place)])
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
    if wanted.station:
        return told.stations[wanted.station].name
    if wanted.company:
        return Company.objects.filter(uscc=wanted.company).values_list("name", flat=True).first() or ""
    if wanted.county:
        return register.region_names().get(wanted.county, wanted.county)
    return pick("全部辖区", "The whole scope")


def _sentence(total: ReportFigures, reporting: int, stations: int) -> str:
    """The answer at the head of a report."""
    head = pick(
        f"销售{litres(total.sales_ml)}升（常温），金额{total.amount_fen / 100:,.0f}元，"
        f"{total.fuellings:,}笔；"
        f"环比{_change(total.sales_ml, total.before_sales_ml)}，"
        f"同比{_change(total.sales_ml, total.year_before_sales_ml)}；"
        f"单据购进{litres(total.documents20_ml)}升（20℃），",
        f"{litres(total.sales_ml)} L sold (ambient) for {total.amount_fen / 100:,.0f} yuan in "
        f"{total.fuellings:,} fuellings; {_change(total.sales_ml, total.before_sales_ml)} on the period "
        f"before, {_change(total.sales_ml, total.year_before_sales_ml)} on the year before; "
        f"{litres(total.documents20_ml)} L bought by documents (20 °C), ",
    )
    if total.variance20_ml is None:
        stocked = pick("库存和损溢数据不足、不能判定", "stock and variance cannot be said")
    else:
        stocked = pick(
            f"期末库存{litres(total.closing20_ml)}升、损溢{litres(total.variance20_ml)}升（20℃）",
            f"{litres(total.closing20_ml)} L in stock, variance {litres(total.variance20_ml)} L (20 °C)",
        )
    tail = pick(f"。{stations}站中{reporting}站有数据。", f". {reporting} of {stations} stations reported.")
    return head + stocked + tail


def _change(now: int, then: int) -> str:
    """A change in percent; what had nothing to compare with has none."""
    return f"{(now / then - 1) * 100:+.1f}%" if then else pick("无可比数据", "nothing to compare")
