"""Reads of prices: notices, what applies where and when, prices seen, anomalies."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.pricing.contracts import (
    CapThere,
    OddPriceOut,
    PriceLimits,
    PriceNoticeOut,
    PriceSeen,
    PricesOut,
)
from youjian.bureau.pricing.models import DayPrice, PriceNotice
from youjian.bureau.pricing.settings import odd_limits
from youjian.bureau.pricing.words import odd_name
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import reaching, within
from youjian.bureau.times import now
from youjian.contract.fields import day_bounds
from youjian.detection.books.price_odd import OddPrice, PriceDay, city_medians, odd_prices

MOST_DAYS = 92
_ALERTED = 300


def notices() -> list[PriceNoticeOut]:
    """Every notice, the one that takes force last first."""
    names = register.region_names()
    rows = PriceNotice.objects.defer("content").order_by("-effective_from", "-id")
    return [notice_out(row, names) for row in rows]


def notice(number: int) -> PriceNotice:
    """A notice with its content; raises Problem 404 when there is none or it came without a file."""
    row = PriceNotice.objects.filter(id=number).exclude(content=None).first()
    if row is None:
        raise not_found(pick(f"公告{number}的附件", f"The file of notice {number}"))
    return row


def notice_out(row: PriceNotice, names: Mapping[str, str]) -> PriceNoticeOut:
    """A notice as it is answered."""
    same = (
        "notice_no", "issued_by", "issued_on", "region_code", "effective_from", "prices", "filename",
        "sha256", "entered_at", "entered_by_name",
    )  # fmt: skip
    told = {name: getattr(row, name) for name in same}
    return PriceNoticeOut(id=row.pk, region_name=names.get(row.region_code, row.region_code), **told)


def caps_at(region_code: str, moment: datetime | None) -> list[CapThere]:
    """What applies in a region at a moment (now): the latest row of the most specific region."""
    names = register.region_names()
    rows = _rows(_CAPS, {"region": region_code, "at": moment or now()})
    return [
        CapThere(**row, region_name=str(names.get(row["region_code"], row["region_code"]))) for row in rows
    ]


def history(actor: Actor, station_id: str, first: date, last: date) -> list[PriceSeen]:
    """A station's prices by day and product beside the city's median and the cap; raises Problem 404, 422."""
    _check(first, last)
    station = register.station_of(actor, station_id)
    with reaching():
        medians = _medians(first, last)
    given = {"region": station.region_code, "station": station_id, "first": first, "last": last}
    return [
        PriceSeen(**row, city_fen=medians.get((row["product"], row["day"]))) for row in _rows(_SEEN, given)
    ]


def anomalies(actor: Actor, first: date, last: date) -> PricesOut:
    """Prices of the scope's stations that ask for a look; raises Problem 422 for a span that is too long."""
    _check(first, last)
    with reaching():
        medians = _medians(first, last)
    days = _days(actor, first, last)
    begins = [row["effective_from"] for row in _rows(_NOTICED, {"first": first, "last": last})]
    limits = odd_limits()
    odd = odd_prices(days, medians, begins, limits)
    above = _rows(_ABOVE, {**_span(first, last), "most": _ALERTED})
    above = [row for row in above if _seen(actor, row["station_id"])]
    heads = register.station_heads(actor, {o.station_id for o in odd} | {row["station_id"] for row in above})
    names = {station_id: station.name for station_id, station in heads.items()}
    items = [*(_above(row, names) for row in above), *(_odd(one, names) for one in odd)]
    items.sort(key=lambda one: one.until_on, reverse=True)
    return PricesOut(
        first=first,
        last=last,
        items=items,
        counts=dict(Counter(one.kind for one in items)),
        stations=len({one.station_id for one in items}),
        volume_ml=sum(one.volume_ml for one in items),
        limits=PriceLimits(**asdict(limits)),
    )


def _check(first: date, last: date) -> None:
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        message = pick(
            f"起止日期最多相隔{MOST_DAYS}天，且开始不晚于结束。",
            f"At most {MOST_DAYS} days, the first before the last.",
        )
        raise Problem(422, "bad_span", message)


def _seen(actor: Actor, station_id: str) -> bool:
    return any(prefix == "*" or station_id.startswith(prefix) for prefix in actor.scope)


def _days(actor: Actor, first: date, last: date) -> list[PriceDay]:
    rows = DayPrice.objects.filter(within(actor.scope), day__range=(first, last)).exclude(product="")
    names = ("station_id", "product", "day", "low_fen", "median_fen", "high_fen", "volume_ml", "changes")
    return [PriceDay(*row) for row in rows.values_list(*names, "changed_at")]


def _medians(first: date, last: date) -> dict[tuple[str, date], int]:
    rows = DayPrice.objects.filter(day__range=(first, last)).exclude(product="")
    listed = rows.values_list("product", "day", "median_fen")
    return city_medians(PriceDay("", product, day, 0, price, 0, 0) for product, day, price in listed)


def _odd(one: OddPrice, names: Mapping[str, str]) -> OddPriceOut:
    price, against = f"{one.price_fen / 100:.2f}", f"{one.against_fen / 100:.2f}"
    return OddPriceOut(
        station_id=one.station_id,
        station_name=names.get(one.station_id, one.station_id),
        product=one.product,
        kind=one.kind,
        kind_name=odd_name(one.kind),
        from_on=one.from_on,
        until_on=one.until_on,
        price_fen=one.price_fen,
        against_fen=one.against_fen,
        volume_ml=one.volume_ml,
        message=pick(
            f"{price}元/升，全市中位{against}元/升", f"{price} yuan/L, the city's median {against} yuan/L"
        ),
    )


def _above(row: Mapping[str, Any], names: Mapping[str, str]) -> OddPriceOut:
    return OddPriceOut(
        station_id=row["station_id"],
        station_name=names.get(row["station_id"], row["station_id"]),
        product=row["product"] or "",
        kind="above_cap",
        kind_name=odd_name("above_cap"),
        from_on=row["day"],
        until_on=row["day"],
        price_fen=row["price_fen"],
        against_fen=row["cap_fen"],
        volume_ml=row["volume_ml"] or 0,
        message=pick(row["message"], row["message_en"]),
    )


def _span(first: date, last: date) -> dict[str, datetime]:
    return {"begins": day_bounds(first)[0], "ends": day_bounds(last)[1]}


def _rows(statement: str, given: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# A region's code may be filled up with zeros to six digits, as in ledger.stations.
_CAPS = """
SELECT DISTINCT ON (c.product) c.product, c.max_price_fen, c.region_code, c.effective_from,
    coalesce(n.notice_no, '') AS notice_no
FROM price_caps AS c
LEFT JOIN pricing_pricenotice AS n ON n.region_code = c.region_code AND n.effective_from = c.effective_from
    AND n.prices ? c.product
WHERE c.effective_from <= %(at)s AND starts_with(%(region)s, regexp_replace(c.region_code, '(00)+$', ''))
ORDER BY c.product, length(regexp_replace(c.region_code, '(00)+$', '')) DESC, c.effective_from DESC
"""
_SEEN = """
SELECT p.day, p.product, p.low_fen, p.median_fen, p.high_fen, p.fuellings, p.volume_ml, p.changes, (
    SELECT c.max_price_fen FROM price_caps AS c
    WHERE c.product = p.product AND c.effective_from < (p.day + 1 - interval '8 hours') AT TIME ZONE 'UTC'
        AND starts_with(%(region)s, regexp_replace(c.region_code, '(00)+$', ''))
    ORDER BY length(regexp_replace(c.region_code, '(00)+$', '')) DESC, c.effective_from DESC LIMIT 1
) AS cap_fen
FROM pricing_dayprice AS p
WHERE p.station_id = %(station)s AND p.day BETWEEN %(first)s AND %(last)s AND p.product <> ''
ORDER BY p.day, p.product
"""
_NOTICED = """
SELECT DISTINCT effective_from FROM price_caps
WHERE effective_from BETWEEN %(first)s::date - 1 AND %(last)s::date + 2
"""
_ABOVE = """
SELECT said.station_id, (said.started_at AT TIME ZONE 'UTC' + interval '8 hours')::date AS day, said.message,
    said.message_en, caps.low AS cap_fen, sold.price_fen, sold.volume_ml::bigint AS volume_ml, (
        SELECT n.product FROM nozzles AS n WHERE n.station_id = said.station_id
            AND n.nozzle_id = replace(said.subject, 'nozzle:', '')::smallint
            AND (n.valid_from IS NULL OR n.valid_from <= said.started_at)
        ORDER BY n.valid_from DESC NULLS LAST LIMIT 1
    ) AS product
FROM (
    SELECT DISTINCT ON (finding_id) * FROM findings
    WHERE rule = 'price.above_cap' AND started_at >= %(begins)s AND started_at < %(ends)s
    ORDER BY finding_id, revision DESC
) AS said
CROSS JOIN LATERAL (
    SELECT min(cap::text::integer) AS low
    FROM jsonb_array_elements(coalesce(said.evidence::jsonb -> 'figures' -> 'caps_fen', '[]')) AS cap
) AS caps
CROSS JOIN LATERAL (
    SELECT max(f.unit_price_fen) AS price_fen, sum(f.volume_ml) AS volume_ml FROM fuellings_current AS f
    WHERE f.station_id = said.station_id AND f.nozzle_id = replace(said.subject, 'nozzle:', '')::smallint
        AND f.ended_at BETWEEN said.started_at AND coalesce(said.ended_at, said.started_at)
        AND f.kind = 'sale' AND f.unit_price_fen > caps.low
) AS sold
WHERE said.status IN ('open', 'ended') AND said.verdict <> 'undecidable'
ORDER BY said.started_at DESC LIMIT %(most)s
"""
