"""Carriers' and suppliers' delivery differences over time, within the actor's scope."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry.models import Company
from youjian.bureau.transport import selectors, trips
from youjian.bureau.transport.contracts import BiasMonthOut, BiasOut, BiasPartyOut, PartyKind
from youjian.bureau.transport.models import Match
from youjian.contract.fields import business_day, day_bounds
from youjian.detection.books.match_bias import Bias, Drop, Limits, biases, by_month
from youjian.detection.books.products import family

_Z = 1.96
_Dated = tuple[str, Drop]


def bias(actor: Actor, kind: PartyKind, from_day: date, to_day: date) -> BiasOut:
    """Every carrier (plate) or supplier with its bias between two days, both included."""
    kept = trips.settings()
    limits = Limits(least_drops=kept.least_drops, least_bias=kept.least_bias_permille / 1000)
    start, end = day_bounds(from_day)[0], day_bounds(to_day)[1]
    dated = list(_drops(actor, kind, start, end))
    by_party: dict[str, list[_Dated]] = defaultdict(list)
    for month, drop in dated:
        by_party[drop.party].append((month, drop))
    names = _names(kind, list(by_party))
    told = biases([drop for _, drop in dated], limits)
    return BiasOut(
        kind=kind,
        from_day=from_day.isoformat(),
        to_day=to_day.isoformat(),
        least_drops=limits.least_drops,
        least_bias_permille=kept.least_bias_permille,
        parties=[_party(one, by_party[one.party], names.get(one.party, one.party)) for one in told],
        drops=len(dated),
    )


def _drops(actor: Actor, kind: PartyKind, start: datetime, end: datetime) -> Iterator[_Dated]:
    """Every gauge comparison of the time that names its carrier or supplier."""
    party = "plate_no" if kind == "carrier" else "supplier_uscc"
    found = selectors.since(actor, start).filter(at__lt=end).exclude(**{party: ""})
    for row in found.only("station_id", "at", "product", "checks", "rises", party).order_by("at", "id"):
        drop = _drop(row, getattr(row, party))
        if drop is not None:
            yield business_day(row.at).strftime("%Y-%m"), drop


def _drop(row: Match, party: str) -> Drop | None:
    check = next((one for one in row.checks if one["of"] == "gauge"), None)
    if check is None:
        return None
    sd = (check["high20_ml"] - check["low20_ml"]) / (2 * _Z * 1000)
    tank = row.rises[0].partition("@")[0] if row.rises else ""
    place = f"{row.station_id}/{family(row.product)}/{tank}"
    return Drop(party, place, check["told20_ml"] / 1000, check["came20_ml"] / 1000, sd)


def _party(one: Bias, dated: Sequence[_Dated], name: str) -> BiasPartyOut:
    months: dict[str, list[Drop]] = defaultdict(list)
    for month, drop in dated:
        months[month].append(drop)
    return BiasPartyOut(
        party=one.party,
        name=name,
        drops=one.drops,
        stations=len({drop.place.partition("/")[0] for _, drop in dated}),
        told20_ml=round(1000 * one.told_l),
        apart20_ml=round(1000 * one.apart_l),
        plain_permille=1000 * one.plain,
        bias_permille=1000 * one.bias,
        low_permille=1000 * one.low,
        high_permille=1000 * one.high,
        enough=one.enough,
        marked=one.marked,
        months=[
            BiasMonthOut(
                month=month,
                drops=count,
                bias_permille=1000 * mean,
                low_permille=1000 * low,
                high_permille=1000 * high,
            )
            for month, (count, mean, low, high) in by_month(months).items()
        ],
    )


def _names(kind: PartyKind, parties: Sequence[str]) -> dict[str, str]:
    if kind == "carrier":
        return {}
    return dict(Company.objects.filter(uscc__in=parties).values_list("uscc", "name"))
