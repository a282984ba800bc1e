"""The two steps of coming in: after the password the second factor, for who has one; then the session."""

from dataclasses import dataclass

from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest

from youjian.bureau.accounts import old_passwords, second_factor, sessions
from youjian.bureau.accounts.acting import ACTING_KEY
from youjian.bureau.accounts.models import SecondFactor, SecurityPolicy, User
from youjian.bureau.accounts.selectors import actor_of
from youjian.bureau.accounts.sessions import ENROL_KEY
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.times import now

TICKET_SECONDS = 300
"""How long the second step may come after the first."""
_BACKEND = "youjian.bureau.accounts.backend.AccountBackend"
_SALT = "youjian.second-step"


@dataclass(frozen=True)
class Waiting:
    """The password was right; the second factor is asked for. `ticket` names the first step."""

    ticket: str
    kind: str
    challenge: str


def first_step_done(request: HttpRequest, user: User) -> User | Waiting:
    """What follows a right password (or a right single sign-on): the second step, or the session."""
    factor = second_factor.confirmed(user.pk)
    if factor is None:
        return open_session(request, user)
    ticket = signing.dumps({"user": user.pk, "proof": _proof(user)}, salt=_SALT)
    return Waiting(ticket, factor.kind, _challenge(ticket))


def second_step(request: HttpRequest, ticket: str, answer: str) -> User:
    """Open the session after the second factor.

    Raises Problem 401 for a wrong answer, for one that was used, and for a first step that is over; 423 after
    five wrong ones.
    """
    user = _of_ticket(ticket)
    factor = second_factor.confirmed(user.pk)
    if factor is None:
        raise _over()
    if second_factor.check(factor, _challenge(ticket), answer):
        return open_session(request, user, after={"second_factor": factor.kind})
    if second_factor.use_recovery(user, answer):
        SecondFactor.objects.filter(pk=factor.pk).update(failures=0)
        return open_session(request, user, after={"second_factor": "recovery"})
    actor = actor_of(user, request.META.get("REMOTE_ADDR", ""))
    journal.record(actor, "account.second_failed", f"account:{user.username}", result="refused")
    message = pick(
        "动态口令不正确或已用过。请输入认证器当前显示的6位数字，或一个未用过的恢复码。",
        "The code is not right, or was used. Type the six digits shown now, or a recovery code not used yet.",
    )
    raise Problem(401, "wrong_code", message)


def open_session(request: HttpRequest, user: User, after: dict[str, str] | None = None) -> User:
    """Log somebody in whose identity is proved, as far as the policy allows."""
    rules, address = second_factor.policy(), request.META.get("REMOTE_ADDR", "")
    login(request, user, backend=_BACKEND)
    request.session.pop(ACTING_KEY, None)
    _note_enrolment(request, user, rules)
    if not user.must_change_password and old_passwords.overdue(user, rules, now()):
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])
    sessions.opened(request, user)
    sessions.keep_newest(user.pk, rules.sessions_most)
    actor = actor_of(user, address)
    request.actor = actor  # type: ignore[attr-defined]
    journal.record(actor, "account.login", f"account:{user.username}", after=after)
    return User.objects.select_related("role", "department", "post").get(pk=user.pk)


def _note_enrolment(request: HttpRequest, user: User, rules: SecurityPolicy) -> None:
    """A person who has to have a second factor and has none is led to it before anything else."""
    request.session.pop(ENROL_KEY, None)
    wanted = second_factor.wanted_of(user.role.permissions, rules)
    if wanted and second_factor.confirmed(user.pk) is None:
        request.session[ENROL_KEY] = True


def _of_ticket(ticket: str) -> User:
    try:
        said = signing.loads(ticket, salt=_SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        raise _over() from None
    user = User.objects.select_related("role").filter(pk=said["user"], is_active=True).first()
    if user is None or said["proof"] != _proof(user):
        raise _over()
    return user


def _proof(user: User) -> str:
    """Changes with the password: a first step ends with the password that it proved."""
    return user.get_session_auth_hash()[:16]


def _challenge(ticket: str) -> str:
    """What a key signs: new with every first step."""
    return ticket[-43:]


def _over() -> Problem:
    message = pick(
        "登录步骤已过期，请重新输入密码。", "This login took too long. Please type your password again."
    )
    return Problem(401, "second_step_over", message)
