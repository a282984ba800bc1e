"""price.above_cap: fuel was sold above the highest price that the region's notice allows."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np

from youjian.contract.findings import Finding, anchor_of_key, closed, finding_id
from youjian.detection import parameters as p
from youjian.detection.evidence import Size, Where, Words, finding, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import after_day, between, micros, moment_of
from youjian.detection.overpriced import Overpriced, Sales
from youjian.detection.pairs import Integers, Mask
from youjian.detection.rule import Rule
from youjian.detection.standing import NEVER


class AboveCap(Rule):
    """成品油零售单价不得高于最高零售价.

    Basis: the region's price notice (`price_caps`). The cap is the one in force at the start of the
    fuelling, of the most specific region (county, city, province) that lists the nozzle's product; only
    sales count. One finding per nozzle, product and business day, ended when the day is over; its
    estimate is what was charged above the cap. Superseded when corrections leave no such sale. Where a
    record made of totals, a clock known to be off beside a change of the cap, or a lone nozzle that sells
    at another product's price leaves it open, nothing is decided.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import after, facts, fuelling, nozzle, price_cap, station
    >>> held = facts(station(), nozzle(), price_cap(max_price_fen=750), fuelling(1))
    >>> [finding] = rule("price.above_cap").judge(held, after(20))
    >>> finding.estimate, finding.unit, finding.message
    (180.0, 'fen', '92号油1笔加油单价最高7.56元/升，高于最高零售价7.50元/升，多收1.80元。')
    """

    code = "price.above_cap"
    tick = "watch"
    severities = ("alarm", "info")
    anchor = "business day and product: `day`, `product`, on the nozzle"
    tables = ("stations", "nozzles", "price_caps", "fuellings")
    optional = ("heartbeats",)
    explained_by = "价格公告未列入的油品；回罐、自用、倒库与代储不属销售；油枪品种登记有误的待核"
    parameters: p.AboveCap

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """What was sold above the cap on the days of which something was new within the last day."""
        found, now = self._overpriced(facts, as_of), micros(as_of)
        before = latest_revisions(facts.findings(self.code, as_of))
        said: list[Finding] = []
        for sales in found.sales:
            mine = found.standing.at(now, sales.at)
            if not mine.any():
                last = before.get(self._id(sales))
                if last is not None and last.status != "superseded" and _held(found, sales, last):
                    said.append(closed(last, "superseded", as_of))
            elif self._is_news(sales, found.standing.known[sales.at], now):
                said.append(self._say(found, sales, mine, as_of))
        return said

    def _id(self, sales: Sales) -> str:
        station_id, nozzle_id = sales.nozzle
        return finding_id(self.code, station_id, f"nozzle:{nozzle_id}", _anchor(sales))

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """When a nozzle's day has its first sale above the cap, decided or not, is corrected, and ends."""
        found, named = self._overpriced(facts, end), list[int]()
        for sales in found.sales:
            known, until = found.standing.known[sales.at], found.standing.until[sales.at]
            named += [int(known.min()), micros(after_day(sales.day)), *until[until <= micros(end)].tolist()]
            named += known[(known > micros(after_day(sales.day))) | (until.min() < NEVER)].tolist()
            if sales.decided.any():
                named.append(int(known[sales.decided].min()))
        return between(named, start, end)

    def _is_news(self, sales: Sales, known: Integers, now: int) -> bool:
        since = now - self.parameters.lookback_s * 1_000_000
        return micros(after_day(sales.day)) > since or bool(((known > since) & (known <= now)).any())

    def _overpriced(self, facts: Facts, as_of: datetime) -> Overpriced:
        reach = self.parameters.clock_reach_s
        return facts.derived(f"{self.code}:{reach}", lambda: Overpriced(facts, as_of, reach))

    def _say(self, found: Overpriced, sales: Sales, mine: Mask, as_of: datetime) -> Finding:
        decided = bool((mine & sales.decided).any())
        mine = mine & sales.decided if decided else mine
        at, caps = sales.at[mine], sales.caps[mine]
        price, volume, started, ended = (
            found.column(name)[at] for name in ("unit_price_fen", "volume_ml", "started_at", "ended_at")
        )
        over = int(((price - caps) * volume).sum()) / 1000
        highest = int(np.argmax(price - caps))
        words = _words(sales.product, len(at), int(price[highest]), int(caps[highest]), over)
        where = Where(
            station_id=sales.nozzle[0],
            subject=f"nozzle:{sales.nozzle[1]}",
            anchor=_anchor(sales),
            started_at=moment_of(int(started.min())),
            ended_at=moment_of(int(ended.max())),
            detected_at=as_of,
        )
        return finding(
            self,
            where,
            Size.exact(over, "fen"),
            words if decided else _left_open(words),
            severity="alarm" if decided else "info",
            verdict="discrepancy" if decided else "undecidable",
            status="ended" if as_of >= after_day(sales.day) else "open",
            records={
                "fuellings": rows(found.rows, _ends(at, self.parameters.shown)),
                "nozzles": [sales.registered],
                "price_caps": list(sales.notices),
            },
            figures={"sales": len(at), "over_fen": over, "caps_fen": np.unique(caps).tolist()},
        )


def _held(found: Overpriced, sales: Sales, said: Finding) -> bool:
    """Whether the facts reach back to the first sale that was told of."""
    return bool((found.column("started_at")[sales.at] == micros(said.started_at)).any())


def _anchor(sales: Sales) -> str:
    return anchor_of_key(day=sales.day, product=sales.product)


def _ends(sold: Integers, shown: int) -> Integers:
    """The first and the last of a long list."""
    return sold if len(sold) <= shown else np.append(sold[: shown // 2], sold[-(shown // 2) :])


def _words(product: str, sales: int, price_fen: int, cap_fen: int, over: float) -> Words:
    price, limit, money = price_fen / 100, cap_fen / 100, over / 100
    return Words(
        f"{product}号油{sales}笔加油单价最高{price:.2f}元/升，高于最高零售价{limit:.2f}元/升，"
        f"多收{money:.2f}元。",
        f"{sales} fuellings of {product} at up to {price:.2f} yuan/L, above the cap of {limit:.2f} "
        f"yuan/L: {money:.2f} yuan over.",
    )


def _left_open(words: Words) -> Words:
    return Words(
        f"{words.zh.rstrip('。')}；记录缺少明细、时钟有偏差或油枪品种登记待核，数据不足以判定。",
        f"{words.en.rstrip('.')}; made of totals, beside a change with a clock off, or a nozzle whose "
        "registered product is in doubt: undecidable.",
    )
