"""进销存 of a month: what a station's tanks of one family held, got and gave, with an honest uncertainty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.detection.books.cuts import FAR, near, quiet_moment
from youjian.detection.books.papers import Paper, papers
from youjian.detection.books.periods import Month
from youjian.detection.books.products import family
from youjian.detection.books.spread import Spread
from youjian.detection.books.station import StationBooks, nozzle_map
from youjian.detection.books.stock import HOUR, stock20
from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts
from youjian.detection.moments import micros, moment_of
from youjian.detection.standing import Standing

_CUT_WITHIN = 48 * HOUR
_DOUBTED = ("chart_changed", "gauge_replaced")
_EXPLAINED_KINDS = ("transfer", "custody")


@dataclass(frozen=True)
class Flow:
    """A month's books of one family, litres at 20 °C, cut at the moments `start` and `end` (µs).

    `explained_l` was moved between tanks or held for others: it may have come in without a paper of its own.
    `doubts` names what else happened to the tanks meanwhile, as (Chinese, English).
    """

    family: str
    start: int
    end: int
    opening_l: float
    closing_l: float
    sold_l: float
    papers: tuple[Paper, ...]
    explained_l: float
    sd_l: float
    doubts: tuple[tuple[str, str], ...]
    records: dict[str, list[Row]]

    @property
    def bought_l(self) -> float:
        """Litres that documents say came in."""
        return sum(paper.litres20 for paper in self.papers)

    @property
    def gap_l(self) -> float:
        """Measured less book stock: positive when there is more fuel than the papers explain."""
        return self.closing_l - self.opening_l - self.bought_l + self.sold_l

    @property
    def days(self) -> float:
        """How long, days."""
        return (self.end - self.start) / (24 * HOUR)

    @property
    def held_l(self) -> float:
        """What lay in the tanks, on average of both ends."""
        return (self.opening_l + self.closing_l) / 2

    def figures(self) -> dict[str, object]:
        """The figures from which the gap can be worked out again."""
        return {
            "family": self.family,
            "cut_at": [moment_of(self.start), moment_of(self.end)],
            "opening20_l": self.opening_l,
            "closing20_l": self.closing_l,
            "sold20_l": self.sold_l,
            "documents20_l": self.bought_l,
            "documents": len(self.papers),
            "transfer_and_custody_l": self.explained_l,
            "gap20_l": self.gap_l,
            "sd_l": self.sd_l,
        }


def flows(
    facts: Facts, books: StationBooks, month: Month, as_of: datetime, *, wait: timedelta, spread: Spread
) -> dict[str, Flow | None]:
    """The books of every family of a month; None where the gauge does not reach both ends.

    Papers may come late: until `wait` after the month's end only what is older than `wait` is put together.
    Rules of one night ask for the same, so the last answer is kept.
    """
    until = month.end if as_of >= month.end + wait else month.end - wait
    recent = facts.derived("books.flows", _nothing_yet)
    key = (as_of, until, spread)
    name = f"{books.station_id}:{month.period}"
    if name not in recent or recent[name][0] != key:
        told = papers(facts, books.station_id, as_of)
        span = (month.start, until, as_of)
        made = {f: _flow(facts, books, f, told, span=span, spread=spread) for f in books.families()}
        recent[name] = (key, made)
    return recent[name][1]


Remembered = dict[str, tuple[tuple[datetime, datetime, Spread], dict[str, Flow | None]]]


def _nothing_yet() -> Remembered:
    return {}


def _flow(
    facts: Facts,
    books: StationBooks,
    name: str,
    papers_of_all: Sequence[Paper],
    *,
    span: tuple[datetime, datetime, datetime],
    spread: Spread,
) -> Flow | None:
    begins, until, now = (micros(at) for at in span)
    tanks, told = books.tanks(name), [paper for paper in papers_of_all if paper.family == name]
    first = _first_moment(books, tanks, now)
    if first is None:
        return None
    earliest = max(first, begins - _CUT_WITHIN)
    opens, closes = (earliest, max(begins, earliest + _CUT_WITHIN)), (until - _CUT_WITHIN, until)
    start, end = (_cut(books, tanks, between, told, now) for between in (opens, closes))
    if start is None or end is None or end <= start:
        return None
    opening, closing = (sum(stock20(books, tank, at, now) for tank in tanks) for at in (start, end))
    sold = sum(books.sold20(tank, start, end, now) for tank in tanks)
    taken = tuple(paper for paper in told if start < paper.at <= end)
    explained, doubts, records = _beside(facts, books, name, tanks, (start, end, span[2]))
    sd = _sd(spread, sold, taken, closing - opening, len(tanks))
    return Flow(name, start, end, opening, closing, sold, taken, explained, sd, doubts, records)


def _cut(
    books: StationBooks, tanks: Sequence[int], between: tuple[int, int], told: Sequence[Paper], now: int
) -> int | None:
    drops = [paper for paper in told if between[0] - 2 * FAR <= paper.at <= between[1] + 2 * FAR]
    return quiet_moment(books, tanks, between, [near(books, tanks, one, now) for one in drops], now)


def _first_moment(books: StationBooks, tanks: Sequence[int], now: int) -> int | None:
    """From when on both gauge and fuellings are there."""
    if not tanks:
        return None
    firsts: list[int] = []
    for tank in tanks:
        level = books.levels[tank]
        seen = np.flatnonzero(level.known <= now)
        if not seen.size:
            return None
        firsts.append(int(level.at[seen[0]]))
    fuelled = books.sales.started[books.sales.known <= now]
    return None if not len(fuelled) else max(*firsts, int(fuelled.min()))


def _sd(spread: Spread, sold: float, taken: Sequence[Paper], change: float, tanks: int) -> float:
    bought = sum(paper.litres20 for paper in taken)
    parts = np.array(
        [
            spread.meters_pct / 100 * sold,
            spread.warmth_pct / 100 * sold,
            spread.document_pct / 100 * np.sqrt(sum(paper.litres20**2 for paper in taken)),
            spread.documents_bias_pct / 100 * bought,
            spread.chart_scale_pct / 100 * change,
            spread.chart_shape_l * np.sqrt(tanks),
        ]
    )
    return float(np.sqrt(np.sum(parts**2)))


Beside = tuple[float, tuple[tuple[str, str], ...], dict[str, list[Row]]]


def _beside(
    facts: Facts, books: StationBooks, name: str, tanks: Sequence[int], times: tuple[int, int, datetime]
) -> Beside:
    """What moved without a paper, what else happened to the tanks, and the records that say so."""
    span, as_of = (moment_of(times[0]), moment_of(times[1])), times[2]
    devices = {f"tank:{tank}" for tank in tanks}
    events = _overlapping(facts, ("device_events", "at", "at"), books.station_id, span, as_of)
    events = [row for row in events if row["device"] in devices and row["code"] in _DOUBTED]
    works = _overlapping(facts, ("maintenance", "starts_at", "ends_at"), books.station_id, span, as_of)
    works = [row for row in works if row["device"] in devices]
    doubts: list[tuple[str, str]] = []
    if events or _new_chart(facts, books.station_id, tanks, span):
        doubts.append(("期间更换过液位仪或罐容表", "the gauge or the tank chart was changed meanwhile"))
    if works:
        doubts.append(("期间油罐有申报的检修", "announced work was done on a tank meanwhile"))
    moved = _moved(facts, books.station_id, name, as_of, span)
    return moved, tuple(doubts), {"device_events": events, "maintenance": works}


def _new_chart(facts: Facts, station_id: str, tanks: Sequence[int], span: tuple[datetime, datetime]) -> bool:
    """Whether another chart came into force for a tank meanwhile."""
    charts = facts.known("tank_charts", span[1])
    since = charts["valid_from"]
    newer = pc.and_(pc.greater(since, pa.scalar(span[0])), pc.less_equal(since, pa.scalar(span[1])))
    if not pc.any(newer).as_py():
        return False
    listed = charts.filter(newer).select(["station_id", "tank_id"]).to_pylist()
    return any(row["station_id"] == station_id and row["tank_id"] in tanks for row in listed)


def _overlapping(
    facts: Facts,
    table: tuple[str, str, str],
    station_id: str,
    span: tuple[datetime, datetime],
    as_of: datetime,
) -> list[Row]:
    """The rows of a table (its name, the columns of their begin and end) that share a moment with a span."""
    known, columns = facts.known(table[0], as_of), table[1:]
    if not known.num_rows:
        return []
    within = pc.and_(
        pc.less_equal(known[columns[0]], pa.scalar(span[1])),
        pc.greater_equal(known[columns[1]], pa.scalar(span[0])),
    )
    return rows(known, pc.and_(within, pc.equal(known["station_id"], station_id)).to_numpy())


def _moved(
    facts: Facts, station_id: str, name: str, as_of: datetime, span: tuple[datetime, datetime]
) -> float:
    """Litres that nozzles of a family gave as transfer or custody."""
    special, now = facts.derived("books.moved", lambda: _special(facts)), micros(as_of)
    return sum(
        litres
        for station, own, ended, (known, until), litres in special
        if (station, own) == (station_id, name) and span[0] < ended <= span[1] and known <= now < until
    )


Special = list[tuple[str, str, datetime, tuple[int, int], float]]


def _special(facts: Facts) -> Special:
    """Transfers and custody: station, family, end, from when until when the record stood (µs), litres."""
    standing = Standing(facts.history("fuellings"), ("station_id", "nozzle_id", "seq"))
    chosen = np.flatnonzero(pc.is_in(standing.history["kind"], pa.array(_EXPLAINED_KINDS)).to_numpy())
    register, made = nozzle_map(facts), Special()
    for row, at in zip(rows(standing.history, chosen), chosen.tolist(), strict=True):
        nozzle = (row["station_id"], row["nozzle_id"])
        index = int(register.index(nozzle, np.array([micros(row["ended_at"])]))[0])
        if index >= 0:
            own = family(register.rows[nozzle][index]["product"])
            stood = (int(standing.known[at]), int(standing.until[at]))
            made.append((row["station_id"], own, row["ended_at"], stood, row["volume_ml"] / 1000))
    return made
