"""The wall's one answer: each part worked out once for all walls of a scope, and dated by itself."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cockpit import alerting, comparing, selectors
from youjian.bureau.cockpit.contracts import (
    CockpitOut,
    Compared,
    HourOut,
    MonthOut,
    OnlineOut,
    RankingOut,
    Sales,
    TodayOut,
    TrendDay,
    WatchLine,
)
from youjian.bureau.cockpit.once import once
from youjian.bureau.cockpit.ranking import Site, ranking
from youjian.bureau.cockpit.selectors import products_out, sales_out
from youjian.bureau.connectivity.selectors import city_rate
from youjian.bureau.events.selectors import last_number
from youjian.bureau.registry import live
from youjian.bureau.registry.selectors import city, region_names, scope_name, stations_of
from youjian.bureau.times import now
from youjian.bureau.watch.selectors import lag
from youjian.contract.fields import business_day, day_bounds

TREND_DAYS = 30
TARGET = 0.996
"""The online rate that the plan asks for."""
_SECONDS, _COMPARED_SECONDS, _PAST_SECONDS = 2.0, 15.0, 60.0
"""How old what runs, what is compared, and what is over may be."""
Products = dict[str, Sales]


def cockpit(actor: Actor) -> CockpitOut:
    """Everything that a wall shows, within the actor's scope and rights."""
    moment = now()
    today = business_day(moment)
    last_event = last_number()
    sites = {site.station_id: site for site in once("sites", actor, _PAST_SECONDS, lambda: _sites(actor))}
    regions = once("regions", actor, _PAST_SECONDS, region_names)
    days = _days(actor, today)
    links = once("links", actor, _SECONDS, lambda: {s: link for s, (link, _) in live.links(actor).items()})
    rates = once(f"rates:{today}", actor, _PAST_SECONDS, lambda: _rates(actor, today))
    return CockpitOut(
        as_of=moment,
        last_event=last_event,
        title=city().title,
        place=scope_name(actor.scope),
        today=_today(actor, moment, days.get(today, {})),
        month=_month(days, today),
        trend=[_day(today - timedelta(days=n), days) for n in reversed(range(TREND_DAYS))],
        ranking=_ranking(actor, today, sites, regions),
        funnel=alerting.funnel(actor, day_bounds(today - timedelta(days=TREND_DAYS - 1))[0]),
        online=_online(moment, sites, links, rates),
        watch=once("watch", actor, _SECONDS, _watch),
        alerts=alerting.alerts(actor, sites, regions),
        counties=alerting.counties(
            actor, sites, regions, frozenset(station for station, link in links.items() if link == "down")
        ),
    )


def _sites(actor: Actor) -> list[Site]:
    rows = stations_of(actor).exclude(status="closed").order_by("station_id")
    rows = rows.only("station_id", "name", "region_code", "controlling_group")
    return [Site(s.station_id, s.name, s.region_code, s.controlling_group or "") for s in rows]


def _days(actor: Actor, today: date) -> dict[date, Products]:
    """Sums by day and product from the month's first day or the trend's on, whichever is earlier."""
    since = min(today.replace(day=1), today - timedelta(days=TREND_DAYS - 1))
    yesterday = today - timedelta(days=1)
    past = once(f"past:{today}", actor, _PAST_SECONDS, lambda: selectors.day_sales(actor, since, yesterday))
    return past | once(f"day:{today}", actor, _SECONDS, lambda: selectors.day_sales(actor, today, today))


def _today(actor: Actor, moment: datetime, products: Products) -> TodayOut:
    def compared() -> tuple[Compared, Compared, list[HourOut]]:
        yesterday, last_week = (comparing.by_the_same_time(actor, moment, days) for days in (1, 7))
        return yesterday, last_week, comparing.hours_of(actor, moment)

    today = business_day(moment)
    yesterday, last_week, hours = once(f"compared:{today}", actor, _COMPARED_SECONDS, compared)
    done_at, waiting = selectors.standing()
    return TodayOut(
        day=today,
        summed_until=done_at,
        waiting_days=waiting,
        total=sales_out(sum(products.values(), Sales())),
        products=products_out(products),
        yesterday=yesterday,
        last_week=last_week,
        hours=hours,
    )


def _month(days: dict[date, Products], today: date) -> MonthOut:
    products: Products = {}
    for day, sold in days.items():
        if day >= today.replace(day=1):
            for product, sales in sold.items():
                products[product] = products.get(product, Sales()) + sales
    return MonthOut(
        from_on=today.replace(day=1),
        total=sales_out(sum(products.values(), Sales())),
        products=products_out(products),
    )


def _day(day: date, days: dict[date, Products]) -> TrendDay:
    products = days.get(day, {})
    total = sales_out(sum(products.values(), Sales()))
    return TrendDay(day=day, total=total, products=products_out(products))


def _ranking(actor: Actor, today: date, sites: dict[str, Site], regions: dict[str, str]) -> RankingOut:
    sold = once(f"stations:{today}", actor, _SECONDS, lambda: selectors.station_sales(actor, today))
    return ranking(sites.values(), sold, regions, actor.may("station.see"))


def _watch() -> WatchLine:
    last = lag()
    return WatchLine(**{name: getattr(last, name) for name in WatchLine.model_fields})


def _rates(actor: Actor, today: date) -> tuple[float | None, float | None]:
    """The online rate of today and of the month."""
    return city_rate(actor, today, today), city_rate(actor, today.replace(day=1), today)


def _online(
    moment: datetime,
    sites: dict[str, Site],
    links: Mapping[str, str],
    rates: tuple[float | None, float | None],
) -> OnlineOut:
    """Connections of the stations that are in business; one without a collector's state is new."""
    states = Counter(links.get(station, "new") for station in sites)
    return OnlineOut(
        as_of=moment,
        stations=len(sites),
        up=states["up"],
        late=states["late"],
        down=states["down"],
        maintenance=states["maintenance"],
        new=states["new"],
        rate_today=rates[0],
        rate_month=rates[1],
        target=TARGET,
    )
