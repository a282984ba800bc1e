"""Coming in and going out, passwords, and taking accounts from a profile."""

import math
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation

from youjian.bureau.accounts import coming_in, old_passwords, sessions
from youjian.bureau.accounts.acting import as_oneself
from youjian.bureau.accounts.coming_in import Waiting
from youjian.bureau.accounts.contracts import ANONYMOUS, Actor
from youjian.bureau.accounts.models import Department, Post, Role, User
from youjian.bureau.accounts.names import is_username, masked, mobile_of
from youjian.bureau.accounts.permissions import APART, PERMISSIONS
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem


def log_in(request: HttpRequest, name: str, password: str) -> User | Waiting:
    """Check the password and open a session; a person's name is the username or the mobile number.

    Who has a second factor is asked for it first (`coming_in.second_step`). Raises Problem 401 with the
    number of tries left, or 423 with the minutes of the lockout. Every outcome is journaled; axes counts the
    failures.
    """
    address = request.META.get("REMOTE_ADDR", "")
    username = _username(name)
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        raise _refused(username, address)
    return coming_in.first_step_done(request, user)


def _username(name: str) -> str:
    """The username behind what a person typed: an account's own name goes before a mobile number."""
    typed = name.strip()
    mobile = mobile_of(typed)
    if mobile is None or User.objects.filter(username=typed).exists():
        return typed
    return User.objects.filter(mobile=mobile).values_list("username", flat=True).first() or typed


def log_out(request: HttpRequest) -> None:
    """Forget the session."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    sessions.closed(request)
    logout(request)
    journal.record(actor, "account.logout", f"account:{actor.username}")


def change_password(request: HttpRequest, old: str, new: str) -> None:
    """Set a new password; raises Problem 422 when the old one is wrong or the new one breaks a rule."""
    user, actor = request.user, request.actor  # type: ignore[attr-defined]
    as_oneself(actor)
    if not isinstance(user, User) or not user.check_password(old):
        message = pick(
            "原密码不正确，请重新输入。", "The present password is not right, please type it again."
        )
        raise Problem(422, "wrong_password", message)
    if old == new:
        message = pick(
            "新密码与原密码相同，请换一个。", "The new password is the old one, please choose another."
        )
        raise Problem(422, "same_password", message)
    check_rules(new, user)
    old_passwords.refuse_again(user, new)
    with transaction.atomic():
        old_passwords.put_away(user)
        user.set_password(new)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password", "password_set_at"])
        key = request.session.session_key
        update_session_auth_hash(request, user)
        sessions.renamed(request, key)
        sessions.end(user.pk, keep=request.session.session_key)
        journal.record(actor, "account.password", f"account:{user.username}")


def check_rules(password: str, user: User) -> None:
    """Raise Problem 422 naming every rule that a password breaks."""
    with translation.override(pick("zh-hans", "en")):
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Problem(422, "weak_password", pick("", " ").join(error.messages)) from None


@transaction.atomic
def take_departments(rows: list[dict[str, Any]]) -> int:
    """Create or rename departments; returns how many there are in the list."""
    for row in rows:
        shown = {name: row[name] for name in ("name", "duties", "contact") if name in row}
        department, _ = Department.objects.update_or_create(code=row["code"], defaults=shown)
        for post in row.get("posts", []):
            _post(department, post)
    return len(rows)


def _post(department: Department | None, name: str) -> Post | None:
    """A post of a department by name, made when it is not there; nobody has a post without a department."""
    if department is None or not name:
        return None
    return Post.objects.get_or_create(department=department, name=name)[0]


@transaction.atomic
def take_roles(rows: list[dict[str, Any]]) -> int:
    """Create the roles that are not there yet; one that is there stays as the city's administrators have it.

    Returns how many there are in the list; raises ValueError for a permission that there is not.
    """
    for row in rows:
        unknown = [one for one in row["permissions"] if one not in PERMISSIONS]
        if unknown:
            message = f"role {row['code']!r}: there is no permission {unknown[0]!r}"
            raise ValueError(f"{message}; there are {', '.join(PERMISSIONS)}")
        if len(held := [one for one in APART if one in row["permissions"]]) > 1:
            raise ValueError(f"role {row['code']!r}: {' and '.join(held)} are kept apart (三员分立)")
        shown = {name: row[name] for name in ("name", "name_en", "permissions")}
        Role.objects.get_or_create(code=row["code"], defaults=shown)
    return len(rows)


@transaction.atomic
def take_accounts(rows: list[dict[str, Any]]) -> int:
    """Create the accounts that are not there yet; returns how many there are in the list."""
    for row in rows:
        _take_account(row)
    return len(rows)


def _take_account(row: dict[str, Any]) -> None:
    """An account that is there stays as its administrators have it."""
    role, scope = _role(row), _prefixes(row)
    if User.objects.filter(username=row["username"]).exists():
        return
    department = Department.objects.get(code=row["department"]) if row.get("department") else None
    user = User(
        username=row["username"],
        mobile=mobile_of(row["mobile"]) if row.get("mobile") else None,
        display_name=row["display_name"],
        post=_post(department, row.get("post", "")),
        department=department,
        role=role,
        scope=scope,
        must_change_password=row.get("must_change_password", False),
    )
    user.set_password(row["password"])
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
    actor, named = ANONYMOUS.at(address), f"account:{_journaled(username)}"
    if failures >= settings.AXES_FAILURE_LIMIT:
        minutes = _minutes_left(attempts)
        journal.record(actor, "account.locked", named, result=f"locked for {minutes} min")
        told = pick(
            f"密码连续输错{settings.AXES_FAILURE_LIMIT}次，账号已锁定，请{minutes}分钟后再试。",
            f"{settings.AXES_FAILURE_LIMIT} wrong passwords in a row: the account is locked. Please try again"
            f" in {minutes} minutes.",
        )
        return Problem(423, "locked", told)
    left = settings.AXES_FAILURE_LIMIT - failures
    journal.record(actor, "account.login_failed", named, result=f"{left} tries left")
    told = pick(
        f"用户名或密码不正确，还可尝试{left}次，之后账号将被锁定。",
        f"Name or password is not right. {left} more tries, then the account is locked.",
    )
    return Problem(401, "wrong_credentials", told)


def _journaled(typed: str) -> str:
    """A name that failed to log in, as the journal keeps it: people type numbers and passwords there too."""
    if is_username(typed) or User.objects.filter(username=typed).exists():
        return typed
    return masked(mobile_of(typed)) or "?"


def _minutes_left(attempts: list[AccessAttempt]) -> int:
    latest = max(attempt.attempt_time for attempt in attempts)
    left: timedelta = latest + settings.AXES_COOLOFF_TIME - timezone.now()
    return max(1, math.ceil(left.total_seconds() / 60))


def _window_start() -> Any:
    return timezone.now() - settings.AXES_COOLOFF_TIME
