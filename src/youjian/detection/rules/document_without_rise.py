"""stock.document_without_rise: a delivery document to which no rise of any level belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
import numpy as np
import pyarrow as pa

from youjian.contract.findings import Finding, anchor_of_key
from youjian.contract.known import same_as_next
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, litres, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.gauge.claims import Claim, Group, Slack, served
from youjian.detection.gauge.series import Tank
from youjian.detection.gauge.steps import HOUR, Course, Step, courses
from youjian.detection.gauge.view import tank_register
from youjian.detection.moments import micros, moment_of
from youjian.detection.pairs import integers
from youjian.detection.rule import Rule

State = Literal["explained", "waits", "without", "undecidable"]
_SHORT = HOUR // 2
_NIGHT = 25 * HOUR
"""A little more than from one night to the next."""


@dataclass(frozen=True)
class Paper:
    """A document, when it was known, and what it claims."""

    claim: Claim
    known: int


class DocumentWithoutRise(Rule):
    """有进油单应有相应的液位上升.

    Basis: what was delivered stands in a tank. A document is held against what the tanks of its product
    gained within 12 hours on either side, sales added back; every gain serves one document only, and a
    document is without a rise when it gets less than 100 L and a fifth of its volume. It is judged when
    that time is over and readings cover it; with a gap in them once replays have had 72 hours, across the
    gap. Jumps of a replaced gauge or a new chart are no rise. Where readings are missing at an end,
    nothing is decided.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import after, chart_line, delivery, facts, reading, tank
    >>> flat = [reading(m) for m in range(-800, 1000, 10)]
    >>> chart = [chart_line(0, 0), chart_line(2500, 30_000)]
    >>> held = facts(tank(), *chart, *flat, delivery(0))
    >>> [finding] = rule("stock.document_without_rise").judge(held, after(1000))
    >>> finding.estimate, finding.message
    (10000000.0, '进油单D0记载10000.00升，前后12小时内归于该单的液位上升为0升，没有相应的上升。')
    """

    code = "stock.document_without_rise"
    tick = "nightly"
    severities = ("alarm", "info")
    anchor = "key of the document: `delivery_id`"
    tables = ("tanks", "tank_charts", "tank_readings", "deliveries")
    optional = ("fuellings", "nozzles", "device_events")
    explained_by = (
        "同品种其他油罐或连通罐的上升；读数缺口两侧的库存差；补传的读数；更换液位仪或罐容表的跳变不算上升"
    )
    parameters: p.DocumentWithoutRise

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The documents whose time came since the last night, those beside them, and those said before."""
        now = micros(as_of)
        known = [paper for paper in self._papers(facts, as_of) if paper.known <= now]
        said = [f for f in latest_revisions(facts.findings(self.code, as_of)).values() if f.status == "open"]
        still = {_document(f): f for f in said}
        judged: dict[str, Finding] = {}
        for paper in known:
            if self._is_due(facts, paper, now, _key(paper.claim.row) in still):
                for found in self._together(facts, paper, known, still, as_of):
                    judged.setdefault(found.finding_id, found)
        return list(judged.values())

    def _is_due(self, facts: Facts, paper: Paper, now: int, said: bool) -> bool:
        if said and now - paper.claim.at <= self.parameters.revisit_days * 24 * HOUR:
            return True
        ready, last = self._ready(paper), self._last(paper)
        if now - _NIGHT < ready <= now:
            return True
        return ready <= now - _NIGHT < last <= now and self._waited(facts, paper, ready)

    def _waited(self, facts: Facts, paper: Paper, ready: int) -> bool:
        """Whether readings were missing when its time came, so that it had to wait."""
        window = (paper.claim.at - self._reach(), paper.claim.at + self._reach(), ready, _SHORT)
        groups = paper.claim.groups
        return not groups or any(courses(facts).holes(t, *window) for group in groups for t in group)

    def _reach(self) -> int:
        return self.parameters.reach_s * 1_000_000

    def _ready(self, paper: Paper) -> int:
        settled = self.parameters.settle_s * 1_000_000
        return max(paper.claim.at + self._reach(), paper.known) + settled

    def _last(self, paper: Paper) -> int:
        """When replays of what was missing are over."""
        settled = self.parameters.settle_s * 1_000_000
        return paper.claim.at + self._reach() + self.parameters.replay_s * 1_000_000 + settled

    def _papers(self, facts: Facts, as_of: datetime) -> list[Paper]:
        return facts.derived(self.code, lambda: _read(facts, as_of))

    def _together(
        self,
        facts: Facts,
        paper: Paper,
        known: Sequence[Paper],
        still: dict[tuple[str, str], Finding],
        as_of: datetime,
    ) -> list[Finding]:
        """One document and those around it, all served from the same gains."""
        near = [other for other in known if _meet(paper.claim, other.claim, 2 * self._reach())]
        around = self._courses(facts, near, micros(as_of))
        slack = Slack(self.parameters.slack_l, self.parameters.slack_share)
        steps = [step for course in around.values() for step in course.steps]
        got = served([other.claim for other in near], steps, self._reach(), slack)
        found: list[Finding] = []
        for other, litres_got in zip(near, got, strict=True):
            state = self._state(other, litres_got, around, micros(as_of))
            before = still.get(_key(other.claim.row))
            if state in ("without", "undecidable") and (other is paper or before is None):
                found.append(self._say(other, state, litres_got, steps, as_of))
            elif other is paper and before is not None and state == "explained":
                found.append(msgspec.structs.replace(before, status="withdrawn", detected_at=as_of))
            elif other is paper and before is not None:
                found.append(before)
        return found

    def _courses(self, facts: Facts, near: Sequence[Paper], now: int) -> dict[Group, Course]:
        groups = {group for paper in near for group in paper.claim.groups}
        beyond = self._reach() + self.parameters.beyond_s * 1_000_000
        start = min(paper.claim.at for paper in near) - beyond
        end = max(paper.claim.at for paper in near) + beyond
        least = self.parameters.least_gain_l
        return {group: courses(facts).of(group, start, end, now, least) for group in sorted(groups)}

    def _state(self, paper: Paper, got: float, around: dict[Group, Course], now: int) -> State:
        claim = paper.claim
        if got >= max(self.parameters.least_l, self.parameters.least_share * claim.litres):
            return "explained"
        if self._ready(paper) > now:
            return "waits"
        hole = self.parameters.hole_s * 1_000_000
        span = (claim.at - self._reach(), claim.at + self._reach(), hole)
        if claim.groups and all(around[group].covers(*span) for group in claim.groups):
            return "without"
        if now < self._last(paper):
            return "waits"
        bridged = claim.groups and all(around[group].bridges(*span) for group in claim.groups)
        return "without" if bridged else "undecidable"

    def _say(self, paper: Paper, state: State, got: float, steps: Sequence[Step], as_of: datetime) -> Finding:
        claim, reach = paper.claim, self._reach()
        row, missing = claim.row, state == "undecidable"
        where = Where(
            station_id=row["station_id"],
            subject="station" if row["tank_id"] is None else f"tank:{row['tank_id']}",
            anchor=anchor_of_key(delivery_id=row["delivery_id"]),
            started_at=moment_of(claim.at - reach),
            ended_at=moment_of(claim.at + reach),
            detected_at=as_of,
        )
        near = [s for s in steps if s.group in claim.groups and abs(s.start - claim.at) <= reach]
        gains = [{"tanks": [t[1] for t in s.group], "from": moment_of(s.start), "l": s.litres} for s in near]
        return finding(
            self,
            where,
            Size.exact(row["documented_volume_ml"], "ml"),
            _words(row, got, missing, self.parameters.reach_s // 3600),
            severity="info" if missing else "alarm",
            verdict="undecidable" if missing else "discrepancy",
            records={"deliveries": [row]},
            figures={"served_l": got, "gains": gains, "delivery_id": row["delivery_id"]},
        )


def _read(facts: Facts, as_of: datetime) -> list[Paper]:
    """Every document with the groups of tanks that it may have gone into."""
    table = facts.history("deliveries")
    if table.num_rows == 0:
        return []
    first = np.append(True, ~same_as_next(table, ("station_id", "delivery_id")))
    table = table.filter(pa.array(first))
    tanks = facts.known("tanks", as_of)
    products = {
        (r["station_id"], r["tank_id"]): r["product"] for r in rows(tanks, np.ones(tanks.num_rows, bool))
    }
    listed = rows(table.drop_columns(["known_at"]), np.ones(table.num_rows, dtype=bool))
    known = integers(table, "known_at").tolist()
    return [Paper(_claim(facts, row, products), k) for row, k in zip(listed, known, strict=True)]


def _claim(facts: Facts, row: Row, products: dict[Tank, str]) -> Claim:
    register = tank_register(facts)
    named = (row["station_id"], row["tank_id"])
    product = products.get(named, row["product"])
    mine = sorted(t for t, p in products.items() if t[0] == row["station_id"] and p == product)
    groups = tuple(sorted({tuple(sorted(register.sharing(tank))) for tank in mine}))
    group = tuple(sorted(register.sharing(named))) if named in products else None
    return Claim(row, micros(row["delivered_at"]), row["documented_volume_ml"] / 1000, groups, group)


def _meet(one: Claim, other: Claim, within: int) -> bool:
    same = one.row["station_id"] == other.row["station_id"]
    return (
        same and abs(one.at - other.at) <= within and (one is other or bool({*one.groups} & {*other.groups}))
    )


def _key(row: Row) -> tuple[str, str]:
    return row["station_id"], row["delivery_id"]


def _document(said: Finding) -> tuple[str, str]:
    return said.station_id, msgspec.json.decode(said.evidence)["figures"]["delivery_id"]


def _words(row: Row, got: float, missing: bool, hours: int) -> Words:
    volume, number = litres(row["documented_volume_ml"]), row["delivery_id"]
    if missing:
        return Words(
            f"进油单{number}记载{volume}升，前后{hours}小时内有关油罐的液位读数不全，数据不足以判定。",
            f"Document {number} says {volume} L; readings of its tanks are missing within {hours} hours: "
            "undecidable.",
        )
    return Words(
        f"进油单{number}记载{volume}升，前后{hours}小时内归于该单的液位上升为{got:.0f}升，没有相应的上升。",
        f"Document {number} says {volume} L; within {hours} hours the levels rose by {got:.0f} L that belong "
        "to it: no rise to match.",
    )
