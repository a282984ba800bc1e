"""交接班: a shift is handed over with a sheet, given back with a reason, taken over and sealed."""

import hashlib
import json
from datetime import datetime
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.alerts import services as alerts
from youjian.bureau.alerts.models import Alert
from youjian.bureau.duty import people, selectors, sheet, telling
from youjian.bureau.duty.contracts import HandoverVerb
from youjian.bureau.duty.models import Entry, Handover, HandoverStep
from youjian.bureau.duty.writing import lock
from youjian.bureau.events.services import announce
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.times import now


def offer(actor: Actor, entry_id: int, remarks: str, watch: str) -> Handover:
    """Hand a shift over: the sheet is made from the data as they are now.

    Raises Problem 404, 403 for who is not on that shift, 409 before the shift begins and when it is handed
    over already.
    """
    with acting(actor):
        lock()
        entry, row, moment = found(actor, entry_id), _sheet(entry_id), now()
        _check(actor, entry, row, "offer", moment)
        again = row is not None
        row = row or Handover(entry=entry, region=entry.region)
        row.next_entry = selectors.following(entry)
        made = sheet.sections(sheet.shift_of(actor, entry, row.next_entry, moment))
        row.sheet = {"summary": sheet.summary(made), "sections": [section.dict() for section in made]}
        row.sheet = json.loads(json.dumps(row.sheet, ensure_ascii=False, default=_text))
        row.status, row.remarks, row.watch = "offered", _plain(remarks), _plain(watch)
        row.offered_by_id, row.offered_by_name, row.offered_at = _user(actor), actor.display_name, moment
        row.save()
        _did(actor, row, "offered_again" if again else "offered", row.remarks, "handover.offer")
        telling.tell_successors(row, moment)
    return row


def give_back(actor: Actor, entry_id: int, reason: str) -> Handover:
    """Give a sheet back with a question or a reason; who gave it hands over again.

    Raises Problem 404, 403 for who is not to take it, 409 when it does not wait, 422 without a reason.
    """
    said = _plain(reason)
    if not said:
        raise Problem(422, "empty", pick("请写明退回的原因。", "Please say why it is given back."))
    with acting(actor):
        lock()
        entry, row = found(actor, entry_id), _sheet(entry_id)
        _check(actor, entry, row, "return", now())
        assert row is not None  # noqa: S101 - checked
        row.status = "returned"
        row.save(update_fields=["status"])
        _did(actor, row, "returned", said, "handover.return")
        telling.tell_giver(row, actor.display_name, said, now())
    return row


def take(actor: Actor, entry_id: int, note: str) -> Handover:
    """Take a shift over: signed with the actor's login and time, and sealed.

    Alerts that wait for the leaver's signature pass to the taker. Raises Problem as `give_back`.
    """
    with acting(actor):
        lock()
        entry, row, moment = found(actor, entry_id), _sheet(entry_id), now()
        _check(actor, entry, row, "take", moment)
        assert row is not None  # noqa: S101 - checked
        row.passed = _pass_on(actor, entry)
        row.status, row.taken_note, row.taken_at = "taken", _plain(note), moment
        row.taken_by_id, row.taken_by_name = _user(actor), actor.display_name
        row.digest = digest(row)
        row.save()
        _did(actor, row, "taken", row.taken_note, "handover.take")
    return row


def verbs(actor: Actor, entry: Entry, row: Handover | None, moment: datetime) -> list[HandoverVerb]:
    """What a person may do with a shift's sheet now."""
    wanted: tuple[HandoverVerb, ...] = ("offer", "take", "return")
    return [verb for verb in wanted if _refusal(actor, entry, row, verb, moment) is None]


def digest(row: Handover) -> str:
    """SHA-256 over what was signed, as canonical JSON."""
    signed = {
        "entry": row.entry_id,
        "sheet": row.sheet,
        "remarks": row.remarks,
        "watch": row.watch,
        "offered_by": row.offered_by_name,
        "offered_at": row.offered_at.isoformat(),
        "taken_by": row.taken_by_name,
        "taken_at": row.taken_at.isoformat() if row.taken_at else "",
        "taken_note": row.taken_note,
        "passed": row.passed,
    }
    text = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check(actor: Actor, entry: Entry, row: Handover | None, verb: HandoverVerb, moment: datetime) -> None:
    refused = _refusal(actor, entry, row, verb, moment)
    if refused is not None:
        raise refused


def _refusal(
    actor: Actor, entry: Entry, row: Handover | None, verb: HandoverVerb, moment: datetime
) -> Problem | None:
    status = row.status if row else "missing"
    if verb == "offer":
        return _cannot_offer(actor, entry, status, moment)
    if status != "offered":
        word = pick("接班", "taken over") if verb == "take" else pick("退回", "given back")
        zh = f"该班次现在不能{word}：{_standing(status)}。请刷新页面查看。"
        return Problem(409, "state", pick(zh, f"It cannot be {word}: {_standing(status)}. Please refresh."))
    return None if _takes(actor, entry, row) else _not_next()


def _cannot_offer(actor: Actor, entry: Entry, status: str, moment: datetime) -> Problem | None:
    if status in ("offered", "taken"):
        zh, en = f"该班次不能再交班：{_standing(status)}。", f"It cannot be handed over: {_standing(status)}."
        return Problem(409, "state", pick(zh, en))
    if moment < entry.starts_at:
        return Problem(409, "state", pick("该班次尚未开始。", "That shift has not begun."))
    if not _is_one_of(actor, (entry.person, entry.deputy)):
        message = pick(
            "只有本班的值班人员（或其代理人）可以交班。", "Only who is on that shift can hand it over."
        )
        return Problem(403, "not_on_shift", message)
    return None


def _standing(status: str) -> str:
    return {
        "missing": pick("尚未交班", "it is not handed over yet"),
        "offered": pick("已交班，等待接班", "it waits to be taken over"),
        "returned": pick("已退回，等待再次交班", "it was given back"),
        "taken": pick("已接班并封存", "it was taken over and is sealed"),
    }[status]


def _takes(actor: Actor, entry: Entry, row: Handover | None) -> bool:
    """Who is on the next shift takes it over; while nobody is, whoever could be and is not on this one."""
    following = selectors.following(entry) or (row.next_entry if row else None)
    if following is not None:
        return _is_one_of(actor, (following.person, following.deputy))
    user = User.objects.select_related("role").filter(pk=actor.user_id).first()
    fit = user is not None and not people.why_not(entry.roster, user, people.SIGN)
    return fit and not _is_one_of(actor, (entry.person, entry.deputy))


def _not_next() -> Problem:
    message = pick(
        "只有下一班的值班人员（或其代理人）可以接班；人员有变动的，请先在值班表中换班。",
        "Only who is on the next shift can take it over; change the roster first when that is somebody else.",
    )
    return Problem(403, "not_next", message)


def _is_one_of(actor: Actor, persons: tuple[User | None, ...]) -> bool:
    names = {person.username for person in persons if person is not None}
    return bool(names & {actor.acting_for or actor.username})


def _pass_on(actor: Actor, entry: Entry) -> list[int]:
    """Give the leaver's alerts that nobody signed for to the taker; to the department when the taker could
    not sign for them (a leader who stands behind, a deputy from elsewhere)."""
    taker = User.objects.select_related("role", "department").get(pk=_user(actor))
    fit = not people.why_not(entry.roster, taker, people.SIGN)
    waiting = Alert.objects.filter(
        assigned_to=entry.person_id, status="open", station_id__startswith=entry.region
    ).exclude(assigned_to=taker)
    passed: list[int] = []
    note = pick("交接班转接", "Passed on with the shift")
    for alert in waiting.order_by("id"):
        alerts.assign(
            actor,
            alert.pk,
            username=taker.username if fit else None,
            department=None if fit else entry.roster.department_id,
            note=note,
        )
        passed.append(alert.pk)
    return passed


def found(actor: Actor, entry_id: int) -> Entry:
    """A shift within the actor's scope; raises Problem 404."""
    shifts = selectors.entries_of(actor).select_related("roster__department", "person", "deputy")
    entry = shifts.filter(pk=entry_id).first()
    if entry is None:
        raise not_found(pick(f"班次{entry_id}", f"Shift {entry_id}"))
    return entry


def _sheet(entry_id: int) -> Handover | None:
    return Handover.objects.select_for_update(of=("self",)).filter(entry_id=entry_id).first()


def _did(actor: Actor, row: Handover, step: str, note: str, action: str) -> None:
    """The step in the sheet's history, an event for the consoles, an entry in the journal."""
    HandoverStep.objects.create(
        handover=row,
        region=row.region,
        at=now(),
        step=step,
        note=note,
        username=actor.username,
        display_name=actor.display_name,
    )
    announce("duty.changed", row.region, {"roster_id": row.entry.roster_id, "entry_id": row.entry_id})
    after: dict[str, Any] = {"status": row.status, "note": note, "digest": row.digest, "passed": row.passed}
    journal.record(actor, action, f"handover:{row.entry_id}", after=after)


def _user(actor: Actor) -> int:
    if actor.user_id is None:
        raise Problem(403, "not_a_person", pick("只有本人可以交接班。", "Only a person hands over."))
    return actor.user_id


def _plain(text: str) -> str:
    return text.strip().replace("\x00", "")


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
