"""Today's litres by county, by group of companies, and by station for those who may see single ones."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from youjian.bureau.cockpit.contracts import RankingOut, RankRow, Sales
from youjian.bureau.cockpit.selectors import sales_out
from youjian.bureau.language import pick

FEWEST = 3
"""Parts of fewer stations are not shown alone to those who may not see single stations."""
_STATIONS_SHOWN = 20
_COUNTY_DIGITS = 6


@dataclass(frozen=True)
class Site:
    """A station as rankings know it."""

    station_id: str
    name: str
    region_code: str
    group: str


@dataclass(frozen=True)
class Part:
    """What the stations of a county or group sold together; `stations` counts those that sold."""

    code: str
    stations: int
    sales: Sales
    merged: bool = False


def ranking(
    sites: Iterable[Site], sold: Mapping[str, Sales], regions: Mapping[str, str], single: bool
) -> RankingOut:
    """The rankings of what was sold; `single`: whoever asks may see single stations."""
    known = {site.station_id: site for site in sites}
    counties = _parts(sold, lambda station: county_of(known, station))
    groups = _parts(sold, lambda station: known[station].group if station in known else "")
    if not single:
        counties, groups = guarded(counties), guarded(groups)
    return RankingOut(
        counties=[_row(part, regions.get(part.code) or part.code) for part in counties],
        groups=[_row(part, part.code or _no_group()) for part in groups],
        stations=_stations(known, sold) if single else None,
    )


def county_of(known: Mapping[str, Site], station_id: str) -> str:
    """The code of a station's county."""
    site = known.get(station_id)
    return (site.region_code if site else station_id)[:_COUNTY_DIGITS]


def guarded(parts: list[Part]) -> list[Part]:
    """Parts of fewer than three stations put together, with the smallest others until they are three.

    A single small part could otherwise be read off as the total less the others.
    """
    small = [part for part in parts if part.stations < FEWEST]
    if not small:
        return parts
    shown = [part for part in parts if part.stations >= FEWEST]
    while shown and sum(part.stations for part in small) < FEWEST:
        small.append(shown.pop())
    together = Part("", sum(p.stations for p in small), sum((p.sales for p in small), Sales()), merged=True)
    return [*shown, together]


def _parts(sold: Mapping[str, Sales], code_of: Callable[[str], str]) -> list[Part]:
    stations: dict[str, list[Sales]] = defaultdict(list)
    for station_id, sales in sold.items():
        stations[code_of(station_id)].append(sales)
    parts = [Part(code, len(each), sum(each, Sales())) for code, each in stations.items()]
    return sorted(parts, key=lambda part: (-part.sales.volume_ml, part.code))


def _stations(known: Mapping[str, Site], sold: Mapping[str, Sales]) -> list[RankRow]:
    best = sorted(sold.items(), key=lambda pair: (-pair[1].volume_ml, pair[0]))[:_STATIONS_SHOWN]
    return [_row(Part(code, 1, sales), known[code].name if code in known else code) for code, sales in best]


def _row(part: Part, name: str) -> RankRow:
    if part.merged:
        name = pick("其余（合并列示）", "Others together")
    return RankRow(
        code=part.code, name=name, stations=part.stations, sales=sales_out(part.sales), merged=part.merged
    )


def _no_group() -> str:
    return pick("独立经营", "Independent")
