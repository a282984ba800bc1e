"""What administrators do with people: create, change, let go, take back, help after a lockout."""

from collections.abc import Sequence
from typing import Any

from axes.models import AccessAttempt
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from youjian.bureau.accounts import old_passwords, sessions, work
from youjian.bureau.accounts.acting import as_oneself
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.forms import PersonChange, PersonIn
from youjian.bureau.accounts.models import Delegation, Department, Post, Role, User
from youjian.bureau.accounts.names import (
    masked,
    new_password,
    wanted_mobile,
    wanted_name,
    wanted_username,
)
from youjian.bureau.accounts.permissions import MANAGE
from youjian.bureau.accounts.scopes import holds, people_within, wanted_scope
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.times import now

_NAME_LENGTH = 40


def create(actor: Actor, wanted: PersonIn) -> tuple[User, str]:
    """A new person and the password for the first login, which is kept nowhere else.

    Raises Problem 409 when the username or mobile number is taken, 422 or 403 when something does not fit.
    """
    as_oneself(actor)
    password = new_password()
    with acting(actor):
        department = _department(wanted.department)
        user = User(
            username=wanted_username(wanted.username),
            display_name=_display_name(wanted.display_name),
            mobile=wanted_mobile(wanted.mobile),
            department=department,
            post=_post(department, wanted.post_id),
            role=_role(wanted.role),
            scope=wanted_scope(actor, wanted.scope),
            must_change_password=True,
        )
        user.set_password(password)
        _save(user)
        _note(actor, "people.create", user, after=snapshot(user), reason=wanted.reason)
    return user, password


def change(actor: Actor, username: str, wanted: PersonChange) -> User:
    """Change what was sent of a person. Who gets another role or scope is logged out everywhere.

    Raises Problem 403 for one's own role or scope, 409 for a taken number and for the last administrator.
    """
    as_oneself(actor)
    with acting(actor):
        user = locked(actor, username)
        before, given = snapshot(user), wanted.dict(exclude_unset=True)
        if "display_name" in given:
            user.display_name = _display_name(given["display_name"] or "")
        if "mobile" in given:
            user.mobile = wanted_mobile(given["mobile"] or "")
        _move(user, given)
        if _change_rights(actor, user, given):
            sessions.end(user.pk)
        if before != snapshot(user):
            _save(user)
            shown = {name: value for name, value in snapshot(user).items() if value != before[name]}
            told = {name: before[name] for name in shown}
            _note(actor, "people.change", user, before=told, after=shown, reason=wanted.reason)
    return user


def deactivate(
    actor: Actor, username: str, successor: str | None, reason: str = ""
) -> tuple[User, dict[str, int]]:
    """Somebody leaves: open work goes to the successor, delegations end, every session ends at once.

    Raises Problem 409 when there is open work and no successor, or when it is the last administrator.
    """
    as_oneself(actor)
    with acting(actor):
        user = locked(actor, username)
        _not_oneself(actor, user)
        if not user.is_active:
            raise _state("该人员已停用。", "This person is deactivated already.")
        _keep_an_administrator(user)
        handed = _hand_over(actor, user, successor)
        user.is_active, user.left_at = False, now()
        user.save(update_fields=["is_active", "left_at"])
        sessions.end(user.pk)
        ended = _end_delegations(actor, user)
        after = {"is_active": False, "successor": successor, "handed": handed, "delegations_ended": ended}
        _note(actor, "people.deactivate", user, before={"is_active": True}, after=after, reason=reason)
    return user, handed


def reactivate(actor: Actor, username: str, reason: str = "") -> tuple[User, str]:
    """Somebody comes back, with the role and scope from before and a new password for the first login."""
    as_oneself(actor)
    with acting(actor):
        user = locked(actor, username)
        if user.is_active:
            raise _state("该人员未停用。", "This person is not deactivated.")
        password = _fresh_password(user)
        user.is_active, user.left_at = True, None
        user.save()
        _note(
            actor,
            "people.reactivate",
            user,
            before={"is_active": False},
            after={"is_active": True},
            reason=reason,
        )
    return user, password


def reset_password(actor: Actor, username: str, reason: str = "") -> tuple[User, str]:
    """A new password for the first login, shown this once; lockout and sessions end."""
    as_oneself(actor)
    with acting(actor):
        user = locked(actor, username)
        _not_oneself(actor, user)
        password = _fresh_password(user)
        user.save(update_fields=["password", "must_change_password", "password_set_at"])
        ended = sessions.end(user.pk)
        _note(actor, "people.password_reset", user, after={"sessions_ended": ended}, reason=reason)
    return user, password


def unlock(actor: Actor, username: str, reason: str = "") -> User:
    """Let somebody try again who typed the password wrong too often."""
    as_oneself(actor)
    with acting(actor):
        user = locked(actor, username)
        _forget_failures(user)
        _note(actor, "people.unlock", user, reason=reason)
    return user


def end_sessions(actor: Actor, username: str, reason: str = "") -> int:
    """Log somebody out everywhere; returns from how many places."""
    as_oneself(actor)
    with acting(actor):
        user = locked(actor, username)
        ended = sessions.end(user.pk)
        _note(actor, "people.end_sessions", user, after={"sessions_ended": ended}, reason=reason)
    return ended


def locked(actor: Actor, username: str) -> User:
    """A person within the actor's scope, whose row nobody else changes until the transaction ends."""
    return _one(people_within(actor).select_for_update(of=("self",)), username)


def found(actor: Actor, username: str) -> User:
    """A person within the actor's scope; raises Problem 404."""
    return _one(people_within(actor), username)


def _one(people: QuerySet[User], username: str) -> User:
    user = people.select_related("role", "department", "post").filter(username=username).first()
    if user is None:
        raise not_found(pick(f"人员“{username[:40]}”", f"The person “{username[:40]}”"))
    return user


def snapshot(user: User) -> dict[str, Any]:
    """What the journal keeps of a person: no secrets, the mobile number masked."""
    return {
        "display_name": user.display_name,
        "mobile": masked(user.mobile),
        "department": user.department_id,
        "post": user.post.name if user.post else None,
        "role": user.role_id,
        "scope": list(user.scope),
    }


def _move(user: User, given: dict[str, Any]) -> None:
    """Department and post; who changes department gives up the post that belongs to the old one."""
    if "department" in given and given["department"] != user.department_id:
        user.department = _department(given["department"])
        user.post = None
    if "post_id" in given:
        user.post = _post(user.department, given["post_id"])


def _change_rights(actor: Actor, user: User, given: dict[str, Any]) -> bool:
    """Role and scope; returns whether they changed."""
    role = _role(given["role"]) if given.get("role") else user.role
    scope = wanted_scope(actor, given["scope"]) if given.get("scope") is not None else user.scope
    if role.pk == user.role_id and list(scope) == list(user.scope):
        return False
    if user.pk == actor.user_id:
        message = pick(
            "不能修改自己的角色和管辖范围，请由其他管理员办理。",
            "Nobody changes their own role or scope; please ask another administrator.",
        )
        raise Problem(403, "own_rights", message)
    if MANAGE not in role.permissions or not holds(scope, user.scope):
        _keep_an_administrator(user)
    user.role, user.scope = role, scope
    return True


def _keep_an_administrator(leaving: User) -> None:
    """Raise Problem 409 when nobody else could manage the people of this administrator's scope.

    The administrators' rows are locked, so that two of them cannot let each other go at the same moment.
    """
    if MANAGE not in leaving.role.permissions or not leaving.is_active:
        return
    others = User.objects.select_for_update(of=("self",)).filter(
        is_active=True, role__permissions__contains=[MANAGE]
    )
    if any(other.pk != leaving.pk and holds(other.scope, leaving.scope) for other in others.order_by("pk")):
        return
    message = pick(
        "这是管辖该范围的最后一名管理员，不能停用或改任。请先指定另一名管理员。",
        "This is the last administrator of that scope. Please appoint another one first.",
    )
    raise Problem(409, "last_administrator", message)


def _hand_over(actor: Actor, user: User, successor: str | None) -> dict[str, int]:
    if successor is not None:
        return work.hand_over(actor, user, _successor(actor, user, successor))
    open_work = work.waiting(actor, user.pk)
    if open_work:
        told = pick("、", ", ").join(f"{kind.name} {kind.count}" for kind in open_work)
        message = pick(
            f"{user.display_name}还有在办事项：{told}。请选择接办人后再停用。",
            f"{user.display_name} has open work: {told}. Please choose who takes it over.",
        )
        raise Problem(409, "open_work", message)
    return {}


def _successor(actor: Actor, user: User, username: str) -> User:
    found = people_within(actor).select_related("role", "department").filter(username=username).first()
    if found is None or not found.is_active or found.pk == user.pk:
        message = pick(
            "接办人须是您管辖范围内另一名在岗人员。",
            "The successor must be another active person in your scope.",
        )
        raise Problem(422, "bad_successor", message)
    return found


def _end_delegations(actor: Actor, user: User) -> int:
    mine = Delegation.objects.filter(principal=user) | Delegation.objects.filter(deputy=user)
    return mine.filter(ended_at__isnull=True).update(ended_at=now(), ended_by_id=actor.user_id)


def _fresh_password(user: User) -> str:
    password = new_password()
    old_passwords.put_away(user)
    user.set_password(password)
    user.must_change_password = True
    _forget_failures(user)
    return password


def _forget_failures(user: User) -> None:
    AccessAttempt.objects.filter(username=user.username).delete()


def _not_oneself(actor: Actor, user: User) -> None:
    if user.pk == actor.user_id:
        message = pick(
            "不能对自己的账号办理此事，请由其他管理员办理。",
            "This cannot be done to one's own account; please ask another administrator.",
        )
        raise Problem(403, "own_account", message)


def _display_name(text: str) -> str:
    return wanted_name(text, "姓名", "a name", _NAME_LENGTH)


def _department(code: str | None) -> Department | None:
    if not code:
        return None
    department = Department.objects.filter(code=code, is_active=True).first()
    if department is None:
        message = pick(
            f"没有部门“{code[:40]}”，或该部门已停用。", f"There is no active department “{code[:40]}”."
        )
        raise Problem(422, "bad_department", message)
    return department


def _post(department: Department | None, post_id: int | None) -> Post | None:
    if post_id is None:
        return None
    post = Post.objects.filter(pk=post_id, department=department).first() if department else None
    if post is None:
        message = pick("该岗位不属于所选部门。", "That post does not belong to the chosen department.")
        raise Problem(422, "bad_post", message)
    return post


def _role(code: str) -> Role:
    role = Role.objects.filter(code=code).first()
    if role is None:
        known: Sequence[str] = list(Role.objects.order_by("code").values_list("code", flat=True))
        named = "、".join(known)
        message = pick(
            f"没有角色“{code[:40]}”，可选：{named}。", f"No role “{code[:40]}”; there are {named}."
        )
        raise Problem(422, "bad_role", message)
    return role


def _save(user: User) -> None:
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        taken = User.objects.filter(username=user.username).exclude(pk=user.pk).exists()
        message = (
            pick(f"账号“{user.username}”已被使用，请换一个。", f"The name “{user.username}” is taken.")
            if taken
            else pick("该手机号已登记在另一账号下。", "Another account has this mobile number.")
        )
        raise Problem(409, "taken", message) from None


def _state(zh: str, en: str) -> Problem:
    return Problem(409, "state", pick(zh, en))


def _note(
    actor: Actor,
    action: str,
    user: User,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    said = {**(after or {}), **({"reason": reason.strip()} if reason.strip() else {})}
    journal.record(actor, action, f"account:{user.username}", before=before, after=said or None)
