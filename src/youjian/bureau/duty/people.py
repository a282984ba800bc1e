"""Who can be put on a roster: works here, in its department, sees its region, and may do what duty asks."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from youjian.bureau.accounts.models import User
from youjian.bureau.accounts.scopes import holds
from youjian.bureau.duty.models import Roster
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem

SIGN, SEE = "alert.sign", "alert.see"


class Candidate(NamedTuple):
    """Somebody of a roster's department; `first` says whether as 主班 too."""

    user: User
    first: bool


def candidates(roster: Roster) -> list[Candidate]:
    """Who can be put on a roster, those who may sign for alerts first."""
    found = [Candidate(user, not why_not(roster, user, SIGN)) for user in _colleagues(roster)]
    fit = [one for one in found if one.first or not why_not(roster, one.user, SEE)]
    return sorted(fit, key=lambda one: (not one.first, one.user.display_name))


def _colleagues(roster: Roster) -> QuerySet[User]:
    found = User.objects.filter(department_id=roster.department_id, is_active=True)
    return found.select_related("role", "post", "department")


def named(roster: Roster, usernames: Iterable[str], permission: str) -> list[User]:
    """People by username, in the same order; raises Problem 422 naming the first who cannot be on duty."""
    wanted = list(usernames)
    found = {
        user.username: user
        for user in User.objects.filter(username__in=wanted).select_related("role", "department")
    }
    for username in wanted:
        user = found.get(username)
        why = (
            why_not(roster, user, permission)
            if user
            else pick(f"没有人员“{username}”。", f"There is nobody named “{username}”.")
        )
        if why:
            raise Problem(422, "not_rosterable", why)
    return [found[username] for username in wanted]


def why_not(roster: Roster, user: User, permission: str) -> str:
    """Why somebody cannot be on duty there, as a sentence; empty when they can."""
    name = user.display_name
    if not user.is_active:
        return pick(f"{name}已离岗，不能排班。", f"{name} has left and cannot be on duty.")
    if user.department_id != roster.department_id:
        return pick(f"{name}不在该值班表的部门，不能排班。", f"{name} is not of the roster's department.")
    if not holds(user.scope, [roster.region]):
        return pick(
            f"{name}的管辖范围不含该值班表的区域，不能排班。",
            f"The scope of {name} does not cover the roster's region.",
        )
    if permission not in user.role.permissions:
        return pick(
            f"{name}的角色不能签收预警，只能作为副班。"
            if permission == SIGN
            else f"{name}的角色不能查看预警，不能排班。",
            f"{name} has no right to sign for alerts and can only stand behind."
            if permission == SIGN
            else f"{name} has no right to see alerts and cannot be on duty.",
        )
    return ""
