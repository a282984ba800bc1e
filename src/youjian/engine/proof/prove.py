"""The proof of one revision: sealed days read and checked, the rule judged again, everything compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from youjian.archive.manifest import AGED
from youjian.contract.fields import business_day, day_bounds
from youjian.contract.findings import Finding
from youjian.contract.platform import PLATFORM_TABLES
from youjian.detection.early import BetweenNights
from youjian.detection.registry import rule as known_rule
from youjian.detection.rule import Rule
from youjian.detection.ticks import nightly_tick
from youjian.engine.proof.again import said_again
from youjian.engine.proof.beside import Beside
from youjian.engine.proof.figures import figures_of
from youjian.engine.proof.outcome import Figure, Reason, Register, Step, Waiting
from youjian.engine.proof.records import not_sealed
from youjian.engine.proof.register_then import register_then
from youjian.engine.proof.rules_then import sealed_rule
from youjian.engine.proof.sealed_days import Reading, SealedStation
from youjian.engine.proof.window import DOCUMENTS, View, facts_of, judged_at, needed_days, views_of
from youjian.engine.walk import told

_NOTED_WITHIN = timedelta(minutes=10)
"""A seal written so soon after a finding may not hold what came in with it."""


@dataclass(frozen=True)
class Prover:
    """Proves findings of one station."""

    sealed: SealedStation
    beside: Beside
    now: datetime

    def prove(self, recorded: Finding, before: Finding | None) -> Step:
        """The proof of one revision; `before` is the revision before it.

        Where the platform may have looked at it in more than one way, one that agrees is the proof; when none
        does, the one that comes nearest is told.
        """
        try:
            rule = self._rule(recorded)
        except KeyError:
            return _step(recorded, None, [], [Reason("rule_set", recorded.rule, "no rule of this version")])
        except ValueError as error:
            return _step(recorded, None, [], [Reason("rule_set", recorded.rule_set, str(error))])
        steps: list[Step] = []
        for asked, view in _ways(rule, recorded):
            steps.append(_OneView(self, asked, view, recorded, before).prove())
            if steps[-1].status != "differs" or not _hangs_on_the_view(steps[-1]):
                break
        return steps[-1] if steps[-1].status == "agrees" else min(steps, key=_far)

    def _rule(self, recorded: Finding) -> Rule:
        """The rule with the sealed parameters of its moment. Raises KeyError and ValueError."""
        moment = judged_at(known_rule(recorded.rule), recorded)
        sealed = self.sealed.rule_sets(business_day(moment))
        return sealed_rule(recorded.rule, recorded.rule_set, moment, sealed, self.beside.schedule(moment))


def _ways(rule: Rule, recorded: Finding) -> Iterator[tuple[Rule, View]]:
    """As what the rule may have been asked, over which records; a nightly one between two nights, too."""
    at_night = nightly_tick(recorded.detected_at) == recorded.detected_at
    for asked in [BetweenNights(rule), rule] if rule.early and not at_night else [rule]:
        for view in views_of(asked, recorded):
            yield asked, view


@dataclass(frozen=True)
class _OneView:
    """One way in which the platform may have come to say it."""

    prover: Prover
    rule: Rule
    view: View
    recorded: Finding
    before: Finding | None

    def prove(self) -> Step:
        """Read, check, judge again and compare."""
        sealed, names = self.prover.sealed, (*self.rule.tables, *self.rule.optional)
        days = needed_days(self.view, self.recorded, self.before)
        reading = sealed.read(days, names)
        snapshot = sealed.register(business_day(self.recorded.detected_at))
        register = register_then(self.rule, self.recorded, snapshot, self.prover.beside)
        faults = [*sealed.broken, *self._index_faults(reading, days), *reading.faults, *register.faults]
        waiting = self._waiting(days)
        if any(one.why == "open" for one in waiting):
            return self._step([], faults, waiting, register.told, reading)
        if not _is_whole(reading):
            return self._step([], faults, [], register.told, reading)
        figures, against = self._compare(reading.tables | register.tables | self._platform())
        if waiting and against and not faults:
            return self._step([], [], waiting, register.told, reading)
        return self._step(figures, [*faults, *against], [], register.told, reading)

    def _step(
        self,
        figures: list[Figure],
        reasons: list[Reason],
        waiting: list[Waiting],
        register: Register,
        reading: Reading,
    ) -> Step:
        days = self.view.days(self.recorded)
        return _step(
            self.recorded, days, figures, reasons, waiting=waiting, register=register, reading=reading
        )

    def _compare(self, tables: Mapping[str, pa.Table]) -> tuple[list[Figure], list[Reason]]:
        """The figures side by side, and everything that does not agree."""
        rule, recorded = self.rule, self.recorded
        present = self.prover.beside.present((*rule.tables, *rule.optional), recorded.detected_at)
        station, since = recorded.station_id, self.view.since
        facts = facts_of(rule, station, since, tables, said=self._said(), present=present)
        against = not_sealed(recorded, tables)
        if rule.rule_set != recorded.rule_set:
            against.insert(0, Reason("rule_set", recorded.rule_set, f"{rule.rule_set} was in force"))
        try:
            again = said_again(rule, facts, recorded, self.before)
        except Exception as error:
            return [], [*against, Reason("failed", rule.code, told(error))]
        if again is None:
            return [], [*against, Reason("not_said", rule.code)]
        figures = figures_of(recorded, again)
        return figures, [*against, *(Reason("figure", one.name) for one in figures if not one.agrees)]

    def _said(self) -> pa.Table:
        """What the rule had said before; of this finding nothing that came with this revision or later."""
        moment = self.recorded.detected_at
        until = moment + timedelta.resolution if self.view.said_too else moment
        said = self.prover.beside.said(self.rule.code, until)
        mine = pc.equal(said["finding_id"], self.recorded.finding_id)
        later = pc.greater_equal(said["revision"], self.recorded.revision)
        return said.filter(pc.invert(pc.and_(mine, later)))

    def _platform(self) -> dict[str, pa.Table]:
        names = PLATFORM_TABLES.keys() & {*self.rule.tables, *self.rule.optional} - {"conflicts"}
        moment = self.recorded.detected_at
        return {name: self.prover.beside.platform(name, moment) for name in names}

    def _waiting(self, days: Sequence[date]) -> list[Waiting]:
        """The days that are needed and not sealed yet."""
        wanted, names = set(days), {*self.rule.tables, *self.rule.optional}
        if self.view.since is not None and DOCUMENTS.intersection(names):
            wanted |= self.prover.beside.document_days(self.recorded.detected_at)
        late = self.prover.beside.late()
        found = (self._waits(day, day in late) for day in sorted(wanted))
        return [one for one in found if one is not None]

    def _waits(self, day: date, late: bool) -> Waiting | None:
        moment, now, beside = self.recorded.detected_at, self.prover.now, self.prover.beside
        seal = self.prover.sealed.last.get(day)
        if seal is not None:
            newer = seal.manifest.sealed_at > moment + _NOTED_WITHIN
            return Waiting(day, now, "late") if late and not newer else None
        if day in beside.sealed() or day < min(self.prover.sealed.last, default=day):
            return None  # no seal will ever come of a day before the first that the station has
        if day == business_day(moment) or beside.holds(day, moment):
            return Waiting(day, max(day_bounds(day)[1] + AGED, now), "open")
        return None

    def _index_faults(self, reading: Reading, days: Sequence[date]) -> Iterator[Reason]:
        """Days that the ledger's index knows as sealed and the archive has not, or otherwise."""
        sealed, read = self.prover.sealed, {one.day: one for one in reading.days}
        for day, (revision, seal) in self.prover.beside.sealed().items():
            place = f"{sealed.station_id}/{day.isoformat()}/r{revision}"
            mine = read.get(day)
            unread = mine is None and day in days and not sealed.broken
            if unread or (mine is not None and mine.revision < revision):
                yield Reason("missing", place, "the ledger says that it was sealed")
            elif mine is not None and mine.revision == revision and mine.seal != seal:
                yield Reason("changed", place, "the ledger remembers another seal")


def _is_whole(reading: Reading) -> bool:
    """Whether every record that was sealed is there: without some, other figures would say nothing."""
    return all(reason.kind not in {"changed", "missing", "thinned"} for reason in reading.faults)


def _hangs_on_the_view(step: Step) -> bool:
    """Whether another look might agree: not where files, seals or the register are not as they were."""
    return all(reason.kind in {"figure", "not_said", "failed", "record"} for reason in step.reasons)


def _far(step: Step) -> tuple[bool, int]:
    """How far a step is from a proof: one that can compare figures is nearer."""
    return not step.figures, len(step.reasons)


def _step(
    recorded: Finding,
    looked_back: int | None,
    figures: list[Figure],
    reasons: list[Reason],
    *,
    waiting: Sequence[Waiting] = (),
    register: Register | None = None,
    reading: Reading | None = None,
) -> Step:
    return Step(
        finding_id=recorded.finding_id,
        revision=recorded.revision,
        rule=recorded.rule,
        rule_set=recorded.rule_set,
        station_id=recorded.station_id,
        subject=recorded.subject,
        finding_status=recorded.status,
        detected_at=recorded.detected_at,
        looked_back_days=looked_back,
        status="differs" if reasons else "unsealed" if waiting else "agrees",
        figures=figures,
        reasons=reasons,
        waiting=list(waiting),
        register=register or Register(None, ""),
        days=reading.days if reading else [],
    )
