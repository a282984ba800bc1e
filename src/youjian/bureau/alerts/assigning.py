"""Who may get an alert: people and departments that could handle it."""

from collections.abc import Sequence

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department, User
from youjian.bureau.alerts.models import Alert
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.scope import covers

_SIGN = "alert.sign"


def candidates(alert: Alert) -> list[User]:
    """Everybody who could handle an alert, by department and name."""
    people = _people().filter(department__isnull=False).order_by("department_id", "display_name", "id")
    return [user for user in people if _able(user, alert)]


def person_named(username: str, alert: Alert) -> User:
    """A person who can handle an alert; raises Problem 422 naming what is missing."""
    user = _people().filter(username=username).first()
    if user is None:
        raise _refused(pick(f"没有在用账号{username}。", f"There is no active account {username}."))
    if _SIGN not in user.role.permissions:
        raise _refused(
            pick(
                f"{user.display_name}的角色不能签收预警，请另选承办人。",
                f"{user.display_name} has no right to sign for alerts; please choose somebody else.",
            )
        )
    if not covers(user.scope, alert.station_id):
        raise _refused(
            pick(
                f"{alert.station_id}不在{user.display_name}的管辖范围内，请另选承办人。",
                f"{alert.station_id} lies outside the scope of {user.display_name}; choose somebody else.",
            )
        )
    return user


def department_named(code: str) -> Department:
    """A department in use; raises Problem 422."""
    office = Department.objects.filter(code=code, is_active=True).first()
    if office is None:
        raise _refused(pick(f"没有在用部门{code}。", f"There is no department {code} in use."))
    return office


def departments() -> Sequence[Department]:
    """The departments that an alert may be passed on to."""
    return list(Department.objects.filter(is_active=True).order_by("code"))


def department_of(actor: Actor) -> str | None:
    """The department whose alerts a person handles: a deputy those of whom they act for."""
    user = User.objects.filter(username=actor.acting_for or actor.username).first()
    return user.department_id if user else None


def _people() -> QuerySet[User]:
    return User.objects.filter(is_active=True).select_related("role", "department")


def _able(user: User, alert: Alert) -> bool:
    return _SIGN in user.role.permissions and covers(user.scope, alert.station_id)


def _refused(message: str) -> Problem:
    return Problem(422, "bad_assignment", message)
