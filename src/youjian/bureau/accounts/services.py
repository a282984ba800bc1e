"""Coming in and going out, passwords, and taking accounts from a profile."""

import math
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from youjian.bureau.accounts.contracts import ANONYMOUS, Actor
from youjian.bureau.accounts.models import Department, Role, User
from youjian.bureau.accounts.selectors import actor_of
from youjian.bureau.journal import services as journal
from youjian.bureau.problems import Problem

_BACKEND = "youjian.bureau.accounts.backend.AccountBackend"


def log_in(request: HttpRequest, username: str, password: str) -> User:
    """Check the password and open a session.

    Raises Problem 401 with the number of tries left, or 423 with the minutes of the lockout. Every outcome is
    journaled; axes counts the failures.
    """
    address = request.META.get("REMOTE_ADDR", "")
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        raise _refused(username, address)
    login(request, user, backend=_BACKEND)
    request.actor = actor_of(user, address)  # type: ignore[attr-defined]
    journal.record(actor_of(user, address), "account.login", f"account:{username}")
    return User.objects.select_related("role", "department").get(pk=user.pk)


def log_out(request: HttpRequest) -> None:
    """Forget the session."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    logout(request)
    journal.record(actor, "account.logout", f"account:{actor.username}")


def change_password(request: HttpRequest, old: str, new: str) -> None:
    """Set a new password; raises Problem 422 when the old one is wrong or the new one breaks a rule."""
    user = request.user
    if not isinstance(user, User) or not user.check_password(old):
        raise Problem(422, "wrong_password", "原密码不正确，请重新输入。")
    if old == new:
        raise Problem(422, "same_password", "新密码与原密码相同，请换一个。")
    check_rules(new, user)
    user.set_password(new)
    user.must_change_password = False
    with transaction.atomic():
        user.save(update_fields=["password", "must_change_password"])
        update_session_auth_hash(request, user)
        journal.record(request.actor, "account.password", f"account:{user.username}")  # type: ignore[attr-defined]


def check_rules(password: str, user: User) -> None:
    """Raise Problem 422 naming every rule that a password breaks."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Problem(422, "weak_password", "".join(error.messages)) from None


@transaction.atomic
def take_departments(rows: list[dict[str, Any]]) -> int:
    """Create or rename departments; returns how many there are in the list."""
    for row in rows:
        Department.objects.update_or_create(code=row["code"], defaults={"name": row["name"]})
    return len(rows)


@transaction.atomic
def take_accounts(rows: list[dict[str, Any]]) -> int:
    """Create the accounts that are not there yet; one that is there keeps its password."""
    for row in rows:
        _take_account(row)
    return len(rows)


def _take_account(row: dict[str, Any]) -> None:
    fields = {
        "display_name": row["display_name"],
        "post": row.get("post", ""),
        "department": Department.objects.get(code=row["department"]) if row.get("department") else None,
        "role": _role(row),
        "scope": _prefixes(row),
        "must_change_password": row.get("must_change_password", False),
    }
    known = User.objects.filter(username=row["username"]).first()
    user = known or User(username=row["username"])
    if known is None:
        user.set_password(row["password"])
    for name, value in fields.items():
        if known is None or name != "must_change_password":
            setattr(user, name, value)
    user.save()


def _role(row: dict[str, Any]) -> Role:
    role = Role.objects.filter(code=row["role"]).first()
    if role is None:
        known = ", ".join(Role.objects.order_by("code").values_list("code", flat=True))
        message = f"account {row['username']!r}: unknown role {row['role']!r}; there are {known}"
        raise ValueError(message)
    return role


def _prefixes(row: dict[str, Any]) -> list[str]:
    scope = row["scope"]
    listed = [part.strip() for part in scope.split(",")] if isinstance(scope, str) else list(scope)
    bad = [
        prefix for prefix in listed if prefix != "*" and not (prefix.isdecimal() and 2 <= len(prefix) <= 10)
    ]
    if bad or not listed:
        wanted = "prefixes of station ids (2-10 digits) or *"
        message = f"account {row['username']!r}: scope must list {wanted}, got {scope!r}"
        raise ValueError(message)
    return listed


def _refused(username: str, address: str) -> Problem:
    """The answer to a failed login: locked with minutes, or wrong with the tries that are left."""
    attempts = list(AccessAttempt.objects.filter(username=username, attempt_time__gt=_window_start()))
    failures = sum(attempt.failures_since_start for attempt in attempts)
    actor = ANONYMOUS.at(address)
    if failures >= settings.AXES_FAILURE_LIMIT:
        minutes = _minutes_left(attempts)
        journal.record(actor, "account.locked", f"account:{username}", result=f"locked for {minutes} min")
        return Problem(
            423, "locked", f"密码连续输错{settings.AXES_FAILURE_LIMIT}次，账号已锁定，请{minutes}分钟后再试。"
        )
    left = settings.AXES_FAILURE_LIMIT - failures
    journal.record(actor, "account.login_failed", f"account:{username}", result=f"{left} tries left")
    told = f"用户名或密码不正确，还可尝试{left}次，之后账号将被锁定。"
    return Problem(401, "wrong_credentials", told)


def _minutes_left(attempts: list[AccessAttempt]) -> int:
    latest = max(attempt.attempt_time for attempt in attempts)
    left: timedelta = latest + settings.AXES_COOLOFF_TIME - timezone.now()
    return max(1, math.ceil(left.total_seconds() / 60))


def _window_start() -> Any:
    return timezone.now() - settings.AXES_COOLOFF_TIME
