"""tax.undeclared_sales: more litres sold than declared for a month."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from youjian.contract.findings import Finding, Severity, Verdict, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.books.nights import carried, inside, late_arrivals, month_ends
from youjian.detection.books.periods import Month, closed_months, deadline
from youjian.detection.books.products import family
from youjian.detection.books.sold import Sales, Sold
from youjian.detection.books.taxpayer_limits import by_class, short_ml
from youjian.detection.evidence import Row, Size, Where, Words, finding, litres, rows
from youjian.detection.facts import Facts
from youjian.detection.moments import moment_of
from youjian.detection.pairs import integers
from youjian.detection.rule import Rule


@dataclass(frozen=True)
class _Filer:
    """A station's sales and declarations of a month.

    `filed_ever`: it has a declaration of some month; `shares_uscc`: other stations have its taxpayer.
    """

    station: Row
    sold: Sold
    declared: Sequence[Row]
    filed_ever: bool
    shares_uscc: bool

    def sold_ml(self, *, certain: bool = False) -> dict[str, int]:
        """mL sold by class of product; `certain`: without records made from totals alone."""
        every = self.sold.volume_ml.items()
        return by_class({name: ml - (self.sold.totals_ml[name] if certain else 0) for name, ml in every})

    def declared_ml(self) -> dict[str, int]:
        """mL declared by class of product."""
        return by_class({row["product"]: row["volume_ml"] for row in self.declared})

    def surplus_ml(self) -> int:
        """mL declared beyond its own sales."""
        return max(sum(self.declared_ml().values()) - sum(self.sold_ml().values()), 0)


class UndeclaredSales(Rule):
    """销量不得高于申报销量.

    Basis: 税收征管, a reference for tax. Sales (kind `sale`; not self-use, returns, transfers, custody) of a
    month, Shanghai time, against the declared litres, together and petrol and diesel each, beyond 1 %.
    Missing records only lower what was sold, so the data need not cover the month. Judged by station: a filer
    who declares several stations under one of them is recognised by the surplus declared there, where the
    facts hold them together; a station without any declaration whose taxpayer has others is undecidable.
    Without a declaration a station is judged after the day to declare by, for months that its data begin
    before. Money is only stated beside (discounts, cards).

    >>> from datetime import timedelta
    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples_books import MONTH_END, books_month, declaration
    >>> night = MONTH_END + timedelta(days=10, hours=2)
    >>> judge = rule("tax.undeclared_sales").judge
    >>> judge(books_month(declaration("2026-11", 64_800)), night)
    []
    >>> [f.message for f in judge(books_month(declaration("2026-11", 50_000)), night)]
    ['2026-11月销售64800.00升，申报50000.00升，未申报14800.00升。']
    """

    code = "tax.undeclared_sales"
    tick = "nightly"
    severities = ("alarm", "warning")
    anchor = "the period: `period`"
    tables = ("stations", "nozzles", "fuellings", "declarations")
    explained_by = "更正申报、汇总纳税（同一纳税人其他站点多申报的油量）、自用、回罐、倒库和代储油量"
    absent = "withdrawn"
    by_taxpayer = True
    parameters: p.UndeclaredSales

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per station and month that sold more than was declared."""
        sales = Sales(facts, as_of)
        stations = _whole(facts, "stations", as_of)
        first = {row["station_id"]: sales.first(row["station_id"]) for row in stations}
        earliest = min((at for at in first.values() if at is not None), default=as_of)
        judged = list(closed_months(earliest, as_of, self.parameters.lookback_days))
        returns = _returns(facts, as_of)
        filed = {station for station, _ in returns}
        found: list[Finding] = []
        taxpayers = Counter(row["uscc"] for row in stations)
        for month in judged:
            filers = [
                _Filer(
                    station=s,
                    sold=sales.of(at, month),
                    declared=returns.get((at, month.period), []),
                    filed_ever=at in filed,
                    shares_uscc=taxpayers[s["uscc"]] > 1,
                )
                for s in stations
                if first[at := s["station_id"]] is not None
            ]
            begins = {station for station, at in first.items() if at is not None and at < month.start}
            found += self._month(month, filers, begins, as_of)
        return found + carried(facts, self.code, as_of, judged)

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime] | None:
        """The nights after a return, a month's end or its deadline, and those of something late."""
        ends = list(month_ends(start, end))
        due = [end + timedelta(days=self.parameters.deadline_day) for end in ends]
        filed = [moment_of(at) for at in np.unique(integers(facts.history("declarations"), "known_at"))]
        late = late_arrivals(facts, {"fuellings": "ended_at"}, ends)
        return inside([*ends, *due, *filed, *late], start, end)

    def _month(
        self, month: Month, filers: Sequence[_Filer], begins: set[str], as_of: datetime
    ) -> list[Finding]:
        surplus: dict[str, int] = defaultdict(int)
        for filer in filers:
            surplus[filer.station["uscc"]] += filer.surplus_ml()
        due = as_of >= deadline(month, self.parameters.deadline_day)
        said: list[Finding] = []
        for filer in filers:
            covered = filer.station["station_id"] in begins
            if not self._may_judge(filer, due=due, covered=covered):
                continue
            elsewhere = surplus[filer.station["uscc"]] - filer.surplus_ml()
            short = self._short_ml(filer) - elsewhere
            if short > self.parameters.least_l * 1000:
                said.append(self._say(filer, month, short, as_of))
        return said

    def _may_judge(self, filer: _Filer, *, due: bool, covered: bool) -> bool:
        """Whether the return can be taken as complete: every family sold is in it, or the day has passed."""
        if not filer.declared:
            return due and covered
        told = {family(row["product"]) for row in filer.declared}
        least = self.parameters.least_l * 1000
        return due or all(name in told for name, volume in filer.sold.volume_ml.items() if volume > least)

    def _short_ml(self, filer: _Filer, *, certain: bool = False) -> int:
        """mL sold and not declared: of both classes together or of one, whichever is beyond the limit."""
        return short_ml(filer.sold_ml(certain=certain), filer.declared_ml(), self.parameters)

    def _weigh(self, filer: _Filer) -> tuple[Severity, Verdict, str, str]:
        if not self._short_ml(filer, certain=True):
            zh = "，其中由累计泵码差值生成的记录缺少明细，数据不足以判定"
            return "warning", "undecidable", zh, "; records made from totals alone leave it undecidable"
        if filer.shares_uscc and not filer.filed_ever:
            zh = "，该站没有任何申报记录，可能由同一纳税人的其他站点汇总申报，数据不足以判定"
            en = "; it has no declaration at all, its taxpayer may declare elsewhere: undecidable"
            return "warning", "undecidable", zh, en
        return "alarm", "discrepancy", "", ""

    def _say(self, filer: _Filer, month: Month, short: int, as_of: datetime) -> Finding:
        severity, verdict, zh, en = self._weigh(filer)
        sold, declared = sum(filer.sold_ml().values()), sum(filer.declared_ml().values())
        told = f"申报{litres(declared)}升" if filer.declared else "没有申报"
        told_en = f"{litres(declared)} L declared" if filer.declared else "nothing declared"
        return finding(
            self,
            Where(
                station_id=filer.station["station_id"],
                subject="station",
                anchor=anchor_of_key(period=month.period),
                started_at=month.start,
                ended_at=month.end,
                detected_at=as_of,
            ),
            Size.exact(short, "ml"),
            Words(
                f"{month.period}月销售{litres(sold)}升，{told}，未申报{litres(short)}升{zh}。",
                f"In {month.period} {litres(sold)} L were sold, {told_en}: {litres(short)} L undeclared{en}.",
            ),
            severity=severity,
            verdict=verdict,
            records={"declarations": list(filer.declared), "stations": [filer.station]},
            figures={
                "period": month.period,
                "sold_ml": dict(filer.sold.volume_ml),
                "declared_ml": {row["product"]: row["volume_ml"] for row in filer.declared},
                "fuellings": filer.sold.count,
                "sold_fen": filer.sold.amount_fen,
                "declared_fen": sum(row["amount_fen"] for row in filer.declared),
                "undeclared_ml": short,
            },
        )


def _whole(facts: Facts, table: str, as_of: datetime) -> list[Row]:
    known = facts.known(table, as_of)
    return rows(known, np.ones(known.num_rows, dtype=bool))


def _returns(facts: Facts, as_of: datetime) -> Mapping[tuple[str, str], list[Row]]:
    """The current declarations by station and period."""
    made: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in _whole(facts, "declarations", as_of):
        made[row["station_id"], row["period"]].append(row)
    return made
