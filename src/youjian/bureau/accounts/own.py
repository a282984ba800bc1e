"""What people do with their own account: act for somebody under a delegation, end a login elsewhere."""

from collections.abc import Sequence

from django.http import HttpRequest

from youjian.bureau.accounts import second_factor, sessions
from youjian.bureau.accounts.acting import ACTING_KEY, as_oneself, delegations_of
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.accounts.selectors import actor_of
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem


def act_for(request: HttpRequest, delegation_id: int | None) -> None:
    """Go over to acting under a delegation, or back to oneself.

    Raises Problem 404 when the delegation is not this person's or not in force now.
    """
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - only a person who is logged in gets here
    own = actor_of(user, request.META.get("REMOTE_ADDR", ""))
    before = request.session.pop(ACTING_KEY, None)
    if delegation_id is not None:
        delegation = delegations_of(user.pk).filter(pk=delegation_id).first()
        if delegation is None:
            raise _no_delegation()
        _has_what_it_wants(user, delegation.principal.role.permissions)
        request.session[ACTING_KEY] = delegation.pk
    if before != delegation_id:
        journal.record(
            own,
            "account.act_for",
            f"account:{user.username}",
            before={"delegation": before},
            after={"delegation": delegation_id},
        )


def _has_what_it_wants(user: User, permissions: Sequence[str]) -> None:
    """Raise Problem 403 for a deputy without a second factor where the principal's rights want one."""
    wanted = second_factor.wanted_of(permissions, second_factor.policy())
    if wanted and second_factor.confirmed(user.pk) is None:
        message = pick(
            "代理该岗位须先绑定动态口令（第二因子），请在“我的账号”中办理。",
            "Acting for this person wants a second factor: please add one under “My account” first.",
        )
        raise Problem(403, "must_enrol", message)


def end_session(request: HttpRequest, session_id: int | None) -> int:
    """End one of one's own sessions, or all but this one; raises Problem 404 when there is none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    as_oneself(actor)
    user_id = actor.user_id or 0
    keep = request.session.session_key if session_id is None else None
    ended = sessions.end(user_id, session_id, keep)
    if session_id is not None and not ended:
        message = pick("该登录已结束。请刷新页面。", "That login is over already. Please reload the page.")
        raise Problem(404, "not_found", message)
    journal.record(actor, "account.end_session", f"account:{actor.username}", after={"ended": ended})
    return ended


def _no_delegation() -> Problem:
    message = pick(
        "该代理不存在、尚未开始、已结束或不是授予您的。",
        "That delegation is not there, has not begun, is over, or was not given to you.",
    )
    return Problem(404, "no_delegation", message)
