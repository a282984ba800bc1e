"""Who a session's person acts as: themselves, or the principal of a delegation in force (AB角).

Every request asks anew, so that a delegation that was ended, or whose time is over, is refused at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Delegation, User
from youjian.bureau.accounts.permissions import APART, NEVER_DELEGATED
from youjian.bureau.accounts.selectors import actor_of
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.times import now
from youjian.contract.fields import business_day

ACTING_KEY = "acting_delegation"
"""Where a session keeps the number of the delegation under which its person acts."""


@dataclass(frozen=True)
class Lent:
    """What a ticket lends its holder while it is in force: permissions, and where they hold."""

    number: str
    permissions: frozenset[str]
    scope: tuple[str, ...]


_LENDERS: list[Callable[[int], Lent | None]] = []


def lend_by(lender: Callable[[int], Lent | None]) -> None:
    """Let an app say what somebody who works by ticket is lent now; asked at each of their requests."""
    if lender not in _LENDERS:
        _LENDERS.append(lender)


def in_force() -> Q:
    """Delegations that hold now: today is one of their days, nobody ended them, both still work here."""
    today = business_day(now())
    return Q(
        ended_at__isnull=True,
        from_on__lte=today,
        until_on__gte=today,
        principal__is_active=True,
        deputy__is_active=True,
    )


def delegations_of(deputy_id: int) -> QuerySet[Delegation]:
    """What a deputy may act under now, with the principals' roles."""
    found = Delegation.objects.filter(in_force(), deputy_id=deputy_id)
    return found.select_related("principal__role", "principal__department").order_by("until_on", "id")


def actor_in(session: Mapping[str, Any], user: User, address: str = "") -> Actor | None:
    """The actor of a session; None when it acts under a delegation that is not in force any more."""
    number = session.get(ACTING_KEY)
    own = _with_ticket(actor_of(user, address))
    if number is None:
        return own
    delegation = delegations_of(user.pk).filter(pk=number).first()
    return None if delegation is None else _deputy(own, delegation.principal)


def _with_ticket(own: Actor) -> Actor:
    """Who works by ticket has its permissions in its places while it is in force, under its number."""
    lent = next(filter(None, (ask(own.user_id or 0) for ask in _LENDERS)), None) if own.outsider else None
    if lent is None:
        return own
    return replace(
        own,
        display_name=f"{own.display_name}（{lent.number}）",
        permissions=own.permissions | lent.permissions,
        scope=lent.scope,
        ticket=lent.number,
    )


def _deputy(own: Actor, principal: User) -> Actor:
    """One of the three administrators does not get another one's rights by standing in (三员分立)."""
    held = own.permissions.intersection(APART)
    apart = set(APART) - held if held else set[str]()
    return Actor(
        username=own.username,
        display_name=f"{own.display_name}（代{principal.display_name}）",
        scope=tuple(principal.scope),
        permissions=frozenset(principal.role.permissions) - NEVER_DELEGATED - apart,
        user_id=own.user_id,
        address=own.address,
        acting_for=principal.username,
        department=principal.department_id or "",
    )


def delegation_over() -> Problem:
    """The answer to everything that a session asks after its delegation is over, until it is given up."""
    message = pick(
        "代理已结束或被终止，操作没有提交。请恢复本人身份后继续。",
        "The delegation is over, nothing was done. Please go back to acting for yourself.",
    )
    return Problem(403, "delegation_over", message)


def as_oneself(actor: Actor) -> None:
    """Raise Problem 403 when the actor is a deputy: what follows is a person's own business."""
    if actor.acting_for:
        message = pick(
            "代理他人期间不能办理此事。请先恢复本人身份。",
            "This cannot be done while you act for somebody else. Please go back to yourself first.",
        )
        raise Problem(403, "acting_for_other", message)
