"""licence.lapsed: a station trades while its licence has expired, or while it is suspended or closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.findings import Finding, Severity, anchor_of_episode
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, litres, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import after_day, between, micros, moment_of
from youjian.detection.pairs import Integers, Mask, integers
from youjian.detection.rule import Rule
from youjian.detection.standing import Standing

_SHOWN = 5
_TICK = 3600 * 1_000_000
"""Microseconds between two watches at most: a record is judged by then."""
_STATUS = {"suspended": ("暂停营业", "suspended"), "closed": ("关闭", "closed")}


@dataclass(frozen=True)
class Lapse:
    """A station of the register that may not trade: from a moment on, or (None) as long as it stands so."""

    station: Row
    since: datetime | None
    severity: Severity
    at: Integers
    started: Integers


class LicenceLapsed(Rule):
    """许可失效、暂停或关闭期间不得经营.

    Basis: the rules on the circulation of refined oil; `licence_valid_until` (through that whole day) and
    `status` of the register. Only sales count. A renewal applied for in time and still waiting makes it a
    warning. An expiry that is not in the register is unknown and says nothing. The status carries no
    date, so only sales that began within `status_reach_s` of becoming known count against it. One episode
    of a station lasts until the register is in order again; its estimate is what was sold, as far as
    known.

    >>> from datetime import date
    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import after, facts, fuelling, station
    >>> held = facts(station(licence_valid_until=date(2026, 11, 21)), fuelling(1))
    >>> [finding] = rule("licence.lapsed").judge(held, after(20))
    >>> finding.severity, finding.estimate, finding.message
    ('alarm', 30000.0, '许可证有效期至2026-11-21，其后仍有销售1笔、30.00升。')
    """

    code = "licence.lapsed"
    tick = "watch"
    severities = ("alarm", "warning")
    anchor = "number of the episode of the station: `episode`"
    tables = ("stations", "fuellings")
    explained_by = "有效期内已提出的延续申请（降为预警）；登记更正后自动结束"
    parameters: p.LicenceLapsed

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The stations that sold when they might not, and the end of what is in order again."""
        lapses, standing = self._lapses(facts, as_of)
        said = list(latest_revisions(facts.findings(self.code, as_of)).values())
        found = [self._of_station(lapse, standing, said, as_of) for lapse in lapses]
        over = self._over([f for f in said if f.status == "open"], facts, as_of)
        return [f for f in found if f is not None] + over

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """When the first sale of a station that may not trade is known, or is corrected."""
        lapses, standing = self._lapses(facts, end)
        named: list[int] = []
        for lapse in lapses:
            known, until = standing.known[lapse.at], standing.until[lapse.at]
            order = np.argsort(known, kind="stable")
            prompt = known - lapse.started <= self._reach() - _TICK
            counts = order[(until > micros(end))[order] & (prompt | (lapse.since is not None))[order]]
            first = np.flatnonzero(order == counts[0])[0] if counts.size else len(order) - 1
            named += known[order[: first + 1]].tolist() + until[until <= micros(end)].tolist()
        return between(named, start, end)

    def _over(self, still: list[Finding], facts: Facts, as_of: datetime) -> list[Finding]:
        """What was said of stations that the register has in order again."""
        if not still:
            return []
        stations = facts.known("stations", as_of)
        barred = {row["station_id"] for row in rows(stations, _in_doubt(stations)) if _is_barred(row, as_of)}
        return [
            msgspec.structs.replace(f, status="ended", ended_at=as_of, detected_at=as_of)
            for f in still
            if f.station_id not in barred
        ]

    def _reach(self) -> int:
        return self.parameters.status_reach_s * 1_000_000

    def _lapses(self, facts: Facts, as_of: datetime) -> tuple[list[Lapse], Standing]:
        return facts.derived(self.code, lambda: _look(facts, as_of))

    def _of_station(
        self, lapse: Lapse, standing: Standing, said: list[Finding], as_of: datetime
    ) -> Finding | None:
        mine = [f for f in said if f.station_id == lapse.station["station_id"]]
        still = next((f for f in mine if f.status == "open"), None)
        counts = standing.at(micros(as_of), lapse.at)
        if lapse.since is None:
            counts &= lapse.started >= (micros(still.started_at) if still else micros(as_of) - self._reach())
        if not counts.any():
            return None
        number = len(mine) + 1 if still is None else msgspec.json.decode(still.evidence)["episode"]
        return self._say(lapse, standing, np.flatnonzero(counts), number, as_of)

    def _say(
        self, lapse: Lapse, standing: Standing, counts: Integers, number: int, as_of: datetime
    ) -> Finding:
        counts = counts[np.argsort(lapse.started[counts], kind="stable")]
        sold_ml = int(integers(standing.history, "volume_ml")[lapse.at[counts]].sum())
        shown = np.unique(np.concatenate([counts[:_SHOWN], counts[-_SHOWN:]]))
        where = Where(
            station_id=lapse.station["station_id"],
            subject="station",
            anchor=anchor_of_episode(number),
            started_at=moment_of(int(lapse.started[counts][0])),
            ended_at=None,
            detected_at=as_of,
        )
        return finding(
            self,
            where,
            Size.exact(sold_ml, "ml"),
            _words(lapse, len(counts), sold_ml),
            severity=lapse.severity,
            records={
                "stations": [lapse.station],
                "fuellings": rows(standing.history.drop_columns(["known_at"]), lapse.at[shown]),
            },
            figures={"sales": len(counts), "sold_ml": sold_ml, "lapsed_since": lapse.since},
            episode=number,
        )


def _look(facts: Facts, as_of: datetime) -> tuple[list[Lapse], Standing]:
    """The stations of the register that may not trade, each with its sales since."""
    history = facts.history("fuellings")
    standing = Standing(history, ("station_id", "nozzle_id", "seq"))
    stations = facts.known("stations", as_of)
    started = integers(history, "started_at")
    sale = pc.equal(history["kind"], "sale").to_numpy()
    lapses: list[Lapse] = []
    for row in rows(stations, _in_doubt(stations)):
        since, severity = _since(row)
        mine = sale & pc.equal(history["station_id"], row["station_id"]).to_numpy()
        at = np.flatnonzero(mine if since is None else mine & (started >= micros(since)))
        if at.size:
            lapses.append(Lapse(row, since, severity, at, started[at]))
    return lapses, standing


def _in_doubt(stations: pa.Table) -> Mask:
    """The stations that are not operating, or whose licence has an end."""
    closed = pc.not_equal(stations["status"], "operating")
    return pc.or_(closed, pc.is_valid(stations["licence_valid_until"])).to_numpy()


def _is_barred(station: Row, as_of: datetime) -> bool:
    since, _ = _since(station)
    return since is None or since <= as_of


def _since(station: Row) -> tuple[datetime | None, Severity]:
    """From when on a station may not trade (None: by its status), and what that weighs."""
    if station["status"] != "operating":
        return None, "alarm"
    until, applied = station["licence_valid_until"], station["licence_renewal_applied_on"]
    waits = applied is not None and applied <= until
    return after_day(until), "warning" if waits else "alarm"


def _words(lapse: Lapse, sales: int, sold_ml: int) -> Words:
    sold, sold_en = f"仍有销售{sales}笔、{litres(sold_ml)}升", f"{sales} sales of {litres(sold_ml)} L"
    if lapse.since is None:
        zh, en = _STATUS[lapse.station["status"]]
        return Words(f"站点登记状态为{zh}，{sold}。", f"The station is registered as {en}; it has {sold_en}.")
    until = lapse.station["licence_valid_until"].isoformat()
    waits = "（有效期内已申请延续，等待办理）" if lapse.severity == "warning" else ""
    waits_en = " (a renewal applied for in time waits)" if waits else ""
    return Words(
        f"许可证有效期至{until}{waits}，其后{sold}。",
        f"The licence was valid until {until}{waits_en}; there are {sold_en} after it.",
    )
