"""What is done with tickets: asked for, withdrawn, approved, rejected, cut off; pledges filed."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from youjian.bureau import attachments
from youjian.bureau.accounts.acting import as_oneself
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.accounts.scopes import holds, people_within
from youjian.bureau.accounts.second_factor import policy
from youjian.bureau.attachments import Photo
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify.services import tell
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.tickets import selectors
from youjian.bureau.tickets.contracts import PledgeIn, PledgeOut, TicketIn, TicketOut
from youjian.bureau.tickets.models import Pledge, Ticket
from youjian.bureau.tickets.selectors import APPROVE
from youjian.bureau.tickets.words import ALLOWED
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_PLEDGE_YEARS = timedelta(days=3 * 366)
_LATE = timedelta(minutes=10)


def ask(actor: Actor, wanted: TicketIn) -> TicketOut:
    """Ask for access. Raises Problem 422 for a permission, scope or time that does not fit."""
    as_oneself(actor)
    _check(actor, wanted)
    with acting(actor):
        row = Ticket.objects.create(
            asked_by_id=actor.user_id,
            asked_at=now(),
            why=wanted.why.strip(),
            permissions=[one for one in ALLOWED if one in wanted.permissions],
            scope=sorted(set(wanted.scope)),
            from_at=wanted.from_at,
            until_at=wanted.until_at,
        )
        _note(actor, row, "ticket.ask", {"why": row.why, "permissions": row.permissions, "scope": row.scope})
        _tell(_approvers(row), row, ("有运维工单待审批", "A ticket waits for approval"))
    return selectors.ticket(actor, row.pk)


def withdraw(actor: Actor, number: int, note: str) -> TicketOut:
    """Take one's own request back. Raises Problem 403 or 409."""
    as_oneself(actor)
    with acting(actor):
        row = _locked(actor, number)
        if row.asked_by_id != actor.user_id:
            raise Problem(403, "not_own", pick("只能由申请人撤回。", "Only who asked can withdraw it."))
        _only_asked(row)
        _end(row, "withdrawn", note)
        _note(actor, row, "ticket.withdraw", {"note": row.note})
    return selectors.ticket(actor, number)


def approve(actor: Actor, number: int, note: str) -> TicketOut:
    """Let it begin at its time.

    Raises Problem 403 for one's own, 409 when it is decided or over, when no pledge holds through its end, or
    when another ticket of the person is in force meanwhile.
    """
    with acting(actor):
        row = _decided(actor, number, "approved", note)
        _check_pledge(row)
        _check_alone(row)
        row.save()
        _note(actor, row, "ticket.approve", {"note": row.note, "until": row.until_at})
        _tell([row.asked_by_id], row, ("运维工单已批准", "Your ticket was approved"))
    return selectors.ticket(actor, number)


def reject(actor: Actor, number: int, note: str) -> TicketOut:
    """Say no, and why. Raises Problem as `approve`, 422 without a note."""
    if not note.strip():
        raise Problem(422, "note_needed", pick("请填写不批准的理由。", "Please say why."))
    with acting(actor):
        row = _decided(actor, number, "rejected", note)
        row.save()
        _note(actor, row, "ticket.reject", {"note": row.note})
        _tell([row.asked_by_id], row, ("运维工单未批准", "Your ticket was rejected"))
    return selectors.ticket(actor, number)


def cut(actor: Actor, number: int, note: str) -> TicketOut:
    """End access at once: by who approves, or by who has it. Raises Problem 403 or 409."""
    as_oneself(actor)
    with acting(actor):
        row = _locked(actor, number)
        if row.asked_by_id != actor.user_id and not actor.may(APPROVE):
            raise Problem(403, "not_own", pick("您不能终止该工单。", "You cannot cut this ticket."))
        if selectors.state_of(row, now()) not in ("coming", "in_force"):
            raise Problem(409, "state", pick("该工单不在有效期内。", "This ticket is not in force."))
        _end(row, "cut", note or row.note)
        _note(actor, row, "ticket.cut", {"note": note.strip()})
        if row.asked_by_id != actor.user_id:
            _tell([row.asked_by_id], row, ("运维工单已终止", "Your ticket was cut off"))
    return selectors.ticket(actor, number)


def file_pledge(actor: Actor, wanted: PledgeIn, scan: Photo) -> PledgeOut:
    """File a signed pledge (a scan: PDF or picture), one's own or as approver somebody's.

    Raises Problem 404 for somebody outside the scope, 422 for days that do not fit or what is no scan.
    """
    as_oneself(actor)
    [(photo, media_type)] = attachments.checked([scan])
    if not wanted.signed_on <= wanted.until_on <= wanted.signed_on + _PLEDGE_YEARS:
        message = pick(
            "有效期须在签署日之后、三年之内。", "It holds from its signing on, three years at most."
        )
        raise Problem(422, "bad_days", message)
    with acting(actor):
        user = _whose(actor, wanted.username)
        row = Pledge.objects.create(
            user=user,
            signed_on=wanted.signed_on,
            until_on=wanted.until_on,
            filename=attachments.clean_name(photo.filename),
            media_type=media_type,
            content=photo.content,
            sha256=hashlib.sha256(photo.content).hexdigest(),
            filed_at=now(),
            filed_by=actor.display_name,
        )
        after = {"until": row.until_on, "sha256": row.sha256}
        journal.record(actor, "ticket.pledge", f"account:{user.username}", after=after)
    return selectors.pledge_out(row)


def _check(actor: Actor, wanted: TicketIn) -> None:
    outside = [one for one in wanted.permissions if one not in ALLOWED]
    if outside:
        zh = f"“{outside[0][:40]}”不在运维工单可申请的权限之内。"
        raise Problem(422, "not_allowed", pick(zh, f"A ticket cannot lend “{outside[0][:40]}”."))
    if not holds(actor.scope, wanted.scope):
        message = pick("申请范围超出您账号的管辖范围。", "That is outside your account's scope.")
        raise Problem(422, "bad_scope", message)
    most = policy().ticket_hours
    span = wanted.until_at - wanted.from_at
    if not timedelta(0) < span <= timedelta(hours=most) or wanted.from_at < now() - _LATE:
        zh = f"请填写将来的起止时间，最长{most}小时。"
        raise Problem(422, "bad_span", pick(zh, f"From now on, at most {most} hours."))


def _decided(actor: Actor, number: int, status: str, note: str) -> Ticket:
    """A request that waits, decided by somebody else than who asked; not saved yet."""
    as_oneself(actor)
    row = _locked(actor, number)
    if row.asked_by_id == actor.user_id:
        raise Problem(403, "own", pick("不能审批自己的工单。", "Nobody decides on their own ticket."))
    _only_asked(row)
    if status == "approved" and row.until_at <= now():
        raise Problem(409, "over", pick("申请的时间已过。", "The time that was asked for is over."))
    row.status, row.decided_by_id, row.decided_at, row.note = status, actor.user_id, now(), note.strip()
    return row


def _check_pledge(row: Ticket) -> None:
    if selectors.pledge_of(row.asked_by_id, business_day(row.until_at)) is None:
        message = pick(
            "申请人没有覆盖到工单结束日的保密承诺，请先上传签署的扫描件。",
            "No signed pledge of confidentiality holds through this ticket's end; please file one first.",
        )
        raise Problem(409, "no_pledge", message)


def _check_alone(row: Ticket) -> None:
    """One ticket at a time, so that its permissions hold in its own places only."""
    others = Ticket.objects.filter(asked_by_id=row.asked_by_id, status="approved").exclude(pk=row.pk)
    if others.filter(from_at__lt=row.until_at, until_at__gt=row.from_at).exists():
        message = pick(
            "该申请人同一时间已有生效的工单。", "Another ticket of this person is in force meanwhile."
        )
        raise Problem(409, "overlaps", message)


def _locked(actor: Actor, number: int) -> Ticket:
    row = selectors.tickets_of(actor).select_for_update(of=("self",)).filter(pk=number).first()
    if row is None:
        raise not_found(pick("该工单", "That ticket"))
    User.objects.select_for_update().get(pk=row.asked_by_id)
    return row


def _only_asked(row: Ticket) -> None:
    if row.status != "asked":
        raise Problem(409, "state", pick("该工单已办结。", "This ticket is decided already."))


def _end(row: Ticket, status: str, note: str) -> None:
    row.status, row.note, row.ended_at = status, note.strip(), now()
    row.save(update_fields=["status", "note", "ended_at"])


def _whose(actor: Actor, username: str) -> User:
    if username in ("", actor.username):
        return User.objects.get(pk=actor.user_id)
    found = people_within(actor).filter(username=username).first() if actor.may(APPROVE) else None
    if found is None:
        raise not_found(pick("该人员", "That person"))
    return found


def _approvers(row: Ticket) -> list[int]:
    holders = User.objects.filter(is_active=True, role__permissions__contains=[APPROVE])
    return [one.pk for one in holders if holds(one.scope, row.asked_by.scope) and one.pk != row.asked_by_id]


def _tell(people: Iterable[int], row: Ticket, subject: tuple[str, str]) -> None:
    tell(
        people,
        subject=(f"{subject[0]}：{row.number}", f"{subject[1]}: {row.number}"),
        text=(row.why, row.why),
        path=f"/tickets?open={row.pk}",
        source=f"ticket:{row.pk}:{row.status}",
    )


def _note(actor: Actor, row: Ticket, action: str, after: dict[str, object]) -> None:
    journal.record(actor, action, f"ticket:{row.number}", after=after)
