"""Reads of the tax desk within the actor's scope: the comparison of a period, the ranking."""

from collections import Counter

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.tax import showing
from youjian.bureau.tax.contracts import RankedTaxpayer, TaxComparison, TaxCount, TaxRanking, TaxStray
from youjian.bureau.tax.judging import SHORT, Desk, Judged, as_one, judge_months, owed_ml, spans
from youjian.bureau.tax.loading import Sheet
from youjian.bureau.tax.models import TaxHandOver
from youjian.bureau.tax.periods import month_now, months_between, months_in, moved
from youjian.bureau.tax.words import STATES
from youjian.detection.books.taxpayer_gap import Gap

_YEAR = 12


def comparison(actor: Actor, period: str) -> TaxComparison:
    """Measured, invoiced and declared of a month, quarter or year: a line per taxpayer, by product.

    Raises Problem 422 for what is no period.
    """
    months, desk = months_in(period), Desk()
    sheet = desk.sheet(actor, months)
    judged = [
        as_one(desk, period, [one for one in listed if one.period in months])
        for listed in _judged(desk, sheet).values()
    ]
    judged = [one for one in judged if one.span.stations]
    judged.sort(key=lambda one: (-owed_ml(one), -one.open_ml, one.taxpayer))
    counted = Counter(one.state for one in judged)
    return TaxComparison(
        period=period,
        lines=[showing.line(desk, sheet, one) for one in judged],
        total=showing.total_of(desk, period, judged),
        open_ml=sum(owed_ml(one) for one in judged),
        gap=showing.gap_out(_gaps(judged)),
        counts=[
            TaxCount(state=choice.code, name=choice.title, count=counted[choice.code])  # type: ignore[arg-type]
            for choice in STATES
            if counted[choice.code]  # type: ignore[index]
        ],
        strays=[
            TaxStray(station_id=at[0], period=at[1], declared_ml=ml)
            for at, ml in sorted(sheet.strays.items())
            if at[1] in months
        ],
        basis=showing.basis(desk, months[-1]),
    )


def ranking(actor: Actor, until: str = "") -> TaxRanking:
    """Taxpayers by their risk over the twelve months up to one (the last whole month), the highest first."""
    desk = Desk()
    last = until or moved(month_now(desk.moment), -1)
    months = months_between(moved(months_in(last)[-1], 1 - _YEAR), months_in(last)[-1])
    sheet = desk.sheet(actor, months)
    handed = _hand_overs()
    found: list[RankedTaxpayer] = []
    for taxpayer, listed in _judged(desk, sheet).items():
        mine = [one for one in listed if one.period in months]
        whole = as_one(desk, last, mine)
        if not whole.span.stations:
            continue
        found.append(_ranked(desk, sheet, whole, mine, handed.get(taxpayer)))
    found.sort(key=lambda one: (-one.points.score, -one.open_ml, one.taxpayer))
    for place, one in enumerate(found, 1):
        one.place = place
    weights = desk.settings.weights
    return TaxRanking(
        from_period=months[0],
        until_period=months[-1],
        items=found,
        weights={name: float(getattr(weights, name)) for name in weights.__dataclass_fields__},
    )


def _judged(desk: Desk, sheet: Sheet) -> dict[str, list[Judged]]:
    return {
        taxpayer: judge_months(desk, sheet, taxpayer, listed) for taxpayer, listed in spans(sheet).items()
    }


def _ranked(
    desk: Desk, sheet: Sheet, whole: Judged, months: list[Judged], hand_over: int | None
) -> RankedTaxpayer:
    line = showing.line(desk, sheet, whole)
    return RankedTaxpayer(
        place=0,
        taxpayer=whole.taxpayer,
        name=line.name,
        stations=line.stations,
        points=showing.points(desk, months),
        open_ml=sum(owed_ml(one) for one in months),
        sold_ml=line.total.sold_ml,
        short_months=showing.short_months(months),
        findings=whole.findings,
        gap=line.gap,
        state=line.state,
        state_name=line.state_name,
        hand_over=hand_over,
    )


def _hand_overs() -> dict[str, int]:
    """The latest hand-over that is not returned, by taxpayer."""
    rows = TaxHandOver.objects.exclude(status="returned").order_by("id").values_list("taxpayer", "id")
    return dict(rows)


def _gaps(judged: list[Judged]) -> Gap:
    """The gaps of all taxpayers; their errors are taken as independent."""
    mine = [one.gap for one in judged if one.state in SHORT]
    tax = sum(one.tax_fen for one in mine)
    below = sum((one.tax_fen - one.low_fen) ** 2 for one in mine) ** 0.5
    above = sum((one.high_fen - one.tax_fen) ** 2 for one in mine) ** 0.5
    return Gap(
        sum(one.amount_fen for one in mine),
        sum(one.vat_fen for one in mine),
        sum(one.surcharge_fen for one in mine),
        max(round(tax - below), 0),
        round(tax + above),
    )
