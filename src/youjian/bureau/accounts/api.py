"""Coming in, going out, and one's own account: `/api/v1/auth`."""

import time

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Status
from ninja.utils import check_csrf

from youjian.bureau.accounts import own, reads, services, sessions
from youjian.bureau.accounts.acting import ACTING_KEY, actor_in
from youjian.bureau.accounts.coming_in import TICKET_SECONDS, Waiting
from youjian.bureau.accounts.contracts import (
    ActForIn,
    Actor,
    CsrfOut,
    LoginIn,
    MeOut,
    NamedCode,
    PasswordIn,
    SessionOut,
)
from youjian.bureau.accounts.forms_security import SecondStepOut
from youjian.bureau.accounts.models import User
from youjian.bureau.accounts.names import masked
from youjian.bureau.accounts.selectors import actor_of
from youjian.bureau.accounts.sessions import ACTIVE_KEY
from youjian.bureau.language import pick
from youjian.bureau.middleware import idle_seconds
from youjian.bureau.problems import Problem, ProblemOut
from youjian.bureau.registry.selectors import city, scope_name

router = Router(tags=["auth"])


@router.get("/csrf", response=CsrfOut, auth=None)
def csrf(request: HttpRequest) -> dict[str, str]:
    """Set the CSRF cookie and tell its token."""
    return {"csrf_token": get_token(request)}


@router.post(
    "/login",
    response={200: MeOut, 202: SecondStepOut, 401: ProblemOut, 403: ProblemOut, 423: ProblemOut},
    auth=None,
)
def login(request: HttpRequest, body: LoginIn) -> MeOut | Status[SecondStepOut]:
    """Log in. After five failures the account is locked; the message tells for how many minutes (423).

    Who has a second factor gets 202 and a ticket for `/auth/login/second`; nobody is logged in yet then.
    """
    if check_csrf(request) is not None:
        raise out_of_date()
    user = services.log_in(request, body.username, body.password)
    if isinstance(user, Waiting):
        step = SecondStepOut(
            ticket=user.ticket, kind=user.kind, challenge=user.challenge, seconds=TICKET_SECONDS
        )
        return Status(202, step)
    request.session[ACTIVE_KEY] = time.time()
    return me_out(request, user)


def out_of_date() -> Problem:
    """The answer to a login from a page whose token is not valid any more."""
    message = pick(
        "页面已过期。请刷新页面后重新登录。",
        "The page is out of date. Please reload it and log in again.",
    )
    return Problem(403, "csrf", message)


@router.post("/logout", response={204: None})
def logout(request: HttpRequest) -> Status[None]:
    """Log out and forget the session."""
    services.log_out(request)
    return Status(204, None)


@router.get("/me", response={200: MeOut, 401: ProblemOut})
def me(request: HttpRequest) -> MeOut:
    """Who is logged in, and how many seconds are left before the idle logout."""
    return me_out(request, request.user)  # type: ignore[arg-type]


@router.post("/password", response={204: None, 422: ProblemOut})
def change_password(request: HttpRequest, body: PasswordIn) -> Status[None]:
    """Change one's own password."""
    services.change_password(request, body.old_password, body.new_password)
    return Status(204, None)


@router.post("/act-for", response={200: MeOut, 403: ProblemOut, 404: ProblemOut})
def act_for(request: HttpRequest, body: ActForIn) -> MeOut:
    """Act for the principal of a delegation in force, with that person's rights; null ends it."""
    own.act_for(request, body.delegation_id)
    return me_out(request, request.user)  # type: ignore[arg-type]


@router.get("/sessions", response={200: list[SessionOut], 401: ProblemOut})
def own_sessions(request: HttpRequest) -> list[SessionOut]:
    """Where one is logged in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return sessions.sessions_of(actor.user_id or 0, request.session.session_key)


@router.post("/sessions/end", response={200: list[SessionOut], 403: ProblemOut})
def end_other_sessions(request: HttpRequest) -> list[SessionOut]:
    """Log out everywhere but here."""
    own.end_session(request, None)
    return own_sessions(request)


@router.post("/sessions/{session_id}/end", response={200: list[SessionOut], 403: ProblemOut, 404: ProblemOut})
def end_session(request: HttpRequest, session_id: int) -> list[SessionOut]:
    """Log out at one other place."""
    own.end_session(request, session_id)
    return own_sessions(request)


def me_out(request: HttpRequest, user: User) -> MeOut:
    """Who is logged in here, as `/auth/me` says it."""
    actor, here = acting_actor(request, user), city()
    may = reads.may_act_for(user)
    acting = next((one for one in may if one.delegation_id == request.session.get(ACTING_KEY)), None)
    department = user.department
    return MeOut(
        username=user.username,
        display_name=user.display_name,
        post=user.post.name if user.post else "",
        department=NamedCode(code=department.code, name=department.name) if department else None,
        role=acting.role if acting else reads.role_name(user.role),
        permissions=sorted(actor.permissions),
        scope=list(actor.scope),
        scope_name=scope_name(actor.scope),
        city_name=here.name,
        platform_title=here.shown_title,
        must_change_password=user.must_change_password,
        must_enrol=sessions.ENROL_KEY in request.session,
        mobile=masked(user.mobile),
        acting_for=acting,
        may_act_for=may,
        idle_seconds=settings.IDLE_LOGOUT_SECONDS,
        idle_seconds_left=max(0, int(settings.IDLE_LOGOUT_SECONDS - idle_seconds(request))),
        csrf_token=get_token(request),
    )


def acting_actor(request: HttpRequest, user: User) -> Actor:
    """The actor that the session stands for from now on."""
    return actor_in(request.session, user) or actor_of(user)
