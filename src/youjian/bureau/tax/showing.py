"""Judged months as they are answered."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from youjian.bureau.sheets.fields import named
from youjian.bureau.tax.contracts import (
    RiskPoints,
    TaxBasis,
    TaxCauseOut,
    TaxFigures,
    TaxGapOut,
    TaxLine,
    TaxMonth,
    TaxProduct,
    TaxSurcharge,
)
from youjian.bureau.tax.judging import SHORT, Desk, Judged, owed_ml
from youjian.bureau.tax.loading import Sheet
from youjian.bureau.tax.periods import months_in
from youjian.bureau.tax.words import CAUSES, RATES, STATES
from youjian.detection.books.taxpayer import Figures, interval_ml, total
from youjian.detection.books.taxpayer_gap import Gap, gross_fen, net_fen
from youjian.detection.books.taxpayer_risk import RiskParts, risk


def figures(desk: Desk, one: Figures, vat_pct: float) -> dict[str, Any]:
    """Figures with money with and without VAT, in the fields of TaxFigures."""
    declared, declared_net = one.declared_fen, net_fen(one.declared_fen, vat_pct)
    if not desk.settings.declared_with_vat:
        declared, declared_net = gross_fen(one.declared_fen, vat_pct), one.declared_fen
    told = asdict(one) | {"declared_fen": declared, "declared_net_fen": declared_net}
    return told | {
        "sold_net_fen": net_fen(one.sold_fen, vat_pct),
        "invoiced_net_fen": net_fen(one.invoiced_fen, vat_pct),
        "dispensed_ml": one.dispensed_ml,
        "difference_ml": one.difference_ml,
        "difference_fen": one.sold_fen - declared,
        "difference_pct": 100 * one.difference_ml / one.sold_ml if one.sold_ml else None,
    }


def total_of(desk: Desk, period: str, listed: Sequence[Judged]) -> TaxFigures:
    """The sum of several taxpayers."""
    vat = desk.rates.of(months_in(period)[-1]).vat_pct
    return TaxFigures(**figures(desk, total(one.span.total for one in listed), vat))


def line(desk: Desk, sheet: Sheet, one: Judged) -> TaxLine:
    """A taxpayer's comparison."""
    vat = desk.rates.of(months_in(one.period)[-1]).vat_pct
    products = [
        TaxProduct(product=product, **figures(desk, told, vat))
        for product, told in sorted(one.span.products.items(), key=lambda pair: rank(pair[0]))
    ]
    return TaxLine(
        taxpayer=one.taxpayer,
        name=sheet.names.get(one.taxpayer, one.taxpayer),
        stations=len(one.span.stations),
        products=products,
        findings=one.findings,
        whole=one.span.whole,
        **_judged(desk, one, vat),
    )


def month(desk: Desk, one: Judged) -> TaxMonth:
    """A month on a taxpayer's page: the band is where its sales lie with 95 %."""
    low, high = interval_ml(one.span.total.sold_ml, one.span.total.sold_ml, desk.settings.meters_pct)
    vat = desk.rates.of(one.period).vat_pct
    return TaxMonth(band_low_ml=low, band_high_ml=high, **_judged(desk, one, vat))


def _judged(desk: Desk, one: Judged, vat_pct: float) -> dict[str, Any]:
    return {
        "period": one.period,
        "state": one.state,
        "state_name": named(STATES, one.state),
        "total": TaxFigures(**figures(desk, one.span.total, vat_pct)),
        "short_ml": one.short_ml,
        "low_ml": one.low_ml,
        "high_ml": one.high_ml,
        "settled_ml": min(one.settled.ml, one.short_ml),
        "open_ml": one.open_ml,
        "causes": [TaxCauseOut(kind=c.kind, name=named(CAUSES, c.kind), ml=c.ml) for c in one.causes],
        "gap": gap_out(one.gap),
        "amended": one.amended,
        "offline_share": round(one.span.offline_share, 4),
    }


def gap_out(one: Gap) -> TaxGapOut:
    """A gap as it is answered."""
    return TaxGapOut(**asdict(one), tax_fen=one.tax_fen)


def basis(desk: Desk, month_: str) -> TaxBasis:
    """What a comparison was judged by."""
    rates = desk.rates.of(month_)
    return TaxBasis(
        rule_set=desk.rule_set,
        tolerance_pct=desk.limits.tolerance_pct,
        least_l=desk.limits.least_l,
        deadline_day=desk.limits.deadline_day,
        vat_pct=rates.vat_pct,
        surcharge_pct=rates.surcharge_pct,
        surcharges=[
            TaxSurcharge(kind=kind, name=named(RATES, kind), pct=pct)  # type: ignore[arg-type]
            for kind, pct in desk.rates.surcharges(month_).items()
        ],
        meters_pct=desk.settings.meters_pct,
        price_sd_pct=desk.settings.price_sd_pct,
        credit_months=desk.settings.credit_months,
    )


def points(desk: Desk, months: Sequence[Judged]) -> RiskPoints:
    """A taxpayer's risk by its months."""
    parts: RiskParts = risk(
        short_ml=sum(owed_ml(one) for one in months),
        sold_ml=sum(one.span.total.sold_ml for one in months),
        short_months=short_months(months),
        findings=sum(one.findings for one in months),
        weights=desk.settings.weights,
    )
    return RiskPoints(**asdict(parts), score=parts.score)


def short_months(months: Sequence[Judged]) -> int:
    """In how many months less was declared than sold."""
    return sum(one.state in SHORT for one in months)


def rank(product: str) -> tuple[int, str]:
    """Petrol by its number, then diesel."""
    return (int(product.endswith("D")), product)
