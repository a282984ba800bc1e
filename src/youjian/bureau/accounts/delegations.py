"""Naming a deputy (AB角) and taking the word back; deputies' duties as open work."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.acting import as_oneself
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.forms import DelegationIn
from youjian.bureau.accounts.models import Delegation, User
from youjian.bureau.accounts.names import wanted_name
from youjian.bureau.accounts.permissions import APART, MANAGE
from youjian.bureau.accounts.scopes import only_stations, people_within
from youjian.bureau.accounts.work import WorkItem
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.contract.fields import business_day

LONGEST = timedelta(days=366)
_REASON_LENGTH = 256


def delegate(actor: Actor, wanted: DelegationIn) -> Delegation:
    """Name a deputy for oneself, or as administrator for somebody else, from a day to a day (both included).

    Raises Problem 422 for days or people that do not fit, 403 without the right, 409 when the same deputy
    acts for the same person in those days already. A deputy passes nothing on.
    """
    as_oneself(actor)
    with acting(actor):
        principal = _principal(actor, wanted.principal)
        deputy = _deputy(actor, principal, wanted.deputy)
        _check_days(wanted.from_on, wanted.until_on)
        _check_free(principal, deputy, wanted.from_on, wanted.until_on)
        delegation = Delegation.objects.create(
            principal=principal,
            deputy=deputy,
            from_on=wanted.from_on,
            until_on=wanted.until_on,
            reason=wanted_name(wanted.reason, "代理事由", "a reason", _REASON_LENGTH),
            made_at=now(),
            made_by_id=actor.user_id,
        )
        journal.record(actor, "delegation.make", _target(delegation), after=snapshot(delegation))
    return delegation


def end(actor: Actor, delegation_id: int, reason: str = "") -> Delegation:
    """Take a delegation back, or give it up as deputy. Raises Problem 404, or 409 when it is over already."""
    as_oneself(actor)
    with acting(actor):
        found = seen_by(actor).select_for_update(of=("self",)).filter(pk=delegation_id).first()
        if found is None or not may_end(actor, found):
            raise not_found(pick("该代理", "That delegation"))
        if found.ended_at is not None or found.until_on < business_day(now()):
            raise Problem(409, "state", pick("该代理已经结束。", "That delegation is over already."))
        found.ended_at, found.ended_by_id = now(), actor.user_id
        found.save(update_fields=["ended_at", "ended_by"])
        after: dict[str, Any] = {"ended": True, **({"reason": reason.strip()} if reason.strip() else {})}
        journal.record(actor, "delegation.end", _target(found), before=snapshot(found), after=after)
    return found


def seen_by(actor: Actor) -> QuerySet[Delegation]:
    """One's own delegations, given and received; administrators see those of the people in their scope."""
    own = Q(principal_id=actor.user_id) | Q(deputy_id=actor.user_id)
    if actor.acting_for:
        own = Q(pk__in=[])
    if actor.may("accounts.see"):
        own |= Q(principal__in=people_within(actor).values("pk"))
    people = ("principal__department", "principal__post", "deputy__department", "deputy__post", "made_by")
    return Delegation.objects.filter(own).select_related(*people, "ended_by")


def may_end(actor: Actor, delegation: Delegation) -> bool:
    """Whether the actor may take the delegation back: either side of it, or an administrator."""
    return actor.may(MANAGE) or actor.user_id in (delegation.principal_id, delegation.deputy_id)


def state_of(delegation: Delegation, today: date) -> str:
    """`coming`, `in_force`, `over`, or `ended` before its time."""
    if delegation.ended_at is not None:
        return "ended"
    if today < delegation.from_on:
        return "coming"
    return "in_force" if today <= delegation.until_on else "over"


def snapshot(delegation: Delegation) -> dict[str, Any]:
    """What the journal keeps of a delegation."""
    return {
        "principal": delegation.principal.username,
        "deputy": delegation.deputy.username,
        "from_on": delegation.from_on.isoformat(),
        "until_on": delegation.until_on.isoformat(),
        "reason": delegation.reason,
    }


def colleagues_of(actor: Actor) -> QuerySet[User]:
    """Active people to whom one may hand something; a station's people see only their own department."""
    active = User.objects.filter(is_active=True).exclude(pk=actor.user_id)
    found = active.select_related("department", "post").order_by("department__name", "display_name")
    if only_stations(actor.scope):
        mine = User.objects.filter(pk=actor.user_id, department__isnull=False).values("department_id")
        return found.filter(department_id__in=mine)
    return found


class Duties:
    """What somebody has to do as deputy, as open work."""

    kind = "delegations"
    name = ("受托代理", "Acting for others")

    def count(self, user_id: int) -> int:
        """Delegations to a person that hold now or later."""
        return _ahead(user_id).count()

    def items(self, user_id: int, limit: int) -> Sequence[WorkItem]:
        """Whom the person acts for, and until when."""
        listed = _ahead(user_id).select_related("principal").order_by("from_on", "id")[:limit]
        return [WorkItem(_title(delegation), "/delegations") for delegation in listed]

    def hand_over(self, actor: Actor, leaver: User, successor: User) -> int:
        """The successor becomes deputy for the days that are left; for the principal itself it just ends."""
        today, handed = business_day(now()), 0
        for old in _ahead(leaver.pk).select_for_update(of=("self",)):
            old.ended_at, old.ended_by_id = now(), actor.user_id
            old.save(update_fields=["ended_at", "ended_by"])
            handed += 1
            if old.principal_id == successor.pk:
                continue
            _check_fit(actor, old.principal, successor)
            Delegation.objects.create(
                principal_id=old.principal_id,
                deputy=successor,
                from_on=max(old.from_on, today),
                until_on=old.until_on,
                reason=old.reason,
                made_at=now(),
                made_by_id=actor.user_id,
            )
        return handed


def _ahead(deputy_id: int) -> QuerySet[Delegation]:
    return Delegation.objects.filter(
        deputy_id=deputy_id,
        ended_at__isnull=True,
        until_on__gte=business_day(now()),
        principal__is_active=True,
    )


def _title(delegation: Delegation) -> str:
    name, until = delegation.principal.display_name, delegation.until_on.isoformat()
    return pick(f"代理{name}，至{until}", f"For {name} until {until}")


def _principal(actor: Actor, username: str | None) -> User:
    if username is None or username == actor.username:
        return User.objects.select_related("department", "role").get(pk=actor.user_id)
    if not actor.may(MANAGE):
        message = pick(
            "只能为本人指定代理人；为他人指定须由管理员办理。",
            "You can name a deputy for yourself only; for others an administrator does it.",
        )
        raise Problem(403, "own_delegation_only", message)
    within = people_within(actor).select_related("role")
    principal = within.filter(username=username, is_active=True).first()
    if principal is None:
        raise not_found(pick(f"在岗人员“{username[:40]}”", f"The active person “{username[:40]}”"))
    return principal


def _deputy(actor: Actor, principal: User, username: str) -> User:
    if username == principal.username:
        message = pick(
            "代理人不能是本人，请另选一人。", "Nobody can act for themselves; please choose another."
        )
        raise Problem(422, "bad_deputy", message)
    pool = colleagues_of(actor) | User.objects.filter(pk=actor.user_id, is_active=True)
    deputy = pool.select_related("role").filter(username=username).first()
    if deputy is None:
        message = pick(
            f"没有可以代理的在岗人员“{username[:40]}”。",
            f"There is no active person “{username[:40]}” to act.",
        )
        raise Problem(422, "bad_deputy", message)
    _check_fit(actor, principal, deputy)
    return deputy


def _check_fit(actor: Actor, principal: User, deputy: User) -> None:
    """Raise Problem 403 or 422 for a deputy who must not have what the principal has.

    Nobody gives another's rights to themselves; the three administrators do not stand in for each other; a
    station's people do not act for officials.
    """
    if deputy.pk == actor.user_id:
        message = pick(
            "不能指定自己代理他人，请由被代理人本人或其他管理员办理。",
            "Nobody names themselves to act for another; please ask that person or another administrator.",
        )
        raise Problem(403, "own_rights", message)
    held = {*deputy.role.permissions} & {*APART}
    if held and {*principal.role.permissions} & {*APART} - held:
        message = pick(
            f"按三员分立的要求，系统管理、安全管理和审计不能由一人兼任或代理：{deputy.display_name}不能代理"
            f"{principal.display_name}，请另选一人。",
            f"Administrators of the system, of security and of the journal are kept apart:"
            f" {deputy.display_name} cannot act for {principal.display_name}; please choose somebody else.",
        )
        raise Problem(422, "kept_apart", message)
    if only_stations(deputy.scope) and not only_stations(principal.scope):
        message = pick(
            f"{deputy.display_name}是加油站人员，不能代理监管人员，请另选一人。",
            f"{deputy.display_name} works for a station and cannot act for an official; please choose"
            " somebody else.",
        )
        raise Problem(422, "bad_deputy", message)


def _check_days(from_on: date, until_on: date) -> None:
    today = business_day(now())
    wrong = (
        pick("结束日期早于开始日期，请核对。", "The last day lies before the first one.")
        if until_on < from_on
        else pick("开始日期已过，请从今天或以后开始。", "The first day is past; begin today or later.")
        if from_on < today
        else pick("代理期最长一年，请缩短。", "A delegation lasts a year at most.")
        if until_on - from_on > LONGEST
        else ""
    )
    if wrong:
        raise Problem(422, "bad_days", wrong)


def _check_free(principal: User, deputy: User, from_on: date, until_on: date) -> None:
    same = Delegation.objects.filter(
        principal=principal,
        deputy=deputy,
        ended_at__isnull=True,
        from_on__lte=until_on,
        until_on__gte=from_on,
    ).first()
    if same is not None:
        days = f"{same.from_on.isoformat()}—{same.until_on.isoformat()}"
        message = pick(
            f"{deputy.display_name}在{days}已经代理{principal.display_name}，不必重复指定。",
            f"{deputy.display_name} acts for {principal.display_name} in {days} already.",
        )
        raise Problem(409, "overlaps", message)


def _target(delegation: Delegation) -> str:
    return f"delegation:{delegation.pk}"
