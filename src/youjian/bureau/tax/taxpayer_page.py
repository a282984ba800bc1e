"""A taxpayer's page: twelve months, stations, papers, findings, packs and hand-overs."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.models import AlertFinding
from youjian.bureau.alerts.selectors import rule_name
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.tax import hand_overs, showing
from youjian.bureau.tax.contracts import (
    TaxDeclaration,
    TaxFigures,
    TaxFinding,
    TaxInvoice,
    TaxpayerOut,
    TaxStation,
)
from youjian.bureau.tax.judging import Desk, Judged, as_one, judge_months, spans
from youjian.bureau.tax.loading import RULES, Sheet, stations_of
from youjian.bureau.tax.periods import (
    first_day,
    last_day,
    month_named,
    month_now,
    months_between,
    months_in,
    moved,
)
from youjian.detection.books.taxpayer import total

_MONTHS = 12
_INVOICES = 200
CHIPS = "dispenser.tax_state"


def taxpayer(actor: Actor, key: str, until: str = "") -> TaxpayerOut:
    """A taxpayer over the twelve months up to one (the last whole month); raises Problem 404."""
    desk = Desk()
    last = months_in(until)[-1] if until else moved(month_now(desk.moment), -1)
    months = months_between(moved(last, 1 - _MONTHS), last)
    stations = stations_of(key)
    sheet = desk.sheet(actor, months, only=stations)
    mine = judged_of(desk, sheet, key, months)
    if not mine:
        raise not_found(pick(f"纳税人{key}", f"Taxpayer {key}"))
    ids = sorted({at for one in mine for at in one.span.stations} or set(stations))
    handed = hand_overs.of_taxpayer(actor, key)
    return TaxpayerOut(
        taxpayer=key,
        name=sheet.names.get(key, key),
        usccs=sorted({u for at, u in sheet.uscc.items() if sheet.taxpayer[at] == key and at[1] in months}),
        months=[showing.month(desk, one) for one in mine],
        whole=showing.line(desk, sheet, as_one(desk, last, mine)),
        points=showing.points(desk, mine),
        stations=_stations(desk, sheet, ids, mine),
        declarations=_declarations(ids, months),
        invoices=_invoices(ids, months),
        findings=findings(ids, months),
        packs=hand_overs.packs_of(actor, key),
        hand_overs=handed,
        basis=showing.basis(desk, last),
        may_hand_over=hand_overs.may_send(actor),
        may_manage=actor.may("tax.manage"),
    )


def judged_of(desk: Desk, sheet: Sheet, key: str, months: Sequence[str]) -> list[Judged]:
    """The months of one taxpayer; none where nothing is known of it."""
    listed = spans(sheet, key).get(key)
    if listed is None:
        return []
    return [one for one in judge_months(desk, sheet, key, listed) if one.period in months]


def _stations(desk: Desk, sheet: Sheet, ids: Sequence[str], months: Sequence[Judged]) -> list[TaxStation]:
    vat = desk.rates.of(months[-1].period).vat_pct
    made: list[TaxStation] = []
    for station_id in ids:
        told = total(f for one in months for f in one.span.stations.get(station_id, {}).values())
        name, region = sheet.stations.get(station_id, (station_id, ""))
        made.append(
            TaxStation(
                station_id=station_id,
                name=name,
                region_code=region,
                total=TaxFigures(**showing.figures(desk, told, vat)),
            )
        )
    return made


def _rows(statement: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _declarations(ids: Sequence[str], months: Sequence[str]) -> list[TaxDeclaration]:
    rows = _rows(_DECLARATIONS, {"ids": list(ids), "months": list(months)})
    return [TaxDeclaration(**row) for row in rows]


def _invoices(ids: Sequence[str], months: Sequence[str]) -> list[TaxInvoice]:
    given = {"ids": list(ids), "first": first_day(months[0]), "last": last_day(months[-1]), "most": _INVOICES}
    return [TaxInvoice(**row) for row in _rows(_INVOICES_OF, given)]


def findings(ids: Sequence[str], months: Sequence[str]) -> list[TaxFinding]:
    """The findings of tax and purchases on stations that begin in some months, the latest first."""
    return [one for one, _ in findings_named([*RULES, CHIPS], months, ids)]


def findings_named(
    rules: Sequence[str], months: Sequence[str], ids: Sequence[str] | None = None
) -> list[tuple[TaxFinding, str]]:
    """Findings of rules that begin in some months, each with the product family that it is about (or none).

    Of all stations in scope where none are named.
    """
    given = {
        "ids": None if ids is None else list(ids),
        "rules": list(rules),
        "begins": month_named(months[0]).start,
        "ends": month_named(months[-1]).end,
        "english": pick("", "en") == "en",
    }
    rows = _rows(_FINDINGS_OF, given)
    known = [row["finding_id"] for row in rows]
    alerts = dict(AlertFinding.objects.filter(finding_id__in=known).values_list("finding_id", "alert_id"))
    return [
        (
            TaxFinding(**row, alert_id=alerts.get(row["finding_id"]), rule_name=rule_name(row["rule"])),
            family or "",
        )
        for row in rows
        for family in [row.pop("family")]
    ]


_DECLARATIONS = """
SELECT station_id, period, product, volume_ml, amount_fen, filed_at,
    row_number() OVER (PARTITION BY station_id, period, product ORDER BY filed_at DESC) = 1 AS current
FROM declarations WHERE NOT test AND station_id = ANY(%(ids)s) AND period = ANY(%(months)s)
ORDER BY period DESC, station_id, product, filed_at DESC
"""
_INVOICES_OF = """
SELECT invoice_no, station_id, direction, product, volume_ml, amount_fen, issued_on, seller_uscc, buyer_uscc
FROM invoices WHERE NOT test AND station_id = ANY(%(ids)s) AND issued_on BETWEEN %(first)s AND %(last)s
ORDER BY issued_on DESC, invoice_no LIMIT %(most)s
"""
_FINDINGS_OF = """
SELECT finding_id, rule, station_id, verdict, status,
    to_char(started_at AT TIME ZONE 'UTC' + interval '8 hours', 'YYYY-MM') AS period,
    CASE WHEN %(english)s THEN message_en ELSE message END AS message,
    evidence::jsonb -> 'figures' ->> 'family' AS family
FROM (
    SELECT DISTINCT ON (finding_id) * FROM findings
    WHERE (%(ids)s::text[] IS NULL OR station_id = ANY(%(ids)s)) AND rule = ANY(%(rules)s)
        AND started_at >= %(begins)s AND started_at < %(ends)s
    ORDER BY finding_id, revision DESC
) AS said
WHERE status IN ('open', 'ended') ORDER BY started_at DESC, finding_id
"""
