"""What is done about e-CQS: rows taken in and sent, differences decided, instruments paired, defaults set."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.ecqs import ledger, selectors, taking
from youjian.bureau.ecqs.channels import Answer
from youjian.bureau.ecqs.contracts import (
    DecisionIn,
    EcqsInstrument,
    ExchangeRoundOut,
    LedgerDefaultIn,
    LedgerDefaultOut,
    PairIn,
)
from youjian.bureau.ecqs.models import ExchangeRound, LedgerDefault, LedgerDifference
from youjian.bureau.ecqs.taking import Given
from youjian.bureau.ecqs.words import CODES, OF_REGISTER, OF_STATION
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry import writing
from youjian.bureau.scope import acting, within
from youjian.bureau.times import now

_RIGHT = "ecqs.exchange"


@dataclass(frozen=True)
class Way:
    """How rows came or went: the channel, and the file when there was one."""

    channel: str
    filename: str = ""
    content: bytes | None = None

    @property
    def sha256(self) -> str:
        """The file's digest, empty without one."""
        return hashlib.sha256(self.content).hexdigest() if self.content else ""


def take(actor: Actor, rows: Sequence[Given], way: Way) -> ExchangeRound:
    """Take e-CQS's rows in and hold them against ours. Raises Problem 403."""
    _need(actor)
    with acting(actor):
        told = taking.take(actor, rows)
        row = _round(actor, "in", way)
        row.rows, row.unknown, row.opened = told.rows, told.unknown, told.opened
        row.save()
        after = {"rows": told.rows, "unknown": told.unknown, "opened": told.opened, "channel": way.channel}
        journal.record(actor, "ecqs.take", f"ecqs_round:{row.pk}", after=after)
        return row


def to_send(actor: Actor) -> list[dict[str, str]]:
    """Our rows that e-CQS does not have as they are now, with their number there when it has one."""
    with acting(actor):
        known = ledger.ours(actor)
        rows: list[dict[str, str]] = []
        for place, instrument in sorted(ledger.instruments(actor).items()):
            if place not in known:
                continue
            fields = {code: ledger.with_held(known[place], instrument).get(code, "") for code in CODES}
            if fields != instrument.sent:
                identity = {"ecqs_no": instrument.ecqs_no or "", "uscc": known[place].uscc}
                rows.append({**identity, **fields, "station_id": place[0], "dispenser_id": str(place[1])})
        return rows


def note_sent(actor: Actor, rows: Sequence[Given], answers: Sequence[Answer], way: Way) -> ExchangeRoundOut:
    """Keep what e-CQS said of rows that were sent. Raises Problem 403."""
    _need(actor)
    with acting(actor):
        found = ledger.instruments(actor)
        row = _round(actor, "out", way)
        for given, answer in zip(rows, answers, strict=True):
            instrument = found[given["station_id"], int(given["dispenser_id"])]
            if not answer.accepted:
                row.refused.append(
                    {name: given.get(name, "") for name in ("ecqs_no", "serial_no")}
                    | {"reason": answer.reason}
                )
                continue
            instrument.sent, instrument.sent_at = {code: given[code] for code in CODES}, now()
            instrument.ecqs_no = instrument.ecqs_no or answer.ecqs_no or None
            instrument.save()
        row.rows = len(rows)
        row.save()
        after = {"rows": len(rows), "refused": len(row.refused), "channel": way.channel}
        journal.record(actor, "ecqs.send", f"ecqs_round:{row.pk}", after=after)
        return selectors.round_out(row)


def note_failed(actor: Actor, direction: str, channel: str, error: str) -> None:
    """Keep that an exchange did not happen, and why."""
    with acting(actor):
        row = _round(actor, direction, Way(channel))
        row.error = error[:2000]
        row.save()
        journal.record(
            actor, "ecqs.failed", f"ecqs_round:{row.pk}", after={"error": row.error}, result="failed"
        )


def _round(actor: Actor, direction: str, way: Way) -> ExchangeRound:
    return ExchangeRound(
        direction=direction,
        channel=way.channel,
        at=now(),
        by_name=actor.display_name,
        refused=[],
        filename=way.filename[:200],
        sha256=way.sha256,
        content=way.content,
    )


def decide(actor: Actor, difference_id: int, wanted: DecisionIn) -> EcqsInstrument:
    """Say whose value holds. Theirs goes into our register, or into what we hold for e-CQS; ours goes out.

    Raises Problem 403, 404, 409 for what was decided already or follows from the station, 422 when the
    register refuses the value.
    """
    _need(actor)
    with acting(actor):
        row = LedgerDifference.objects.select_for_update().filter(
            within(actor.scope, "area"), id=difference_id
        )
        found = row.select_related("instrument").first()
        if found is None:
            raise not_found(pick(f"差异{difference_id}", f"Difference {difference_id}"))
        if found.decision:
            raise Problem(409, "decided", pick("该差异已处理。", "It was decided already."))
        if wanted.decision == "theirs":
            _follow(actor, found, wanted.reason)
        found.decision, found.reason = wanted.decision, wanted.reason.strip()
        found.decided_at, found.decided_by_name = now(), actor.display_name
        found.save()
        instrument = found.instrument
        if wanted.decision == "ours":
            instrument.sent = {}
            instrument.save()
        after = {"field": found.field, "ours": found.ours, "theirs": found.theirs, "decision": found.decision}
        journal.record(
            actor,
            "ecqs.decide",
            f"ecqs_difference:{found.pk}",
            station_id=instrument.station_id,
            after={**after, "reason": found.reason},
        )
        return selectors.instrument(actor, instrument.pk)


def _follow(actor: Actor, found: LedgerDifference, reason: str) -> None:
    """Take their value over: into the register, or beside it where the register has no such field."""
    instrument = found.instrument
    if found.field in OF_STATION:
        message = pick(
            "地点、区划和数量随加油站和油枪档案变化，请到档案中修改。",
            "Place, region and quantity follow from station and nozzles: change them in the register.",
        )
        raise Problem(409, "of_station", message)
    if found.field in OF_REGISTER:
        place = {"station_id": instrument.station_id, "dispenser_id": instrument.dispenser_id}
        said = pick(f"按e-CQS台账更正：{reason}", f"Corrected by e-CQS: {reason}")
        rows = [place | {found.field: found.theirs}]
        writing.write_rows(actor, "dispensers", rows, reason=said, source="form", noted=False)
        return
    instrument.held = {**instrument.held, found.field: found.theirs}
    instrument.save()


def pair(actor: Actor, instrument_id: int, wanted: PairIn) -> EcqsInstrument:
    """Say which dispenser an instrument of e-CQS is. Raises Problem 403, 404, 409 when either has another."""
    _need(actor)
    with acting(actor):
        theirs = selectors.row_of(actor, instrument_id)
        register.station_of(actor, wanted.station_id)
        place = wanted.station_id, wanted.dispenser_id
        known, found = ledger.ours(actor, wanted.station_id), ledger.instruments(actor)
        if place not in known:
            raise not_found(pick(f"{wanted.dispenser_id}号加油机", f"Dispenser {wanted.dispenser_id}"))
        mine = found[place]
        if theirs.station_id is not None or mine.ecqs_no:
            raise Problem(409, "paired", pick("已经对应，不能重复对应。", "One of them is paired already."))
        number, row, at = theirs.ecqs_no, theirs.theirs, theirs.theirs_at
        with transaction.atomic():
            theirs.delete()
            mine.ecqs_no, mine.theirs, mine.theirs_at = number, row, at
            mine.save()
            taking.hold(mine, known[place])
            mine.save()
        journal.record(
            actor,
            "ecqs.pair",
            f"ecqs_instrument:{mine.pk}",
            station_id=wanted.station_id,
            after={"ecqs_no": number, "dispenser_id": wanted.dispenser_id},
        )
        return selectors.instrument(actor, mine.pk)


def set_default(actor: Actor, field: str, wanted: LedgerDefaultIn) -> list[LedgerDefaultOut]:
    """Say what every dispenser has in a field that the register does not hold. Raises Problem 403, 404."""
    _need(actor)
    if field not in CODES or field in OF_REGISTER or field in OF_STATION:
        raise not_found(pick(f"字段{field}", f"Field {field}"))
    with acting(actor):
        before = LedgerDefault.objects.filter(field=field).values("value", "source").first()
        LedgerDefault.objects.update_or_create(field=field, defaults=wanted.model_dump())
        journal.record(
            actor, "ecqs.default", f"ecqs_default:{field}", before=before, after=wanted.model_dump()
        )
        return selectors.defaults()


def _need(actor: Actor) -> None:
    if not actor.may(_RIGHT):
        raise forbidden(permission_name(_RIGHT))
