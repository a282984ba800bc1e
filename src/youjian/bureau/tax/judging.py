"""Taxpayers' months judged: the pure arithmetic of detection on what was loaded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.rules import sets
from youjian.bureau.tax.loading import Sheet, load
from youjian.bureau.tax.periods import month_now, months_between, moved
from youjian.bureau.tax.rates import RateTable
from youjian.bureau.tax.settings import Settings, settings
from youjian.bureau.times import now
from youjian.detection import parameters as p
from youjian.detection.books.taxpayer import Span, State, interval_ml, state_of, together, undeclared_ml
from youjian.detection.books.taxpayer_causes import Cause, Settled, causes, settled
from youjian.detection.books.taxpayer_gap import Gap, gap

SHORT: tuple[State, ...] = ("short", "no_return")
"""The states of a month whose open litres count."""


@dataclass(frozen=True)
class Judged:
    """A taxpayer's month (or several as one): what was compared and how it stands.

    `short_ml` is what was sold and not declared beyond the limits, `settled` what of it came back in other
    months, `gap` the tax on the rest.
    """

    taxpayer: str
    period: str
    span: Span
    state: State
    short_ml: int
    low_ml: int
    high_ml: int
    settled: Settled
    causes: tuple[Cause, ...]
    gap: Gap
    findings: int
    amended: int

    @property
    def open_ml(self) -> int:
        """What is short and did not come back."""
        return max(self.short_ml - self.settled.ml, 0)


class Desk:
    """What every comparison needs: the rule's limits in force, the desk's settings, the rates."""

    def __init__(self) -> None:
        self.moment: datetime = now()
        rule_set = sets.schedule_of(sets.taken()).at(self.moment)
        limits = rule_set.parameters["tax.undeclared_sales"]
        self.limits = cast("p.UndeclaredSales", limits)
        self._parameters = rule_set.parameters
        self.rule_set = rule_set.version
        self.settings: Settings = settings()
        self.rates = RateTable()

    def parameters(self, rule: str) -> object:
        """The parameters of a rule in force."""
        return self._parameters[rule]

    def sheet(self, actor: Actor, months: Sequence[str], only: Sequence[str] | None = None) -> Sheet:
        """The months with those beside them that may settle a shortfall; none that has not begun.

        Before them as many as after: what an earlier month is short by claims its surplus first, on a month's
        page as on a year's.
        """
        reach = self.settings.credit_months
        last = min(moved(months[-1], reach), month_now(self.moment))
        wide = [*months_between(moved(months[0], -1 - reach), moved(months[0], -1)), *months]
        while wide[-1] < last:
            wide.append(moved(wide[-1], 1))
        day = self.limits.deadline_day
        return load(actor, wide, deadline_day=day, moment=self.moment, only=only)


def spans(sheet: Sheet, also: str = "") -> dict[str, list[Span]]:
    """By taxpayer a span for each month of a sheet; those without any figure are left out, but for `also`."""
    stations: dict[tuple[str, str], list[str]] = {}
    for (station_id, month), taxpayer in sheet.taxpayer.items():
        stations.setdefault((taxpayer, month), []).append(station_id)
    alive = {sheet.taxpayer[at] for at in sheet.figures} | ({also} & set(sheet.taxpayer.values()))
    made: dict[str, list[Span]] = {}
    for taxpayer in sorted(alive):
        made[taxpayer] = [
            _span(sheet, taxpayer, month, stations.get((taxpayer, month), [])) for month in sheet.months
        ]
    return made


def _span(sheet: Sheet, taxpayer: str, month: str, stations: Sequence[str]) -> Span:
    mine = [(station_id, month) for station_id in stations]
    shares = [sheet.offline.get(at, 0.0) for at in mine]
    return Span(
        {at[0]: sheet.figures[at] for at in mine if at in sheet.figures},
        offline_share=sum(shares) / len(shares) if shares else 0.0,
        due=sheet.due[month],
        doubted=any(at in sheet.doubted for at in mine),
        whole=taxpayer not in sheet.unseen,
    )


def judge_months(desk: Desk, sheet: Sheet, taxpayer: str, listed: Sequence[Span]) -> list[Judged]:
    """Every month of a taxpayer."""
    made: list[Judged] = []
    for place, found in enumerate(settled(listed, desk.settings.credit_months, desk.limits)):
        bare = _judged(desk, listed, place, found)
        made.append(_weighed(desk, sheet, replace(bare, taxpayer=taxpayer, period=sheet.months[place])))
    return made


def _judged(desk: Desk, listed: Sequence[Span], place: int, found: Settled) -> Judged:
    span = listed[place]
    short = undeclared_ml(span, desk.limits)
    shift = min(found.shift_ml, short)
    came_back = Settled(shift, min(found.credit_ml, short - shift), found.lent_ml)
    told = causes(listed, place, short, came_back) if short and span.total.returns else ()
    share = desk.settings.offline_share
    state = state_of(span, short, desk.limits, share, settled_ml=came_back.ml, lent_ml=came_back.lent_ml)
    low, high = interval_ml(short, span.total.sold_ml, desk.settings.meters_pct) if short else (0, 0)
    return Judged("", "", span, state, short, low, high, came_back, told, Gap(), 0, 0)


def _weighed(desk: Desk, sheet: Sheet, one: Judged) -> Judged:
    """The same with the tax on what is open, and what stands beside it."""
    owed = owed_ml(one)
    reach = (max(owed - (one.short_ml - one.low_ml), 0), owed + one.high_ml - one.short_ml)
    rates = desk.rates.of(one.period)
    ats = [(station_id, one.period) for station_id in one.span.stations]
    return replace(
        one,
        gap=gap(owed, reach, one.span.products, rates, desk.settings.price_sd_pct),
        findings=sum(sum(sheet.findings.get(at, {}).values()) for at in ats),
        amended=sum(sheet.amended.get(at, 0) for at in ats),
    )


def owed_ml(one: Judged) -> int:
    """The open litres (mL) of a month that counts: due, measured and not undecidable."""
    return one.open_ml if one.state in SHORT else 0


def as_one(desk: Desk, period: str, months: Sequence[Judged]) -> Judged:
    """Several months of a taxpayer as one; a single month stays what it is.

    What is short and did not come back adds up over the months, and so does its tax: a share too small to be
    seen in a year is still what the months said. Meters err the same way all year: so do the intervals.
    A month that may still be declared is in the sums, and short of nothing.
    """
    if len(months) == 1:
        return months[0]
    span = together([one.span for one in months])
    over = [one for one in months if one.state != "pending"]
    open_ml = sum(one.open_ml for one in over)
    short = max(undeclared_ml(together([one.span for one in over]), desk.limits), open_ml)
    whole = interval_ml(short, span.total.sold_ml, desk.settings.meters_pct)[1] - short
    reach = sum(one.high_ml - one.short_ml for one in over) or whole
    return Judged(
        taxpayer=months[0].taxpayer,
        period=period,
        span=span,
        state=_state_of_months(desk, over) if over else "pending",
        short_ml=short,
        low_ml=max(short - reach, 0),
        high_ml=short + reach if short else 0,
        settled=_came_back(over, short - open_ml),
        causes=_merged(over),
        gap=_added([one.gap for one in months]),
        findings=sum(one.findings for one in months),
        amended=sum(one.amended for one in months),
    )


def _state_of_months(desk: Desk, months: Sequence[Judged]) -> State:
    """The worst of the months; where all came out, how their sums stand."""
    there = {one.state for one in months}
    worst: tuple[State, ...] = ("short", "no_return", "undecidable")
    for state in worst:
        if state in there:
            return state
    whole = state_of(together([one.span for one in months]), 0, desk.limits, 1.0)
    if whole == "within" and "explained" in there:
        return "explained"
    return whole


def _came_back(months: Sequence[Judged], most_ml: int) -> Settled:
    """What months outside the period settled, at most so much."""
    shift = min(sum(one.settled.shift_ml for one in months), most_ml)
    return Settled(shift, min(sum(one.settled.credit_ml for one in months), most_ml - shift))


def _merged(months: Sequence[Judged]) -> tuple[Cause, ...]:
    made: dict[str, Cause] = {}
    for one in months:
        for cause in one.causes:
            before = made[cause.kind].ml if cause.kind in made else 0
            made[cause.kind] = Cause(cause.kind, before + cause.ml)
    return tuple(sorted(made.values(), key=lambda cause: -cause.ml))


def _added(gaps: Sequence[Gap]) -> Gap:
    """Gaps of several months; their errors are taken as independent."""
    tax = sum(one.tax_fen for one in gaps)
    below = sum((one.tax_fen - one.low_fen) ** 2 for one in gaps) ** 0.5
    above = sum((one.high_fen - one.tax_fen) ** 2 for one in gaps) ** 0.5
    return Gap(
        sum(one.amount_fen for one in gaps),
        sum(one.vat_fen for one in gaps),
        sum(one.surcharge_fen for one in gaps),
        max(round(tax - below), 0),
        round(tax + above),
    )
