"""Single sign-on: away to the city's login service, and back with a session."""

import time
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from ninja import Field, Router, Schema, Status

from youjian.bureau.access import actor_with
from youjian.bureau.accounts import single_sign_on
from youjian.bureau.accounts.coming_in import TICKET_SECONDS, Waiting
from youjian.bureau.accounts.sessions import ACTIVE_KEY
from youjian.bureau.problems import Problem, ProblemOut

router = Router(tags=["auth"])
_REFUSALS = {401: ProblemOut, 404: ProblemOut, 503: ProblemOut}
_AWAY = {"responses": {302: {"description": "to the login service, or back to the console"}}}


class SsoOut(Schema):
    """Whether there is a login service, and what it is called; empty without one."""

    name: str


class BindIn(Schema):
    """Somebody's identity at the login service (`sub`); empty: none any more."""

    subject: str = Field(max_length=255, pattern=r"^[\x21-\x7e]*$")


@router.get("/auth/sso", response=SsoOut, auth=None)
def sso(request: HttpRequest) -> SsoOut:  # noqa: ARG001
    """Whether somebody can log in by the city's login service."""
    found = single_sign_on.service()
    return SsoOut(name=found.name if found else "")


@router.get("/auth/sso/begin", response=_REFUSALS, auth=None, openapi_extra=_AWAY)
def begin_sso(request: HttpRequest) -> HttpResponse:
    """Away to the login service; without one, or when it is away, back to the login page."""
    try:
        return HttpResponseRedirect(single_sign_on.begin(request))
    except Problem as problem:
        return _back({"said": problem.code})


@router.get("/auth/sso/callback", response=_REFUSALS, auth=None, openapi_extra=_AWAY)
def end_sso(request: HttpRequest, code: str = "", state: str = "") -> HttpResponse:
    """Back from the service: to the console, to the second factor, or to the login page with the reason."""
    try:
        user = single_sign_on.finish(request, code[:2000], state[:200])
    except Problem as problem:
        return _back({"said": problem.code})
    if isinstance(user, Waiting):
        step = {"ticket": user.ticket, "kind": user.kind, "challenge": user.challenge}
        return _back({**step, "seconds": str(TICKET_SECONDS)})
    request.session[ACTIVE_KEY] = time.time()
    return HttpResponseRedirect("/")


def _back(said: dict[str, str]) -> HttpResponse:
    return HttpResponseRedirect(f"/login?{urlencode(said)}")


@router.post(
    "/people/{username}/sso", response={204: None, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut}
)
def bind_sso(request: HttpRequest, username: str, body: BindIn) -> Status[None]:
    """Bind a person's account to an identity of the login service, or free it."""
    single_sign_on.bind(actor_with(request, "accounts.manage"), username, body.subject)
    return Status(204, None)
