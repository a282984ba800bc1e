"""The pages of the book: the city's month, a station's month, a station's day down to its records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count, Q, Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Company, Station
from youjian.bureau.scope import within
from youjian.bureau.stock.contracts import (
    BookDayOut,
    BookLine,
    BookPlace,
    BookStanding,
    CityBook,
    StationBook,
    StationDayLine,
)
from youjian.bureau.stock.differing import differences
from youjian.bureau.stock.gauging import last_over
from youjian.bureau.stock.lines import line_of, litres, products_of
from youjian.bureau.stock.models import AccountDay, BookDay, BookRound, Gauging, MonthClose
from youjian.bureau.stock.periods import days_of_month
from youjian.bureau.stock.showing import closes_of, entries_of
from youjian.bureau.stock.sums import COUNTED, Place, Sums, sums_of
from youjian.detection.books.products import family

NEEDS_LOOK = ("gain", "loss")


def city_month(actor: Actor, period: str) -> CityBook:
    """A month of the book over the whole scope: by county, company, station and product."""
    from_on, until_on = days_of_month(period)
    sums = sums_of(actor, from_on, until_on)
    stations = _places(actor, period, sums)
    total = line_of(list(sums.values()))
    need_look = sum(place.need_look for place in stations)
    undecidable = sum(place.line.standing == "undecidable" for place in stations)
    return CityBook.model_construct(
        period=period,
        from_on=from_on,
        until_on=until_on,
        sentence=_sentence(total, need_look, undecidable),
        total=total,
        products=products_of((name, part) for (_, name), part in sums.items()),
        need_look=need_look,
        undecidable=undecidable,
        closed_stations=sum(place.closed for place in stations),
        days=_days(actor, from_on, min(until_on, last_over())),
        counties=_together(stations, sums, "county"),
        companies=_together(stations, sums, "company"),
        stations=stations,
        standing=standing(),
    )


def station_month(actor: Actor, station_id: str, period: str) -> StationBook:
    """A month of one station: by product and day, with entries, closings and what differs since."""
    station = register.station_of(actor, station_id)
    from_on, until_on = days_of_month(period)
    sums = sums_of(actor, from_on, until_on, station_id)
    parts = [(name, part) for (_, name), part in sums.items()]
    closes = closes_of(actor, station_id, period)
    closed = any(close.reopened_at is None for close in closes)
    total = line_of([part for _, part in parts])
    return StationBook(
        station_id=station_id,
        station_name=station.name,
        period=period,
        from_on=from_on,
        until_on=until_on,
        sentence=_sentence(total, int(total.standing in NEEDS_LOOK), 0, station.name),
        total=total,
        products=products_of(parts),
        days=_station_days(actor, station_id, from_on, until_on),
        entries=entries_of(actor, station_id, from_on, until_on),
        closes=closes,
        closed=closed,
        since_close=differences(actor, station_id, period, sums) if closed else [],
        may_correct=actor.may("stock.correct") and not closed,
        may_close=actor.may("stock.close"),
        standing=standing(),
    )


def standing() -> BookStanding:
    """How far the book is."""
    row = BookRound.objects.first()
    return BookStanding(
        kept_at=row.done_at if row else None,
        waiting_marks=row.waiting if row else 0,
        waiting_days=Gauging.objects.filter(day__lte=last_over()).count(),
        measured_until=last_over(),
    )


def _station_days(actor: Actor, station_id: str, from_on: date, until_on: date) -> list[StationDayLine]:
    """Every day of the book, one statement a day being too many: read together, told apart here."""
    made: list[StationDayLine] = []
    for day, sums in _sums_by_day(actor, station_id, from_on, until_on).items():
        parts = list(sums.items())
        made.append(
            StationDayLine(day=day, line=line_of([part for _, part in parts]), products=products_of(parts))
        )
    return made


def _sums_by_day(actor: Actor, station_id: str, from_on: date, until_on: date) -> dict[date, dict[str, Sums]]:
    wanted = Q(station_id=station_id, day__range=(from_on, until_on)) & within(actor.scope)
    counted: dict[tuple[date, str], list[BookDay]] = defaultdict(list)
    for row in BookDay.objects.filter(wanted).order_by("day"):
        counted[row.day, family(row.product)].append(row)
    accounts = {(row.day, row.family): row for row in AccountDay.objects.filter(wanted)}
    made: dict[date, dict[str, Sums]] = {}
    for day, name in sorted({*counted, *accounts}):
        made.setdefault(day, {})[name] = day_sums(accounts.get((day, name)), counted[day, name])
    return made


def day_sums(account: AccountDay | None, rows: Sequence[BookDay]) -> Sums:
    """One day of an account with what was counted; without an account nothing is decided."""
    counted = {name: sum(int(getattr(row, name)) for row in rows) for name in COUNTED}
    if account is None:
        papers = (sum(row.documents20_ml for row in rows), sum(row.trips20_ml for row in rows))
        return Sums(None, None, papers[0], 0, 0, 0, 0, 0, None, 0, None, papers[1], 0.0, 0, 1, None, counted)
    return Sums(
        account.opening20_ml,
        account.closing20_ml,
        account.documents20_ml,
        account.shifted20_ml,
        account.entries20_ml,
        account.sales20_ml or 0,
        account.other20_ml or 0,
        account.moved20_ml,
        account.variance20_ml,
        account.allowed20_ml,
        account.gauge_in20_ml,
        account.trips20_ml,
        account.documents_l2,
        account.tanks,
        int(account.book20_ml is None),
        account.day if account.gauge20_ml is not None else None,
        counted,
    )


def _places(actor: Actor, period: str, sums: Mapping[Place, Sums]) -> list[BookPlace]:
    """A line for each station of the scope that has a book, those that need a look first."""
    parts: dict[str, list[tuple[str, Sums]]] = defaultdict(list)
    for (station_id, name), part in sums.items():
        parts[station_id].append((name, part))
    closed = set(
        MonthClose.objects.filter(within(actor.scope), period=period, reopened_at=None).values_list(
            "station_id", flat=True
        )
    )
    made = [
        _place(station, parts[station.station_id], closed=station.station_id in closed)
        for station in register.stations_of(actor).filter(station_id__in=list(parts))
    ]
    return sorted(made, key=lambda place: (-place.need_look, place.code))


def _place(station: Station, parts: Sequence[tuple[str, Sums]], *, closed: bool) -> BookPlace:
    line = line_of([part for _, part in parts])
    return BookPlace.model_construct(
        code=station.station_id,
        name=station.name,
        county=station.region_code,
        company=station.uscc,
        stations=1,
        need_look=int(line.standing in NEEDS_LOOK),
        closed=closed,
        line=line,
        products=products_of(parts),
    )


def _together(stations: Iterable[BookPlace], sums: Mapping[Place, Sums], by: str) -> list[BookPlace]:
    """The stations of each county or company in one line."""
    groups: dict[str, list[BookPlace]] = defaultdict(list)
    for place in stations:
        groups[getattr(place, by)].append(place)
    of_station: dict[str, list[tuple[str, Sums]]] = defaultdict(list)
    for (station_id, name), part in sums.items():
        of_station[station_id].append((name, part))
    names = register.region_names() if by == "county" else _company_names(groups)
    return [
        _group(code, names.get(code, code), places, [p for place in places for p in of_station[place.code]])
        for code, places in sorted(groups.items())
    ]


def _group(code: str, name: str, places: Sequence[BookPlace], parts: Sequence[tuple[str, Sums]]) -> BookPlace:
    counties, companies = {place.county for place in places}, {place.company for place in places}
    return BookPlace.model_construct(
        code=code,
        name=name,
        county=next(iter(counties)) if len(counties) == 1 else "",
        company=next(iter(companies)) if len(companies) == 1 else "",
        stations=len(places),
        need_look=sum(place.need_look for place in places),
        closed=all(place.closed for place in places),
        line=line_of([part for _, part in parts]),
        products=products_of(parts),
    )


def _company_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Company.objects.filter(uscc__in=list(codes)).values_list("uscc", "name"))


def _days(actor: Actor, from_on: date, until_on: date) -> list[BookDayOut]:
    """The days of the chart, over all accounts."""
    wanted = within(actor.scope) & Q(day__range=(from_on, until_on))
    sold = dict(
        BookDay.objects.filter(wanted).values("day").annotate(ml=Sum("sales_ml")).values_list("day", "ml")
    )
    rows = AccountDay.objects.filter(wanted).values("day").order_by("day")
    summed = rows.annotate(
        documents=Sum("documents20_ml"),
        shifted=Sum("shifted20_ml"),
        sales=Sum("sales20_ml"),
        variance=Sum("variance20_ml"),
        undecided=Count("pk", filter=Q(variance20_ml=None)),
    )
    accounts = {row["day"]: row for row in summed}
    return [_chart_day(day, accounts.get(day), int(sold.get(day) or 0)) for day in sorted({*sold, *accounts})]


def _chart_day(day: date, account: Mapping[str, int | None] | None, sold_ml: int) -> BookDayOut:
    told = account or {}
    return BookDayOut(
        day=day,
        documents20_ml=int((told.get("documents") or 0) + (told.get("shifted") or 0)),
        sales20_ml=int(told.get("sales") or 0),
        sales_ml=sold_ml,
        variance20_ml=told.get("variance"),
        undecided=int(told.get("undecided") or 0),
    )


def _sentence(total: BookLine, need_look: int, undecidable: int, name: str = "") -> str:
    """The answer at the head of a page."""
    where = name or pick("本月全市", "The city this month:")
    if total.variance20_ml is None:
        return pick(
            f"{where}单据购进{litres(total.documents20_ml)}升（20℃），售出{litres(total.sales_ml)}升（常温）；"
            f"液位数据不足，实测和损溢暂不能判定。",
            f"{where} {litres(total.documents20_ml)} L bought by documents (20 °C), "
            f"{litres(total.sales_ml)} L sold (ambient); readings do not suffice for stock and variance.",
        )
    reach = litres(round(1.96 * total.sd_ml))
    head = pick(
        f"{where}购进{litres(total.documents20_ml)}升、销售{litres(total.sales20_ml)}升，"
        f"账面{litres(total.book20_ml)}升，实测{litres(total.closing20_ml)}升，"
        f"损溢{litres(total.variance20_ml)}升（±{reach}，均为20℃）",
        f"{where} bought {litres(total.documents20_ml)} L, sold {litres(total.sales20_ml)} L, book "
        f"{litres(total.book20_ml)} L, measured {litres(total.closing20_ml)} L, variance "
        f"{litres(total.variance20_ml)} L (±{reach}, all at 20 °C)",
    )
    return head + _rest(need_look, undecidable, of_one=bool(name))


def _rest(need_look: int, undecidable: int, *, of_one: bool) -> str:
    if of_one:
        return pick("，需核查。", "; needs a look.") if need_look else pick("。", ".")
    said = pick(f"；{need_look}站需核查", f"; {need_look} stations need a look")
    if undecidable:
        said += pick(
            f"，{undecidable}站数据不足、不能判定", f", {undecidable} cannot be said for lack of data"
        )
    return said + pick("。", ".")
