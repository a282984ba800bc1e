"""fuelling.false_return: litres said to have gone back into the tank did not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from youjian.contract.findings import Finding, Severity, Verdict, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.books.nights import inside, night_numbers, nights
from youjian.detection.books.products import family
from youjian.detection.books.returns import Balance, Series, balance, series
from youjian.detection.books.station import StationBooks, nozzle_map, station_books
from youjian.detection.evidence import Row, Size, Where, Words, finding, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import micros, moment_of
from youjian.detection.nozzle_map import NozzleMap
from youjian.detection.pairs import Integers, integers
from youjian.detection.rule import Rule
from youjian.detection.ticks import nightly_tick

_MINUTE = 60 * 1_000_000
_DAY = 1440 * _MINUTE
_NORMAL = 1.4826
_INTERVAL_Z = 1.96


@dataclass(frozen=True)
class _Measured:
    """Litres at 20 °C that came back too little (negative) over a series, with its standard deviation."""

    missing_l: float
    sd_l: float
    controls: int
    severity: Severity
    verdict: Verdict


@dataclass(frozen=True)
class _Change:
    """Litres at 20 °C by which tanks changed over a series beyond their sales, with its sd."""

    litres: float
    sd_l: float
    controls: int


class FalseReturn(Rule):
    """回罐油量须回到油罐.

    Basis: 回罐. A test return leaves its tank as it was: level with sales added back is the same before a
    series and half an hour after it, series within a verification up to its end. What came into another tank
    of the same product came back. The spread is that of windows of the same length without returns within a
    day around, so that a rough gauge or a wrong map of nozzles widens it. An alarm when the litres missing
    are beyond 4.5 sd and at least half of those claimed; undecidable without gauge data.

    >>> from datetime import timedelta
    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples_books import BOOKS_START, returning
    >>> judge = rule("fuelling.false_return").judge
    >>> night = BOOKS_START + timedelta(days=2, hours=2)
    >>> judge(returning(60.0), night), [f.message for f in judge(returning(0.0), night)]
    ([], ['1次回罐共60.00升，油罐少回60升。'])
    """

    code = "fuelling.false_return"
    tick = "nightly"
    severities = ("alarm", "warning")
    anchor = "key of the first return of the series out of the tank: `seq`"
    tables = ("stations", "tanks", "nozzles", "fuellings", "tank_readings")
    optional = ("tank_charts",)
    explained_by = "回到同一油品另一油罐、检定结束后一并回罐、同一时段的其他加油"
    absent = "withdrawn"
    parameters: p.FalseReturn

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per series whose litres are missing."""
        found: list[Finding] = []
        nozzles = nozzle_map(facts)
        gap, settle = int(self.parameters.series_gap_min * _MINUTE), int(self._settled_min() * _MINUTE)
        since = as_of - timedelta(days=self.parameters.lookback_days)
        claimed = _returns(facts, nozzles, since, as_of)
        for station_id, books in station_books(facts).items():
            mine = claimed.get(station_id, [])
            spans = [(one.start, one.end) for one in series(mine, gap)]
            for one in series(mine, gap):
                if one.end + settle > micros(as_of) or one.litres < self.parameters.least_l:
                    continue
                measured = self._measure(books, one, spans, micros(as_of))
                if measured is not None:
                    found.append(self._say(station_id, one, measured, as_of))
        return found + _earlier(facts, self.code, since, as_of)

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime] | None:
        """When a return has settled; when it, or anything of its day, is known late."""
        table = facts.history("fuellings")
        returned = table.filter(pc.equal(table["kind"], "test_return"))
        settle = timedelta(minutes=self._settled_min())
        ended = [moment_of(at) for at in integers(returned, "ended_at")]
        found = [*(at + settle for at in ended), *(moment_of(at) for at in integers(returned, "known_at"))]
        if ended:
            found += _late_around(facts, integers(returned, "ended_at"))
        return inside(found, start, end)

    def _settled_min(self) -> float:
        return self.parameters.settle_min + self.parameters.level_min

    def _measure(
        self, books: StationBooks, one: Series, spans: Sequence[tuple[int, int]], as_of: int
    ) -> _Measured | None:
        """What came back too little; None where everything did, or nothing can be said of so few litres."""
        own = books.together(one.tank)
        change = self._change(books, own, one, spans, as_of)
        if change is None:
            return _Measured(0.0, 0.0, 0, "warning", "undecidable")
        missing, sd = -change.litres, change.sd_l
        least = self.parameters.missing_share * one.litres
        if missing < least or missing <= self.parameters.warning_z * sd:
            return None
        held = family(books.products[one.tank])
        others = [tank for tank in books.tanks(held) if tank not in own]
        elsewhere = self._change(books, others, one, spans, as_of) if others else None
        if elsewhere is not None and elsewhere.litres >= least:
            return None
        severity: Severity = "alarm" if missing > self.parameters.alarm_z * sd else "warning"
        return _Measured(missing, sd, change.controls, severity, "suspicion")

    def _change(
        self,
        books: StationBooks,
        tanks: Sequence[int],
        one: Series,
        spans: Sequence[tuple[int, int]],
        as_of: int,
    ) -> _Change | None:
        """What a series changed in some tanks, against the same span at other times; None when not gauged."""
        settle, width = int(self.parameters.settle_min * _MINUTE), int(self.parameters.level_min * _MINUTE)
        night = micros(nightly_tick(moment_of(one.end + settle + width)))
        seen = balance(books, tanks, (one.start - _DAY - width, night), as_of)
        change = None if seen is None else seen.around(one.start - _MINUTE, one.end + settle, width)
        if seen is None or change is None:
            return None
        others = self._controls(seen, one, spans, night)
        if len(others) < self.parameters.least_controls:
            return None
        middle = float(np.median(others))
        spread = _NORMAL * float(np.median(np.abs(others - middle)))
        sold = seen.sold(one.start, one.end + settle)
        sd = float(np.hypot(max(spread, self.parameters.sd_floor_l), self.parameters.sold_pct / 100 * sold))
        return _Change(change - middle, sd, len(others))

    def _controls(
        self, seen: Balance, one: Series, spans: Sequence[tuple[int, int]], night: int
    ) -> NDArray[np.float64]:
        """The same measurement at other times within a day, away from every series."""
        settle, width = int(self.parameters.settle_min * _MINUTE), int(self.parameters.level_min * _MINUTE)
        length = one.end - one.start + settle
        step = max(2 * _DAY // self.parameters.controls, length // 2)
        found: list[float] = []
        for start in range(one.start - _DAY, min(one.start + _DAY, night - length - width) + 1, step):
            free = all(start - width > e + settle or start + length + width < s for s, e in spans)
            change = seen.around(start, start + length, width) if free else None
            found += [] if change is None else [change]
        return np.array(found)

    def _say(self, station_id: str, one: Series, measured: _Measured, as_of: datetime) -> Finding:
        first = one.returns[0]
        where = Where(
            station_id=station_id,
            subject=f"nozzle:{first['nozzle_id']}",
            anchor=anchor_of_key(seq=first["seq"]),
            started_at=moment_of(one.start),
            ended_at=moment_of(one.end),
            detected_at=as_of,
        )
        spread = _INTERVAL_Z * measured.sd_l
        decided = measured.verdict != "undecidable"
        missing = measured.missing_l
        size = Size(missing * 1000, (missing - spread) * 1000, (missing + spread) * 1000, "ml")
        return finding(
            self,
            where,
            size if decided else Size(None, None, None, "ml"),
            _words(one, measured, decided=decided),
            severity=measured.severity,
            verdict=measured.verdict,
            records={"fuellings": list(one.returns)},
            figures={
                "claimed_l": one.litres,
                "returns": len(one.returns),
                "missing20_l": measured.missing_l,
                "sd_l": measured.sd_l,
                "controls": measured.controls,
            },
        )


def _words(one: Series, measured: _Measured, *, decided: bool) -> Words:
    count, litres = len(one.returns), f"{one.litres:.2f}"
    if not decided:
        return Words(
            f"{count}次回罐共{litres}升，前后缺少液位数据，数据不足以判定。",
            f"{count} test returns of {litres} L in all; gauge data around them are lacking: undecidable.",
        )
    return Words(
        f"{count}次回罐共{litres}升，油罐少回{measured.missing_l:.0f}升。",
        f"{count} test returns of {litres} L in all: the tanks got {measured.missing_l:.0f} L less back.",
    )


def _returns(
    facts: Facts, nozzles: NozzleMap, since: datetime, as_of: datetime
) -> dict[str, list[tuple[int, Row]]]:
    """The test returns since a moment, by station, each with the tank that its nozzle drew from."""
    known = facts.known("fuellings", as_of)
    chosen = pc.and_(pc.equal(known["kind"], "test_return"), pc.greater(known["ended_at"], pa.scalar(since)))
    made: dict[str, list[tuple[int, Row]]] = {}
    for row in rows(known, chosen.to_numpy()):
        key = (row["station_id"], row["nozzle_id"])
        at = np.array([micros(row["ended_at"])])
        index = int(nozzles.index(key, at)[0])
        if index >= 0:
            tank = int(nozzles.rows[key][index]["tank_id"])
            made.setdefault(row["station_id"], []).append((tank, row))
    return made


def _earlier(facts: Facts, code: str, since: datetime, as_of: datetime) -> list[Finding]:
    """What stands about returns that are no longer judged."""
    said = latest_revisions(facts.findings(code, as_of)).values()
    return [one for one in said if one.status == "open" and one.started_at <= since]


def _late_around(facts: Facts, ended: Integers) -> list[datetime]:
    """The nights at which something within a day of a return became known late."""
    ordered = np.sort(ended)
    found: list[datetime] = []
    for table, column in (("fuellings", "ended_at"), ("tank_readings", "at")):
        history = facts.history(table)
        at, known = integers(history, column), integers(history, "known_at")
        late = np.flatnonzero(night_numbers(known) != night_numbers(at))
        near = np.searchsorted(ordered, at[late] - _DAY) < np.searchsorted(ordered, at[late] + 2 * _DAY)
        found += nights(known[late][near])
    return found
