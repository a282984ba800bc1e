"""verification.overdue: a certificate has expired or soon will, or a failed nozzle goes on selling."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.columns import TIMESTAMP
from youjian.contract.findings import Finding, Severity, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import after_day, between, days_between, midnight, shanghai_day
from youjian.detection.nozzle_map import Nozzle
from youjian.detection.pairs import integers
from youjian.detection.registers import operating_stations
from youjian.detection.rule import Rule


@dataclass(frozen=True)
class State:
    """What a nozzle's latest verification means on a day: words, weight, and since when."""

    what: str
    severity: Severity
    since: datetime
    days: int
    sale: Row | None = None


class VerificationOverdue(Rule):
    """加油机应经强制检定合格并在有效期内.

    Basis: compulsory verification, by the latest verification of each nozzle (`verifications`) up to the
    day. A certificate holds through the whole day of `valid_until`. Expired it is an alarm, a warning
    while a renewal applied for in time waits; within the last 30 days a warning; a nozzle whose latest
    verification failed and that has a sale on a later day is an alarm. One finding per certificate, ended
    by the next verification. A nozzle that was never verified in the register is not judged; at a station
    that is not operating, a certificate counts only when the nozzle has sold since.

    >>> from datetime import date
    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, fuelling, station, verification
    >>> held = facts(station(), fuelling(1), verification(valid_until=date(2026, 12, 1)))
    >>> [finding] = rule("verification.overdue").judge(held, LATER)
    >>> finding.severity, finding.message
    ('alarm', '检定证书检字第1号有效期至2026-12-01，已过期21天，其间没有新的检定。')
    """

    code = "verification.overdue"
    tick = "watch"
    severities = ("alarm", "warning")
    anchor = "certificate: `verified_on`, `certificate_no`"
    tables = ("stations", "verifications", "fuellings")
    explained_by = "新的检定；有效期内已提出的检定申请（降为预警）；未营业站点到期后未售油的枪"
    parameters: p.VerificationOverdue

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The certificates that are wrong at the moment, and the end of those that were."""
        today = shanghai_day(as_of)
        latest = _latest(_verifications(facts, as_of), today)
        sales = Sales(facts, as_of)
        operating = operating_stations(facts, as_of)
        judged = [
            (row, self._state(row, today, row["station_id"] in operating, sales)) for row in latest.values()
        ]
        said = [self._say(row, state, as_of) for row, state in judged if state is not None]
        return said + self._ended(facts, latest, {f.finding_id for f in said}, as_of)

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """The days on which a verification is made, nears its end and expires; first sales after."""
        listed = _verifications(facts, end)
        days = [day for row in listed for day in self._days(row)]
        operating = operating_stations(facts, end)
        watched = [r for r in listed if r["result"] == "fail" or r["station_id"] not in operating]
        firsts = [_first_sales(facts, row) for row in watched]
        named = days_between([midnight(day) for day in days], start, end)
        return [*named, *(moment for found in firsts for moment in between(found, start, end))]

    def _days(self, row: Row) -> list[date]:
        notice = row["valid_until"] - timedelta(days=self.parameters.notice_days)
        return [row["verified_on"], notice, row["valid_until"] + timedelta(days=1)]

    def _state(self, row: Row, today: date, operating: bool, sales: "Sales") -> State | None:
        nozzle: Nozzle = (row["station_id"], row["nozzle_id"])
        if row["result"] == "fail":
            sale = sales.after(nozzle, after_day(row["verified_on"]))
            since = after_day(row["verified_on"])
            return (
                None
                if sale is None
                else State("failed", "alarm", since, (today - row["verified_on"]).days, sale)
            )
        left = (row["valid_until"] - today).days
        if left > self.parameters.notice_days:
            return None
        expiry = after_day(row["valid_until"])
        sale = None if operating else sales.after(nozzle, expiry)
        if not operating and sale is None:
            return None
        if left >= 0:
            since = midnight(row["valid_until"] - timedelta(days=self.parameters.notice_days))
            return State("expires", "warning", since, left)
        applied = row["renewal_applied_on"]
        if applied is not None and applied <= row["valid_until"]:
            return State("waits", "warning", expiry, -left, sale)
        return State("expired", "alarm", expiry, -left, sale)

    def _ended(
        self, facts: Facts, latest: dict[Nozzle, Row], still: set[str], as_of: datetime
    ) -> list[Finding]:
        """What was said of a certificate is over when a later verification of the nozzle is there."""
        over: list[Finding] = []
        for found in latest_revisions(facts.findings(self.code, as_of)).values():
            if found.status != "open" or found.finding_id in still:
                continue
            row = latest.get((found.station_id, int(found.subject.partition(":")[2])))
            told = msgspec.json.decode(found.evidence)["figures"]
            if row is not None and row["certificate_no"] != told["certificate_no"]:
                ended_at = max(found.started_at, midnight(row["verified_on"]))
                over.append(
                    msgspec.structs.replace(found, status="ended", ended_at=ended_at, detected_at=as_of)
                )
        return over

    def _say(self, row: Row, state: State, as_of: datetime) -> Finding:
        where = Where(
            station_id=row["station_id"],
            subject=f"nozzle:{row['nozzle_id']}",
            anchor=anchor_of_key(verified_on=row["verified_on"], certificate_no=row["certificate_no"]),
            started_at=state.since,
            ended_at=None,
            detected_at=as_of,
        )
        sold = [] if state.sale is None else [state.sale]
        return finding(
            self,
            where,
            Size.exact(None if state.what == "expires" else state.days * 86_400, "seconds"),
            _words(row, state),
            severity=state.severity,
            records={"verifications": [row], "fuellings": sold},
            figures={"state": state.what, "days": state.days, "certificate_no": row["certificate_no"]},
        )


class Sales:
    """The sales known of nozzles; looked at only when somebody asks."""

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        self._facts, self._as_of = facts, as_of

    def after(self, nozzle: Nozzle, moment: datetime) -> Row | None:
        """The first sale of a nozzle that started at or after a moment, by what is known."""
        table = self._facts.known("fuellings", self._as_of)
        sold = np.flatnonzero(_sales_of(table, nozzle, moment))
        if not sold.size:
            return None
        first = sold[int(np.argmin(integers(table, "started_at")[sold]))]
        return rows(table, np.array([first]))[0]


def _sales_of(table: pa.Table, nozzle: Nozzle, moment: datetime) -> np.ndarray:
    mine = pc.and_(pc.equal(table["station_id"], nozzle[0]), pc.equal(table["nozzle_id"], nozzle[1]))
    late = pc.greater_equal(table["started_at"], pa.scalar(moment, TIMESTAMP))
    return pc.and_(pc.and_(mine, late), pc.equal(table["kind"], "sale")).to_numpy()


def _first_sales(facts: Facts, row: Row) -> list[int]:
    """Known times of a nozzle's sales after a verification or after its expiry, up to the first few."""
    history = facts.history("fuellings")
    nozzle = (row["station_id"], row["nozzle_id"])
    since = after_day(row["verified_on"] if row["result"] == "fail" else row["valid_until"])
    known = integers(history, "known_at")[_sales_of(history, nozzle, since)]
    return [] if known.size == 0 else [int(known.min())]


def _verifications(facts: Facts, as_of: datetime) -> list[Row]:
    known = facts.known("verifications", as_of)
    return rows(known, np.ones(known.num_rows, dtype=bool))


def _latest(verifications: list[Row], today: date) -> dict[Nozzle, Row]:
    """Of every nozzle the last verification up to a day; on one day a pass follows what failed."""
    latest: dict[Nozzle, Row] = {}
    for row in sorted(
        verifications,
        key=lambda r: (r["verified_on"], r["result"] == "pass", r["valid_until"], r["certificate_no"]),
    ):
        if row["verified_on"] <= today:
            latest[row["station_id"], row["nozzle_id"]] = row
    return latest


def _words(row: Row, state: State) -> Words:
    number, until = row["certificate_no"], row["valid_until"].isoformat()
    if state.what == "failed":
        day = row["verified_on"].isoformat()
        return Words(
            f"{day}检定（{number}）不合格，其后该枪仍有销售记录，没有新的合格检定。",
            f"The verification of {day} ({number}) was not passed; sales followed it, and no later pass.",
        )
    if state.what == "expires":
        return Words(
            f"检定证书{number}有效期至{until}，还有{state.days}天到期。",
            f"Certificate {number} is valid until {until}: {state.days} days are left.",
        )
    waits = state.what == "waits"
    rest = "有效期内已申请检定，等待安排" if waits else "其间没有新的检定"
    rest_en = "a verification applied for in time waits" if waits else "no verification followed"
    return Words(
        f"检定证书{number}有效期至{until}，已过期{state.days}天，{rest}。",
        f"Certificate {number} was valid until {until}, {state.days} days ago; {rest_en}.",
    )
