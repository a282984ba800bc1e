"""seal.broken: a seal was broken, is missing, or is of another number than the register's."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pyarrow.compute as pc

from youjian.contract.findings import Finding, Status, anchor_of_key, finding_id
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import after_day, between, days_between, midnight, shanghai_day
from youjian.detection.pairs import integers
from youjian.detection.registers import register_rows
from youjian.detection.repairs import Repairs
from youjian.detection.rule import Rule

_AUTHORISED = ("verification", "authorised_repair")
_DAY = timedelta(days=1)


class SealBroken(Rule):
    """铅封应完好、在位、编号相符.

    Basis: the seals that verification puts on a dispenser. One finding per event `seal_broken`, per seal
    whose removal the register calls `found_broken`, and per position that was left without a seal when
    the day after its removal was over. An event is explained by an approved repair that covers it, or by
    a seal of that dispenser that the register says was removed that day for a verification or an
    authorised repair; an event that names another seal or another number is not. A date counts when its
    business day is over.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, event, facts, maintenance
    >>> judge = rule("seal.broken").judge
    >>> [f.message for f in judge(facts(event("seal_broken")), LATER)]
    ['铅封断开，该时段没有经批准的维修申报，也没有当日因检定或授权维修拆封的登记。']
    >>> judge(facts(event("seal_broken"), maintenance("dispenser:2", -30, 30)), LATER)
    []
    """

    code = "seal.broken"
    tick = "watch"
    severities = ("alarm",)
    anchor = "the event's key `device`, `at`, `code`; or the seal's `position`, `seal_no` and what is wrong"
    tables = ("device_events",)
    optional = ("seals", "maintenance", "nozzles")
    explained_by = "maintenance 中覆盖该时刻的授权维修；当日因检定或授权维修拆封并重新施封的登记"
    parameters: p.SealBroken

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The events that nothing explains, and what the register of seals shows."""
        seals = register_rows(facts, "seals", as_of)
        events = facts.known("device_events", as_of)
        broken = rows(events, pc.equal(events["code"], "seal_broken").to_numpy())
        if not broken and not any(seal["removed_on"] for seal in seals):
            return []
        repairs, nozzles = Repairs(facts, as_of), register_rows(facts, "nozzles", as_of)
        said = [
            self._of_event(row, as_of)
            for row in broken
            if not repairs.between(row["station_id"], row["device"], row["at"], row["at"])
            and not _taken_off(row, _of_device(seals, nozzles, row))
        ]
        return said + self._of_register(facts, seals, repairs, as_of)

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """When an event is known, and the ends of the days on which seals came off or were due again."""
        history = facts.history("device_events")
        known = integers(history, "known_at")[pc.equal(history["code"], "seal_broken").to_numpy()]
        seals = register_rows(facts, "seals", end)
        removed = [seal["removed_on"] for seal in seals if seal["removed_on"]]
        days = [after_day(day) + wait for day in removed for wait in (timedelta(0), _DAY)]
        days += [midnight(seal["applied_on"]) for seal in seals] if removed else []
        over = [row["ends_at"] + _DAY for row in register_rows(facts, "maintenance", end)] if removed else []
        days += [moment + timedelta(microseconds=1) for moment in over]
        return [*between(known, start, end), *days_between(days, start, end)]

    def _of_register(
        self, facts: Facts, seals: list[Row], repairs: Repairs, as_of: datetime
    ) -> list[Finding]:
        said: list[Finding] = []
        for seal in seals:
            if seal["removed_on"] is None or after_day(seal["removed_on"]) > as_of:
                continue
            recent = as_of - after_day(seal["removed_on"]) <= self.parameters.lookback_days * _DAY
            if seal["removed_reason"] == "found_broken":
                said += [self._of_seal(seal, "found_broken", as_of)] if recent else []
                continue
            if after_day(seal["removed_on"]) + _DAY > as_of or _under_repair(seal, repairs, as_of):
                continue
            again = _sealed_again(seal, seals, as_of)
            if again is None:
                said.append(self._of_seal(seal, "missing", as_of))
            elif again > seal["removed_on"] + _DAY and recent and self._was_missing(facts, seal, as_of):
                said.append(self._of_seal(seal, "missing", as_of, until=midnight(again)))
        return said

    def _was_missing(self, facts: Facts, seal: Row, as_of: datetime) -> bool:
        mine = finding_id(self.code, seal["station_id"], _dispenser(seal), _anchor(seal, "missing"))
        return mine in latest_revisions(facts.findings(self.code, as_of))

    def _of_event(self, row: Row, as_of: datetime) -> Finding:
        where = Where(
            station_id=row["station_id"],
            subject=row["device"],
            anchor=anchor_of_key(device=row["device"], at=row["at"], code=row["code"]),
            started_at=row["at"],
            ended_at=row["at"],
            detected_at=as_of,
        )
        words = Words(
            "铅封断开，该时段没有经批准的维修申报，也没有当日因检定或授权维修拆封的登记。",
            "A seal was broken, with no approved repair for the time and no removal registered that day.",
        )
        return self._finding(where, words, {"device_events": [row]}, {"detail": row["detail"]})

    def _of_seal(self, seal: Row, what: str, as_of: datetime, until: datetime | None = None) -> Finding:
        where = Where(
            station_id=seal["station_id"],
            subject=_dispenser(seal),
            anchor=_anchor(seal, what),
            started_at=midnight(seal["removed_on"]),
            ended_at=after_day(seal["removed_on"]) if what == "found_broken" else until,
            detected_at=as_of,
        )
        place = f"{seal['position']}处{seal['seal_no']}号铅封"
        place_en = f"Seal {seal['seal_no']} at {seal['position']}"
        words = (
            Words(f"{place}登记为查见破损。", f"{place_en} is registered as found broken.")
            if what == "found_broken"
            else Words(
                f"{place}拆除后，到次日终了没有登记新的铅封。",
                f"{place_en} was removed; no new seal was registered by the end of the next day.",
            )
        )
        status = "open" if until is None else "ended"
        return self._finding(where, words, {"seals": [seal]}, {"state": what}, status)

    def _finding(
        self,
        where: Where,
        words: Words,
        records: dict[str, list[Row]],
        figures: dict[str, object],
        status: Status = "open",
    ) -> Finding:
        size = Size.exact(1, "count")
        return finding(
            self, where, size, words, severity="alarm", status=status, records=records, figures=figures
        )


def _dispenser(seal: Row) -> str:
    return f"dispenser:{seal['dispenser_id']}"


def _anchor(seal: Row, what: str) -> str:
    return anchor_of_key(position=seal["position"], seal_no=seal["seal_no"], state=what)


def _of_device(seals: list[Row], nozzles: list[Row], event: Row) -> list[Row]:
    """The seals of the dispenser that an event is about; a nozzle's are those of its dispenser."""
    kind, _, number = event["device"].partition(":")
    station = event["station_id"]
    if kind == "nozzle":
        mine = {
            n["dispenser_id"] for n in nozzles if n["station_id"] == station and n["nozzle_id"] == int(number)
        }
    else:
        mine = {int(number)} if kind == "dispenser" else set[int]()
    return [seal for seal in seals if seal["station_id"] == station and seal["dispenser_id"] in mine]


def _taken_off(event: Row, seals: list[Row]) -> bool:
    """Whether a seal that the register says was taken off that day is the one that the event speaks of."""
    day = shanghai_day(event["at"])
    off = [s for s in seals if s["removed_on"] == day and s["removed_reason"] in _AUTHORISED]
    if not off:
        return False
    words = set(re.split(r"[\s,;:=，；：、]+", event["detail"] or ""))
    named = [s for s in seals if {s["seal_no"], s["position"]} & words]
    numbers = [s for s in named if s["seal_no"] in words]
    return not named or any(seal in off for seal in (numbers or named))


def _sealed_again(seal: Row, seals: list[Row], as_of: datetime) -> date | None:
    """The first day on which its position had another seal after it; None when it is without."""
    place = ("station_id", "dispenser_id", "position")
    after = [
        max(other["applied_on"], seal["removed_on"])
        for other in seals
        if other["seal_no"] != seal["seal_no"]
        and all(other[name] == seal[name] for name in place)
        and (other["removed_on"] is None or other["removed_on"] > seal["removed_on"])
        and other["applied_on"] <= shanghai_day(as_of)
    ]
    return min(after, default=None)


def _under_repair(seal: Row, repairs: Repairs, as_of: datetime) -> bool:
    """Under an approved repair, or with the day after one to be sealed in."""
    dispenser = f"dispenser:{seal['dispenser_id']}"
    return bool(repairs.between(seal["station_id"], dispenser, as_of - _DAY, as_of))
