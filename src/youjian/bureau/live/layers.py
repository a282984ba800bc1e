"""The map's layers: one value a station, or the reason why there is none."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Literal

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cockpit import selectors as cockpit
from youjian.bureau.connectivity import selectors as connectivity
from youjian.bureau.language import pick
from youjian.bureau.live import reading, tanks
from youjian.bureau.live.contracts import LayerName, LayerOut, LayerValue
from youjian.bureau.live.supply import Supply
from youjian.bureau.times import day_start, now
from youjian.contract.fields import business_day

Unit = Literal["ml", "days", "share", "level"]
UNITS: dict[LayerName, Unit] = {"sales": "ml", "supply": "days", "online": "share", "vapour": "level"}
_HEARD = ("up", "late")
_ALARM, _WARNING, _DOUBT = 3, 2, 1
_LEVELS = {
    "vapour.ratio_alarm": _ALARM,
    "vapour.pressure_alarm": _ALARM,
    "vapour.ratio_warning": _WARNING,
    "vapour.pressure_warning": _WARNING,
}
"""Levels of GB 20952-2020 annex E; what else our rules find about vapour is a doubt of ours."""


def layer(actor: Actor, name: LayerName) -> LayerOut:
    """A layer over the actor's stations that are not closed."""
    return LayerOut(layer=name, as_of=now(), unit=UNITS[name], values=_MAKERS[name](actor))


def vapour_of(station_id: str) -> LayerValue | None:
    """The vapour layer's value of one station; None where vapour is not monitored."""
    return next(iter(_vapour_values([station_id])), None)


def worst_supply(found: Iterable[tuple[str, Supply]]) -> dict[str, Supply]:
    """Of each station the product that runs out first; one that is unknown only when none is known.

    >>> worst_supply([("1", Supply(9.0, None)), ("1", Supply(2.0, None)), ("1", Supply(None, "no_level"))])
    {'1': Supply(days=2.0, reason=None, litres_a_day=None)}
    """
    worst: dict[str, Supply] = {}
    for station, supply in found:
        before = worst.get(station)
        if before is None or _days(supply) < _days(before):
            worst[station] = supply
    return worst


def _days(supply: Supply) -> float:
    return float("inf") if supply.days is None else supply.days


def _sales(actor: Actor) -> list[LayerValue]:
    """Litres of today; a station that is heard and sold nothing sold zero, an unheard one is unknown."""
    sold = cockpit.station_sales(actor, business_day(now()))
    heard = {station for station, state in reading.links() if state in _HEARD}
    return [
        LayerValue(station_id=s, value=float(sold[s].volume_ml))
        if s in sold
        else _nothing(s, s in heard, "no_data")
        for s in _stations()
    ]


def _nothing(station: str, heard: bool, reason: str) -> LayerValue:
    return LayerValue(station_id=station, value=0.0 if heard else None, reason=None if heard else reason)


def _supply(_: Actor) -> list[LayerValue]:
    found = tanks.supplies(tanks.tank_rows(None))
    worst = worst_supply((station, supply) for (station, _), supply in found.items())
    unknown = Supply(None, "no_level")
    return [
        LayerValue(station_id=s, value=_rounded(made.days), reason=made.reason)
        for s in _stations()
        for made in (worst.get(s, unknown),)
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _online(actor: Actor) -> list[LayerValue]:
    """The share of the last whole day."""
    rates = connectivity.station_rates(actor, business_day(now()) - timedelta(days=1))
    return [
        LayerValue(station_id=s, value=rates.get(s), reason=None if s in rates else "no_data")
        for s in _stations()
    ]


def _vapour(_: Actor) -> list[LayerValue]:
    return _vapour_values(None)


def _vapour_values(stations: list[str] | None) -> list[LayerValue]:
    """Worst of what stands since yesterday, of the stations whose vapour is monitored."""
    since = day_start() - timedelta(days=1)
    chosen = "" if stations is None else "AND o.station_id = ANY(%(stations)s)"
    found = reading.fetch(_VAPOUR.format(chosen=chosen), since=since, stations=stations)
    return [_vapour_value(station, rules, heard) for station, rules, heard in found]


def _vapour_value(station: str, rules: list[str] | None, heard: bool) -> LayerValue:
    if not rules:
        return _nothing(station, heard, "no_data")
    level = max(_LEVELS.get(rule, _DOUBT) for rule in rules)
    return LayerValue(station_id=station, value=float(level), word=vapour_word(level))


def vapour_word(level: int) -> str:
    """A level of vapour in words: the standard's own, apart from the platform's."""
    words = {
        _ALARM: ("标准报警", "standard alarm"),
        _WARNING: ("标准预警", "standard warning"),
        _DOUBT: ("油气疑点", "vapour doubt"),
    }
    return pick(*words.get(level, ("未见异常", "nothing found")))


def _stations() -> list[str]:
    return [station for station, *_ in reading.stations()]


_MAKERS: dict[LayerName, Callable[[Actor], list[LayerValue]]] = {
    "sales": _sales,
    "supply": _supply,
    "online": _online,
    "vapour": _vapour,
}

_VAPOUR = """
SELECT o.station_id, said.rules,
    EXISTS (SELECT FROM vapour_fills AS v WHERE v.station_id = o.station_id AND v.ended_at >= %(since)s)
    OR EXISTS (SELECT FROM pressure_readings AS p WHERE p.station_id = o.station_id AND p.at >= %(since)s)
FROM stations AS o
LEFT JOIN (
    SELECT f.station_id, array_agg(DISTINCT f.rule) AS rules
    FROM (
        SELECT DISTINCT ON (finding_id) * FROM findings
        WHERE rule LIKE 'vapour.%%' AND detected_at >= %(since)s - interval '7 days'
        ORDER BY finding_id, revision DESC
    ) AS f
    WHERE f.status IN ('open', 'ended') AND (f.status = 'open' OR f.ended_at >= %(since)s)
    GROUP BY f.station_id
) AS said ON said.station_id = o.station_id
WHERE o.status <> 'closed' AND o.vapour_monitoring {chosen}
ORDER BY o.station_id
"""
