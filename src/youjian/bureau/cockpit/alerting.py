"""What the wall shows of alerts: how many are open, the newest ones, the funnel from finding to closing."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from django.db.models import Count, Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import counts
from youjian.bureau.alerts.causes import cause_words
from youjian.bureau.alerts.contracts import Colour
from youjian.bureau.alerts.models import Alert
from youjian.bureau.cockpit.contracts import AlertsOut, CountyOut, FunnelOut, TickerAlert
from youjian.bureau.cockpit.ranking import Site, county_of
from youjian.bureau.language import pick
from youjian.bureau.registry.contracts import SeverityCounts
from youjian.bureau.scope import within
from youjian.bureau.times import now

_NEWEST = 12


def alerts(actor: Actor, sites: Mapping[str, Site], regions: Mapping[str, str]) -> AlertsOut:
    """Alerts that are not closed, by colour, and the newest, those under a wider one left out."""
    mine = Alert.objects.filter(within(actor.scope)).exclude(status="closed")
    sums = mine.aggregate(
        unsigned=Count("id", Q(status="open")),
        **{colour: Count("id", Q(colour=colour)) for colour in counts.COLOURS},
    )
    newest = mine.filter(parent=None).order_by("-opened_at", "-id")[:_NEWEST]
    return AlertsOut(
        as_of=now(),
        unsigned=sums.pop("unsigned"),
        colours=SeverityCounts(**sums),
        newest=[_ticker(alert, actor.may("alert.see"), sites, regions) for alert in newest],
    )


def funnel(actor: Actor, since: datetime) -> FunnelOut:
    """How far the alerts opened since a moment have come."""
    return FunnelOut(since=since, **vars(counts.funnel(actor, since)))


def counties(
    actor: Actor, sites: Mapping[str, Site], regions: Mapping[str, str], down: frozenset[str]
) -> list[CountyOut]:
    """The counties of the scope with what is open and who is offline there."""
    stations: dict[str, list[str]] = {}
    for station_id in sites:
        stations.setdefault(county_of(sites, station_id), []).append(station_id)
    opened = counts.by_station(actor)
    return [_county(code, regions, stations[code], down, opened) for code in sorted(stations)]


def _county(
    code: str,
    regions: Mapping[str, str],
    stations: list[str],
    down: frozenset[str],
    opened: Mapping[str, SeverityCounts],
) -> CountyOut:
    sums = {
        colour: sum(getattr(opened[s], colour) for s in stations if s in opened) for colour in counts.COLOURS
    }
    alerts = SeverityCounts(**sums)
    return CountyOut(
        code=code,
        name=regions.get(code) or code,
        stations=len(stations),
        down=sum(station in down for station in stations),
        alerts=alerts,
        worst=cast("Colour | None", counts.worst(alerts)),
    )


def _ticker(alert: Alert, told: bool, sites: Mapping[str, Site], regions: Mapping[str, str]) -> TickerAlert:
    site = sites.get(alert.station_id)
    code = county_of(sites, alert.station_id)
    county = regions.get(code) or code
    return TickerAlert(
        id=alert.pk,
        colour=cast("Colour", alert.colour),
        status=alert.status,
        title=pick(*cause_words(alert.cause)),
        message=alert.message_shown if told else None,
        station=(site.name if site else county) if told else None,
        county=county,
        opened_at=alert.opened_at,
        measured_at=alert.measured_at,
    )
