"""Verbs of safe coming in: one's own second factor, the city's policy, a lost factor taken away."""

from typing import Any

from django.http import HttpRequest

from youjian.bureau.accounts import people, second_factor, sessions
from youjian.bureau.accounts.acting import as_oneself
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.forms_security import PolicyIn
from youjian.bureau.accounts.models import RecoveryCode, SecondFactor, SecurityPolicy, User
from youjian.bureau.accounts.permissions import MANAGE, PERMISSIONS
from youjian.bureau.accounts.scopes import people_within, whole_city
from youjian.bureau.accounts.sealed import purpose_of
from youjian.bureau.accounts.second_factor import Enrolment
from youjian.bureau.accounts.sessions import ENROL_KEY
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.ledger import vault


def begin_factor(request: HttpRequest, password: str, kind: str = second_factor.TOTP) -> Enrolment:
    """A new second factor for oneself, which counts once it is confirmed; the present one counts until then.

    Raises Problem 422 for a wrong password, 409 when one has a factor: that one is removed first.
    """
    actor, user = _oneself(request, password)
    if second_factor.confirmed(user.pk) is not None:
        message = pick(
            "您已绑定第二因子。更换请先解绑。", "You have a second factor already; remove it first."
        )
        raise Problem(409, "has_factor", message)
    begun = second_factor.kind_named(kind).begin(user.username)
    with acting(actor):
        fresh = {
            "kind": kind,
            "material": vault.seal(purpose_of(user.pk), begun.material),
            "made_at": now(),
            "last_step": 0,
            "failures": 0,
        }
        SecondFactor.objects.update_or_create(user=user, defaults=fresh)
        journal.record(actor, "account.factor_begin", f"account:{user.username}", after={"kind": kind})
    return begun


def confirm_factor(request: HttpRequest, answer: str) -> list[str]:
    """Prove the new factor by its first answer; it counts from now on. Returns recovery codes, shown once."""
    actor, user = _me(request)
    begun = SecondFactor.objects.filter(user=user, confirmed_at__isnull=True).first()
    if begun is None:
        raise Problem(409, "no_factor", pick("请先开始绑定。", "Please begin by adding a factor."))
    if not second_factor.check(begun, "", answer):
        raise _wrong_answer()
    with acting(actor):
        SecondFactor.objects.filter(pk=begun.pk).update(confirmed_at=now())
        codes = second_factor.new_recovery_codes(user)
        request.session.pop(ENROL_KEY, None)
        journal.record(
            actor, "account.factor_confirm", f"account:{user.username}", after={"kind": begun.kind}
        )
        _turn_on_by_first(actor, user)
    return codes


def renew_codes(request: HttpRequest, password: str) -> list[str]:
    """Ten recovery codes in place of the old ones."""
    actor, user = _oneself(request, password)
    if second_factor.confirmed(user.pk) is None:
        raise _no_factor()
    with acting(actor):
        codes = second_factor.new_recovery_codes(user)
        journal.record(actor, "account.factor_codes", f"account:{user.username}", after={"codes": len(codes)})
    return codes


def remove_own_factor(request: HttpRequest, password: str, answer: str) -> None:
    """Take one's own factor away, with password and answer; raises Problem 409 where the policy wants one."""
    actor, user = _oneself(request, password)
    factor = second_factor.confirmed(user.pk)
    if factor is None:
        raise _no_factor()
    if second_factor.wanted_of(user.role.permissions, second_factor.policy()):
        message = pick(
            "您的岗位必须使用第二因子。更换手机请由安全管理员重置后重新绑定。",
            "Your rights want a second factor. For another phone ask the security administrator to reset it.",
        )
        raise Problem(409, "factor_wanted", message)
    if not second_factor.check(factor, "", answer) and not second_factor.use_recovery(user, answer):
        raise _wrong_answer()
    with acting(actor):
        _remove(user)
        journal.record(actor, "account.factor_remove", f"account:{user.username}")


def reset_factor(actor: Actor, username: str, reason: str) -> User:
    """Take the factor of somebody who lost it away and end that person's sessions; never one's own."""
    as_oneself(actor)
    with acting(actor):
        user = people.locked(actor, username)
        if user.pk == actor.user_id:
            message = pick(
                "不能重置自己的第二因子，请由其他安全管理员办理。",
                "Nobody resets their own second factor; please ask another security administrator.",
            )
            raise Problem(403, "own_account", message)
        if not SecondFactor.objects.filter(user=user).exists():
            raise _no_factor()
        _remove(user)
        ended = sessions.end(user.pk)
        after = {"sessions_ended": ended, "reason": reason.strip()}
        journal.record(actor, "people.factor_reset", f"account:{username}", after=after)
    return user


def set_policy(actor: Actor, wanted: PolicyIn) -> SecurityPolicy:
    """Change the city's policy. Raises Problem 422 for a permission that there is not, 403 outside the city.

    Turned on, who has to have a second factor and has none is logged out, but the actor, and led to one.
    """
    as_oneself(actor)
    whole_city(actor, "安全策略", "The security policy")
    unknown = [one for one in wanted.privileged if one not in PERMISSIONS]
    if unknown:
        message = pick(f"没有权限“{unknown[0][:40]}”。", f"There is no permission “{unknown[0][:40]}”.")
        raise Problem(422, "bad_permission", message)
    with acting(actor):
        row = SecurityPolicy.objects.select_for_update().get(id=1)
        before = _policy(row)
        for name in before:
            setattr(row, name, getattr(wanted, name))
        row.privileged = [one for one in PERMISSIONS if one in wanted.privileged]
        _save(row, actor)
        _end_unenrolled(row, actor)
        after = {**_policy(row), "reason": wanted.reason.strip()}
        journal.record(actor, "security.policy", "security:policy", before=before, after=after)
    return row


def without_factor(rules: SecurityPolicy, actor: Actor) -> list[User]:
    """People of the actor's scope whose permissions want a second factor, and who have none."""
    people_ = people_within(actor).select_related("role").filter(is_active=True)
    none = people_.exclude(second_factor__confirmed_at__isnull=False).order_by("username")
    return [one for one in none if not set(one.role.permissions).isdisjoint(rules.privileged)]


def _turn_on_by_first(actor: Actor, user: User) -> None:
    """A new installation wants second factors as soon as its first administrator has one."""
    row = SecurityPolicy.objects.select_for_update().get(id=1)
    if row.second_factor == "auto" and MANAGE in user.role.permissions:
        row.second_factor = "on"
        _save(row, actor)
        before, after = {"second_factor": "auto"}, {"second_factor": "on"}
        journal.record(actor, "security.policy", "security:policy", before=before, after=after)


def _end_unenrolled(row: SecurityPolicy, actor: Actor) -> None:
    if row.second_factor == "on":
        for one in without_factor(row, actor):
            if one.pk != actor.user_id:
                sessions.end(one.pk)


def _save(row: SecurityPolicy, actor: Actor) -> None:
    row.changed_at, row.changed_by = now(), actor.display_name
    row.save()


def _policy(row: SecurityPolicy) -> dict[str, Any]:
    names = (
        "second_factor",
        "privileged",
        "password_days",
        "password_history",
        "sessions_most",
        "ticket_hours",
    )
    return {name: getattr(row, name) for name in names}


def _remove(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def _me(request: HttpRequest) -> tuple[Actor, User]:
    user, actor = request.user, request.actor  # type: ignore[attr-defined]
    as_oneself(actor)
    assert isinstance(user, User)  # noqa: S101 - only a person who is logged in gets here
    return actor, user


def _oneself(request: HttpRequest, password: str) -> tuple[Actor, User]:
    """The person of the session, who typed the password once more."""
    actor, user = _me(request)
    if not user.check_password(password):
        message = pick("密码不正确，请重新输入。", "The password is not right, please type it again.")
        raise Problem(422, "wrong_password", message)
    return actor, user


def _no_factor() -> Problem:
    return Problem(409, "no_factor", pick("该账号未绑定第二因子。", "This account has no second factor."))


def _wrong_answer() -> Problem:
    message = pick(
        "动态口令不正确。请核对手机时间，输入当前显示的6位数字。",
        "The code is not right. Check the phone's clock and type the six digits shown now.",
    )
    return Problem(422, "wrong_code", message)
