"""What a comparison is made of, read by stations, months and products: one statement a source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import reaching
from youjian.bureau.tax.models import GroupMember
from youjian.bureau.tax.periods import first_day, last_day, month_named
from youjian.detection.books.periods import deadline
from youjian.detection.books.taxpayer import Figures

RULES = ("tax.undeclared_sales", "tax.purchase_mismatch", "tax.product_mismatch")
"""The findings that belong to a taxpayer's comparison."""
At = tuple[str, str]
"""A station and a month."""


@dataclass
class Sheet:
    """Everything of some months: figures by station, month and product, and what decides how they count.

    `taxpayer` names who ran a station in a month (a group's `g7`, else its uscc), `names` taxpayers,
    `unseen` the taxpayers with stations outside the scope, `amended` the returns that have versions,
    `strays` declared litres (mL) of stations that the register does not know.
    """

    months: list[str]
    figures: dict[At, dict[str, Figures]] = field(default_factory=dict)
    taxpayer: dict[At, str] = field(default_factory=dict)
    uscc: dict[At, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    stations: dict[str, tuple[str, str]] = field(default_factory=dict)
    offline: dict[At, float] = field(default_factory=dict)
    findings: dict[At, dict[str, int]] = field(default_factory=dict)
    doubted: set[At] = field(default_factory=set)
    amended: dict[At, int] = field(default_factory=dict)
    strays: dict[At, int] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)
    due: dict[str, bool] = field(default_factory=dict)


def load(
    actor: Actor,
    months: Sequence[str],
    *,
    deadline_day: int,
    moment: datetime,
    only: Sequence[str] | None = None,
) -> Sheet:
    """Read months, within the actor's scope; `only` these stations."""
    sheet = Sheet(list(months))
    given: dict[str, Any] = {
        "periods": sheet.months,
        "lasts": [last_day(month) for month in months],
        "first": first_day(months[0]),
        "last": last_day(months[-1]),
        "begins": month_named(months[0]).start,
        "ends": month_named(months[-1]).end,
        "rules": list(RULES),
        "only": list(only) if only is not None else None,
    }
    sheet.due = {month: moment >= deadline(month_named(month), deadline_day) for month in months}
    _stations(sheet, given)
    _figures(sheet, given)
    _beside(sheet, given)
    _unseen(sheet, actor)
    return sheet


def taxpayers_of(month: str) -> Sheet:
    """Who ran the stations in scope in a month: a sheet without figures."""
    sheet = Sheet([month])
    _stations(sheet, {"periods": [month], "lasts": [last_day(month)], "only": None})
    return sheet


def stations_of(taxpayer: str) -> list[str]:
    """Every station in scope that was ever run by a taxpayer or is in its group."""
    codes = [taxpayer]
    if taxpayer.startswith("g"):
        members = GroupMember.objects.filter(group_id=int(taxpayer[1:]))
        codes = list(members.values_list("code", flat=True))
    return [row[0] for row in _rows(_OF_TAXPAYER, {"codes": codes})]


def _rows(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def _stations(sheet: Sheet, given: Mapping[str, Any]) -> None:
    groups = _groups(given)
    for month, station_id, name, region, uscc, company in _rows(_STATIONS, given):
        valid = groups.get(month, {})
        group = valid.get(station_id) or valid.get(uscc)
        at = (station_id, month)
        sheet.stations[station_id] = (name, region)
        sheet.uscc[at] = uscc
        sheet.taxpayer[at] = group[0] if group else uscc
        sheet.names[sheet.taxpayer[at]] = group[1] if group else company or name


def _groups(given: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, str]]]:
    """By month, the group of a uscc or station."""
    made: dict[str, dict[str, tuple[str, str]]] = {}
    for member in GroupMember.objects.select_related("group").order_by("id"):
        group = member.group
        for month in given["periods"]:
            if group.valid_from <= month <= (group.valid_until or month):
                made.setdefault(month, {})[member.code] = (f"g{group.pk}", group.name)
    return made


def _add(sheet: Sheet, at: At, product: str, **figures: int) -> None:
    mine = sheet.figures.setdefault(at, {})
    mine[product] = mine.get(product, Figures()) + Figures(**figures)


def _figures(sheet: Sheet, given: Mapping[str, Any]) -> None:
    for station_id, month, product, *sums in _rows(_MEASURED, given):
        if (station_id, month) in sheet.taxpayer:
            told = dict(zip(_MEASURED_NAMES, map(int, sums), strict=True))
            _add(sheet, (station_id, month), product, **told)
    for station_id, month, product, volume, amount in _rows(_INVOICED, given):
        if (station_id, month) in sheet.taxpayer:
            _add(
                sheet,
                (station_id, month),
                product,
                invoiced_ml=int(volume),
                invoiced_fen=int(amount),
            )
    for station_id, month, product, volume, amount, versions in _rows(_DECLARED, given):
        at = (station_id, month)
        if at not in sheet.taxpayer:
            sheet.strays[at] = sheet.strays.get(at, 0) + volume
            continue
        _add(sheet, at, product, declared_ml=volume, declared_fen=amount, returns=1)
        if versions > 1:
            sheet.amended[at] = sheet.amended.get(at, 0) + versions - 1


def _beside(sheet: Sheet, given: Mapping[str, Any]) -> None:
    for station_id, month, share in _rows(_OFFLINE, given):
        sheet.offline[station_id, month] = float(share)
    for station_id, opened_on, begun_on in _rows(_BEGUN, given):
        for month in sheet.months:
            at = (station_id, month)
            seen = 1 - _before(month, opened_on, begun_on)
            sheet.offline[at] = 1 - (1 - sheet.offline.get(at, 0.0)) * seen
    for station_id, month, rule, verdict, count in _rows(_FINDINGS, given):
        mine = sheet.findings.setdefault((station_id, month), {})
        mine[rule] = mine.get(rule, 0) + count
        if rule == "tax.undeclared_sales" and verdict == "undecidable":
            sheet.doubted.add((station_id, month))


def _before(month: str, opened_on: date, begun_on: date | None) -> float:
    """The share of a month's days, from the station's opening on, that lie before its first record."""
    since, last = max(first_day(month), opened_on), last_day(month)
    days = (last - since).days + 1
    if days <= 0:
        return 0.0
    missed = days if begun_on is None else (begun_on - since).days
    return min(max(missed / days, 0.0), 1.0)


def _unseen(sheet: Sheet, actor: Actor) -> None:
    """Taxpayers with stations that the actor does not see: their sums would be too small."""
    if "*" in actor.scope or not sheet.stations:
        return
    with reaching():
        rows = _rows(_ALL_STATIONS, {"usccs": list(set(sheet.uscc.values()))})
    seen = set(sheet.stations)
    hidden = {uscc for station_id, uscc in rows if not _within(actor.scope, station_id, seen)}
    sheet.unseen = {sheet.taxpayer[at] for at, uscc in sheet.uscc.items() if uscc in hidden}


def _within(scope: Iterable[str], station_id: str, seen: set[str]) -> bool:
    return station_id in seen or any(station_id.startswith(prefix) for prefix in scope)


_OF_TAXPAYER = """
SELECT station_id FROM stations WHERE uscc = ANY(%(codes)s) OR station_id = ANY(%(codes)s)
UNION
SELECT station_id FROM operations WHERE uscc = ANY(%(codes)s)
"""
_STATIONS = """
SELECT m.period, s.station_id, s.name, s.region_code, coalesce(o.uscc, s.uscc), c.name
FROM stations AS s CROSS JOIN unnest(%(periods)s::text[], %(lasts)s::date[]) AS m (period, last)
LEFT JOIN LATERAL (
    SELECT uscc FROM operations WHERE station_id = s.station_id AND valid_from <= m.last
    ORDER BY valid_from DESC LIMIT 1
) AS o ON true
LEFT JOIN companies AS c ON c.uscc = coalesce(o.uscc, s.uscc)
WHERE %(only)s::text[] IS NULL OR s.station_id = ANY(%(only)s)
ORDER BY s.station_id DESC, m.period
"""
_MEASURED_NAMES = (
    "sold_ml", "sold_fen", "fuellings", "self_use_ml", "test_return_ml", "transfer_ml", "custody_ml"
)  # fmt: skip
_MEASURED = """
SELECT station_id, to_char(month, 'YYYY-MM'), product, sales_ml, amount_fen, fuellings, self_use_ml,
    test_return_ml, transfer_ml, custody_ml
FROM (
    SELECT station_id, date_trunc('month', day::timestamp) AS month, product, sum(sales_ml) AS sales_ml,
        sum(amount_fen) AS amount_fen, sum(fuellings) AS fuellings, sum(self_use_ml) AS self_use_ml,
        sum(test_return_ml) AS test_return_ml, sum(transfer_ml) AS transfer_ml, sum(custody_ml) AS custody_ml
    FROM stock_bookday WHERE day BETWEEN %(first)s AND %(last)s AND product <> ''
        AND (%(only)s::text[] IS NULL OR station_id = ANY(%(only)s))
    GROUP BY 1, 2, 3
) AS summed
"""
_INVOICED = """
SELECT station_id, to_char(issued_on, 'YYYY-MM'), product, sum(volume_ml), sum(amount_fen)
FROM invoices WHERE direction = 'sale' AND NOT test AND issued_on BETWEEN %(first)s AND %(last)s
    AND (%(only)s::text[] IS NULL OR station_id = ANY(%(only)s))
GROUP BY 1, 2, 3
"""
_DECLARED = """
SELECT DISTINCT ON (station_id, period, product) station_id, period, product, volume_ml, amount_fen,
    count(*) OVER (PARTITION BY station_id, period, product)
FROM declarations WHERE NOT test AND period = ANY(%(periods)s)
    AND (%(only)s::text[] IS NULL OR station_id = ANY(%(only)s))
ORDER BY station_id, period, product, filed_at DESC
"""
_OFFLINE = """
SELECT station_id, to_char(day, 'YYYY-MM'),
    1 - (sum(up_s) + sum(announced_s))::float8 / greatest(sum(service_s), 1)
FROM connectivity_onlineday WHERE device = 'collector' AND day BETWEEN %(first)s AND %(last)s
    AND (%(only)s::text[] IS NULL OR station_id = ANY(%(only)s))
GROUP BY 1, 2 HAVING sum(service_s) > 0
"""
# A station's records begin with its first fuelling or its collector's first day; least() passes null over.
_BEGUN = """
SELECT s.station_id, s.opened_on, least(sold.day, heard.day)
FROM stations AS s
LEFT JOIN LATERAL (
    SELECT day FROM stock_bookday WHERE station_id = s.station_id AND fuellings > 0 ORDER BY day LIMIT 1
) AS sold ON true
LEFT JOIN LATERAL (
    SELECT day FROM connectivity_onlineday WHERE station_id = s.station_id AND service_s > 0
    ORDER BY day LIMIT 1
) AS heard ON true
WHERE %(only)s::text[] IS NULL OR s.station_id = ANY(%(only)s)
"""
_FINDINGS = """
SELECT station_id, to_char(started_at AT TIME ZONE 'UTC' + interval '8 hours', 'YYYY-MM'), rule, verdict,
    count(*)
FROM (
    SELECT DISTINCT ON (finding_id) finding_id, station_id, started_at, rule, verdict, status
    FROM findings WHERE rule = ANY(%(rules)s) AND started_at < %(ends)s AND started_at >= %(begins)s
        AND (%(only)s::text[] IS NULL OR station_id = ANY(%(only)s))
    ORDER BY finding_id, revision DESC
) AS said
WHERE status IN ('open', 'ended')
GROUP BY 1, 2, 3, 4
"""
_ALL_STATIONS = "SELECT station_id, uscc FROM stations WHERE uscc = ANY(%(usccs)s)"


def stations_of_codes(codes: Sequence[str]) -> dict[str, list[str]]:
    """By code (a uscc or a station's id), the stations in scope that it names; unknown codes are left out."""
    made: dict[str, list[str]] = {}
    for code, station_id in _rows(_OF_CODES, {"codes": list(codes)}):
        made.setdefault(code, []).append(station_id)
    return made


def reach_of(stations: Sequence[str]) -> str:
    """What all station ids begin with: who sees that sees them all.

    >>> reach_of(["3602030001", "3602810001"]), reach_of(["3602030001"])
    ('3602', '3602030001')
    """
    first, last = min(stations), max(stations)
    same = (at for at, (a, b) in enumerate(zip(first, last, strict=True)) if a != b)
    return first[: next(same, len(first))]


_OF_CODES = """
SELECT uscc, station_id FROM stations WHERE uscc = ANY(%(codes)s)
UNION
SELECT station_id, station_id FROM stations WHERE station_id = ANY(%(codes)s)
"""
