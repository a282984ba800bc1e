"""Reads of tickets: what one lends now, who sees which."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.acting import Lent
from youjian.bureau.accounts.contracts import Actor, NamedCode
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.accounts.scopes import people_within
from youjian.bureau.accounts.second_factor import policy
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry.selectors import scope_name
from youjian.bureau.tickets.contracts import PledgeOut, TicketOut, TicketStandingOut
from youjian.bureau.tickets.models import Pledge, Ticket
from youjian.bureau.tickets.words import ALLOWED
from youjian.bureau.times import now
from youjian.contract.fields import business_day

SEE, ASK, APPROVE = "ticket.see", "ticket.request", "ticket.approve"


def lent_to(user_id: int) -> Lent | None:
    """What the ticket in force lends a person now; None without one. One statement."""
    moment = now()
    found = Ticket.objects.filter(
        asked_by_id=user_id, status="approved", from_at__lte=moment, until_at__gt=moment
    ).first()
    if found is None:
        return None
    return Lent(found.number, frozenset(found.permissions) & frozenset(ALLOWED), tuple(found.scope))


def tickets_of(actor: Actor) -> QuerySet[Ticket]:
    """The tickets an actor sees: who asks the own ones, others those of the people within their scope."""
    seen = Q(asked_by_id=actor.user_id)
    if not actor.may(ASK):
        seen |= Q(asked_by__in=people_within(actor))
    return Ticket.objects.filter(seen)


def pledge_of(user_id: int, day: date) -> Pledge | None:
    """The pledge that holds on a day, without its scan."""
    held = Pledge.objects.defer("content").filter(user_id=user_id, signed_on__lte=day, until_on__gte=day)
    return held.order_by("-until_on", "-pk").first()


def state_of(row: Ticket, moment: datetime) -> str:
    """How a ticket stands at a moment."""
    if row.status != "approved":
        return row.status
    if moment < row.from_at:
        return "coming"
    return "in_force" if moment < row.until_at else "over"


def ticket(actor: Actor, number: int) -> TicketOut:
    """A ticket that the actor sees; raises Problem 404."""
    row = tickets_of(actor).select_related("asked_by", "decided_by").filter(pk=number).first()
    if row is None:
        raise not_found(pick("该工单", "That ticket"))
    return shown(actor, row)


def shown(actor: Actor, row: Ticket) -> TicketOut:
    """A ticket as it goes out, with what the actor may do with it."""
    state = state_of(row, now())
    pledge = pledge_of(row.asked_by_id, business_day(row.until_at))
    own, decides = row.asked_by_id == actor.user_id, actor.may(APPROVE)
    return TicketOut(
        id=row.pk,
        number=row.number,
        asked_by=row.asked_by.username,
        asked_by_name=row.asked_by.display_name,
        asked_at=row.asked_at,
        why=row.why,
        permissions=named(row.permissions),
        scope=list(row.scope),
        scope_name=scope_name(row.scope),
        from_at=row.from_at,
        until_at=row.until_at,
        state=state,
        decided_by_name=row.decided_by.display_name if row.decided_by else "",
        decided_at=row.decided_at,
        note=row.note,
        ended_at=row.ended_at,
        pledge_id=pledge.pk if pledge else None,
        pledge_until=pledge.until_on if pledge else None,
        may_decide=state == "asked" and decides and not own,
        may_withdraw=state == "asked" and own,
        may_cut=state in ("coming", "in_force") and (own or decides),
    )


def standing(actor: Actor) -> TicketStandingOut:
    """What somebody who asks has to know."""
    moment = now()
    row = (
        Ticket.objects.select_related("asked_by", "decided_by")
        .filter(asked_by_id=actor.user_id, status="approved", from_at__lte=moment, until_at__gt=moment)
        .first()
    )
    pledge = pledge_of(actor.user_id or 0, business_day(moment))
    return TicketStandingOut(
        allowed=named(ALLOWED),
        most_hours=policy().ticket_hours,
        scope=[NamedCode(code=one, name=scope_name([one])) for one in actor.scope],
        pledge=pledge_out(pledge) if pledge else None,
        in_force=shown(actor, row) if row else None,
    )


def pledge_out(row: Pledge) -> PledgeOut:
    """A pledge as it goes out."""
    return PledgeOut(
        id=row.pk,
        username=row.user.username,
        signed_on=row.signed_on,
        until_on=row.until_on,
        filename=row.filename,
    )


def pledge_file(actor: Actor, number: int) -> Pledge:
    """A pledge with its scan, one's own or as approver; raises Problem 404."""
    seen = Q(user_id=actor.user_id)
    if actor.may(APPROVE):
        seen |= Q(user__in=people_within(actor))
    row = Pledge.objects.filter(seen).filter(pk=number).first()
    if row is None:
        raise not_found(pick("该保密承诺", "That pledge"))
    return row


def named(permissions: list[str] | tuple[str, ...]) -> list[NamedCode]:
    """Permissions with their names."""
    return [NamedCode(code=one, name=permission_name(one)) for one in permissions]
