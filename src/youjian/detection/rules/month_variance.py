"""stock.month_variance: a month's purchases, sales and stock do not add up beyond the losses allowed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.books.allowance import Allowance, allowance
from youjian.detection.books.excess import Excess, Grade, grade, opposite_l
from youjian.detection.books.flows import Flow, flows
from youjian.detection.books.nights import carried, inside, late_arrivals, month_ends
from youjian.detection.books.periods import Month, closed_months
from youjian.detection.books.products import class_of_family, named
from youjian.detection.books.station import StationBooks, station_books
from youjian.detection.evidence import Size, Where, Words, finding
from youjian.detection.facts import Facts
from youjian.detection.moments import micros, moment_of
from youjian.detection.rule import Rule

BOOKS_TABLES = {
    "deliveries": "delivered_at",
    "fuellings": "ended_at",
    "tank_readings": "at",
    "device_events": "at",
}
_INTERVAL_Z = 1.96


class MonthVariance(Rule):
    """月度进销存损溢须在定额内.

    Basis: GB/T 11085 losses as data; 以销控进. Per family of product and month, at 20 °C: closing stock by
    gauge less (opening stock + documents - litres that left the tanks). A loss beyond the allowance (retail,
    unloading, storage), or a gain (which nature does not make), beyond a 99.9 % interval is an alarm.
    The books are cut at a moment near the month's end at which every tank is gauged and no paper is near.
    An opposite gap of another product (map of nozzles), a new chart or gauge, or announced work on the tank
    decides nothing; transfers and custody explain a gain of their litres.

    >>> from datetime import timedelta
    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples_books import MONTH_END, books_month
    >>> judge = rule("stock.month_variance").judge
    >>> night = MONTH_END + timedelta(days=5, hours=2)
    >>> judge(books_month(), night)
    []
    >>> [f.severity for f in judge(books_month(unrecorded_l=5000.0), night)]
    ['alarm']
    """

    code = "stock.month_variance"
    tick = "nightly"
    severities = ("alarm", "warning")
    anchor = "period and family of product: `period`, `product`"
    tables = ("stations", "tanks", "nozzles", "fuellings", "tank_readings", "deliveries")
    optional = ("tank_charts", "device_events", "maintenance")
    explained_by = "迟到的进油单、倒库和代储油量、另一品种的反向差额、期间更换罐容表或液位仪、油罐检修申报"
    absent = "withdrawn"
    parameters: p.MonthVariance

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per month and family whose gap is beyond losses and measuring."""
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
        """The nights at which a month is over or its papers are, and those that bring something late."""
        ends = list(month_ends(start, end))
        wait = timedelta(days=self.parameters.wait_days)
        closing = [*ends, *(e + wait for e in ends)]
        return inside([*closing, *late_arrivals(facts, BOOKS_TABLES, ends)], start, end)

    def _month(self, facts: Facts, books: StationBooks, month: Month, as_of: datetime) -> list[Finding]:
        wait = timedelta(days=self.parameters.wait_days)
        made = flows(facts, books, month, as_of, wait=wait, spread=self.parameters.spread)
        said: list[Finding] = []
        for flow in made.values():
            if flow is None or flow.days < self.parameters.least_days:
                continue
            excess, allowed = self._excess(books, flow, made.values())
            graded = grade(
                excess,
                flow.doubts,
                alarm_z=self.parameters.alarm_z,
                warning_z=self.parameters.warning_z,
                least_l=self.parameters.least_l,
            )
            if graded is not None:
                said.append(self._say(books, month, flow, excess, (allowed, graded, as_of)))
        return said

    def _excess(
        self, books: StationBooks, flow: Flow, others: Iterable[Flow | None]
    ) -> tuple[Excess, Allowance]:
        lost = loss_allowance(self.parameters, books, flow)
        gain = max(self.parameters.gain_pct / 100 * flow.sold_l, 0.0) + flow.explained_l
        retained = self.parameters.retained_l * len(flow.papers)
        allowed = gain if flow.gap_l > 0 else lost.litres + retained
        return Excess(flow.gap_l, allowed, flow.sd_l, opposite_l(flow, flow.gap_l, others)), lost

    def _say(
        self,
        books: StationBooks,
        month: Month,
        flow: Flow,
        excess: Excess,
        outcome: tuple[Allowance, Grade, datetime],
    ) -> Finding:
        allowed, graded, as_of = outcome
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
            gap_size(excess),
            _words(month, flow, excess, graded),
            severity=graded.severity,
            verdict=graded.verdict,
            records={"deliveries": [paper.row for paper in flow.papers], **flow.records},
            figures={
                "period": month.period,
                **flow.figures(),
                "allowed_l": excess.allowed_l,
                "loss_rate": [allowed.rate.region, allowed.rate.retail_pct, allowed.rate.unloading_pct],
                "opposite_l": excess.opposite_l,
                "reasons": [reason for _, reason in graded.reasons],
            },
        )


def loss_allowance(parameters: p.MonthVariance, books: StationBooks, flow: Flow) -> Allowance:
    """What a family may lose in a month's books."""
    return allowance(
        parameters.losses,
        parameters.regions,
        region_code=books.region_code,
        product_class=class_of_family(flow.family),
        sold_l=flow.sold_l,
        bought_l=flow.bought_l,
        held_l=flow.held_l,
        days=flow.days,
    )


def gap_size(excess: Excess) -> Size:
    """A gap as a finding's size, mL at 20 °C."""
    spread = _INTERVAL_Z * excess.sd_l
    return Size(excess.gap_l * 1000, (excess.gap_l - spread) * 1000, (excess.gap_l + spread) * 1000, "ml")


def _words(month: Month, flow: Flow, excess: Excess, graded: Grade) -> Words:
    zh, en = named(flow.family)
    litres, allowed = f"{abs(excess.gap_l):.0f}", f"{excess.allowed_l:.0f}"
    kind, kind_en = ("溢余", "gained") if excess.gap_l > 0 else ("损耗", "lost")
    share = f"{100 * abs(excess.gap_l) / max(flow.sold_l, 1.0):.2f}"
    words = Words(
        f"{month.period}月{zh}进销存{kind}{litres}升（占销量{share}%，20℃），允许{allowed}升，"
        f"测量标准差{excess.sd_l:.0f}升。",
        f"In {month.period} the books of {en} {kind_en} {litres} L ({share} % of sales, at 20 °C); "
        f"{allowed} L are allowed, the measuring sd is {excess.sd_l:.0f} L.",
    )
    return with_reasons(words, graded)


def with_reasons(words: Words, graded: Grade) -> Words:
    """The same sentence with the reasons why it decides nothing."""
    if not graded.reasons:
        return words
    zh = "、".join(reason for reason, _ in graded.reasons)
    en = "; ".join(reason for _, reason in graded.reasons)
    return Words(
        f"{words.zh.rstrip('。')}；{zh}，数据不足以判定。",
        f"{words.en.rstrip('.')}; {en}: undecidable.",
    )
