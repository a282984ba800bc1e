"""tax.purchase_mismatch: sales, purchases and the change of stock do not fit together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.books.excess import Excess, Grade, grade, opposite_l
from youjian.detection.books.flows import Flow, flows
from youjian.detection.books.invoiced import Invoiced, invoiced
from youjian.detection.books.nights import carried, inside, late_arrivals, month_ends
from youjian.detection.books.papers import papers, purchases
from youjian.detection.books.periods import Month, closed_months
from youjian.detection.books.products import named
from youjian.detection.books.station import StationBooks, station_books
from youjian.detection.evidence import Where, Words, finding
from youjian.detection.facts import Facts
from youjian.detection.moments import micros, moment_of
from youjian.detection.rule import Rule
from youjian.detection.rules.month_variance import BOOKS_TABLES, gap_size, loss_allowance, with_reasons

_TABLES = {**BOOKS_TABLES, "invoices": "issued_on"}


@dataclass(frozen=True)
class _Case:
    """A month's books of a family with its purchases: what is too much, and how far."""

    flow: Flow
    invoices: Invoiced
    bought_l: float
    excess: Excess
    grade: Grade


class PurchaseMismatch(Rule):
    """以销控进：销量 = 进货 + 库存减少.

    Basis: recorded sales bound the purchases. Per family of product and month, at 20 °C: sales beyond
    purchases and the fall of stock (fuel bought without papers), or purchases beyond sales and the rise of
    stock (papers without fuel, fuel sold elsewhere). Purchases are the delivery documents; an invoice that no
    document names is a purchase of its own where documents name their invoices; a document that still has no
    invoice half a month after the period's end is no purchase. Losses, measuring and what explains
    `stock.month_variance` are allowed for.

    >>> from datetime import timedelta
    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples_books import MONTH_END, books_month, invoice
    >>> judge = rule("tax.purchase_mismatch").judge
    >>> night = MONTH_END + timedelta(days=5, hours=2)
    >>> judge(books_month(), night)
    []
    >>> loose = invoice(900, MONTH_END - timedelta(days=9))
    >>> [(f.severity, f.estimate) for f in judge(books_month(loose), night)]
    [('alarm', -12000000.0)]
    """

    code = "tax.purchase_mismatch"
    tick = "nightly"
    severities = ("alarm", "warning")
    anchor = "period and family of product: `period`, `product`"
    tables = ("stations", "tanks", "nozzles", "fuellings", "tank_readings", "deliveries")
    optional = ("invoices", "tank_charts", "device_events", "maintenance")
    explained_by = (
        "迟到的进油单和发票、倒库和代储油量、另一品种的反向差额、期间更换罐容表或液位仪、油罐检修申报"
    )
    absent = "withdrawn"
    parameters: p.PurchaseMismatch

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per month and family whose purchases do not fit."""
        found: list[Finding] = []
        judged: dict[str, Month] = {}
        for books in station_books(facts).values():
            first = books.first_reading(micros(as_of))
            if first is None:
                continue
            for month in closed_months(moment_of(first), as_of, self.parameters.lookback_days):
                judged[month.period] = month
                found += self._month(facts, books, month, as_of)
        return found + carried(facts, self.code, as_of, judged.values())

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime] | None:
        """The nights at which a month, its papers or its invoices are over, and those of something late."""
        ends = list(month_ends(start, end))
        waits = (0, self.parameters.wait_days, self.parameters.uninvoiced_wait_days)
        closing = [e + timedelta(days=days) for e in ends for days in waits]
        return inside([*closing, *late_arrivals(facts, _TABLES, ends)], start, end)

    def _month(self, facts: Facts, books: StationBooks, month: Month, as_of: datetime) -> list[Finding]:
        wait = timedelta(days=self.parameters.wait_days)
        made = flows(facts, books, month, as_of, wait=wait, spread=self.parameters.spread)
        told = papers(facts, books.station_id, as_of)
        bought = purchases(facts, books.station_id, as_of)
        late = as_of >= month.end + timedelta(days=self.parameters.uninvoiced_wait_days)
        said: list[Finding] = []
        for flow in made.values():
            if flow is None or flow.days < self.parameters.least_days:
                continue
            beside = invoiced(
                flow, [paper for paper in told if paper.family == flow.family], bought, self.parameters
            )
            case = self._case(books, flow, beside, made.values(), late=late)
            if case is not None:
                said.append(self._say(books, month, case, as_of))
        return said

    def _case(
        self, books: StationBooks, flow: Flow, beside: Invoiced, others: Iterable[Flow | None], *, late: bool
    ) -> _Case | None:
        """The side on which the books are out: more sold than bought, or more bought than sold."""
        lost = loss_allowance(self.parameters, books, flow).litres
        least = self.parameters.least_pct / 100 * flow.sold_l
        sides = (
            (1.0, -beside.bare_l if late else 0.0, flow.explained_l),
            (-1.0, beside.extra_l, lost + self.parameters.retained_l * len(flow.papers)),
        )
        for sign, more_bought, allowed in sides:
            gap = flow.gap_l - more_bought
            if sign * gap <= 0:
                continue
            excess = Excess(gap, max(allowed, least), flow.sd_l, opposite_l(flow, gap, others))
            graded = grade(
                excess,
                flow.doubts,
                alarm_z=self.parameters.alarm_z,
                warning_z=self.parameters.warning_z,
                least_l=self.parameters.least_l,
            )
            if graded is not None:
                return _Case(flow, beside, flow.bought_l + more_bought, excess, graded)
        return None

    def _say(self, books: StationBooks, month: Month, case: _Case, as_of: datetime) -> Finding:
        flow = case.flow
        where = Where(
            station_id=books.station_id,
            subject="station",
            anchor=anchor_of_key(period=month.period, product=flow.family),
            started_at=moment_of(flow.start),
            ended_at=moment_of(flow.end),
            detected_at=as_of,
        )
        return finding(
            self,
            where,
            gap_size(case.excess),
            _words(month, case),
            severity=case.grade.severity,
            verdict=case.grade.verdict,
            records={
                "deliveries": [paper.row for paper in flow.papers],
                "invoices": list(case.invoices.extra),
                **flow.records,
            },
            figures={
                "period": month.period,
                **flow.figures(),
                "invoices_beyond_documents_l": case.invoices.extra_l,
                "documents_without_invoice_l": case.invoices.bare_l,
                "mismatch20_l": case.excess.gap_l,
                "allowed_l": case.excess.allowed_l,
                "opposite_l": case.excess.opposite_l,
                "reasons": [reason for _, reason in case.grade.reasons],
            },
        )


def _words(month: Month, case: _Case) -> Words:
    zh, en = named(case.flow.family)
    litres, rise = f"{abs(case.excess.gap_l):.0f}", case.flow.closing_l - case.flow.opening_l
    more, more_en = ("高于", "above") if case.excess.gap_l > 0 else ("低于", "below")
    words = Words(
        f"{month.period}月{zh}出油{case.flow.sold_l:.0f}升，进货{case.bought_l:.0f}升，库存变化{rise:+.0f}升（20℃）："
        f"出油{more}进货减库存变化{litres}升。",
        f"In {month.period} {case.flow.sold_l:.0f} L of {en} left the tanks, {case.bought_l:.0f} L were "
        f"bought, stock changed by {rise:+.0f} L (at 20 °C): {litres} L {more_en} what was bought less that.",
    )
    return with_reasons(words, case.grade)
