"""Second factors (`/api/v1/auth/…`) and the state of security (`/api/v1/security`)."""

import time
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status
from ninja.utils import check_csrf

from youjian.bureau.access import actor_with
from youjian.bureau.accounts import coming_in, people, security, security_reads
from youjian.bureau.accounts.api import me_out, out_of_date
from youjian.bureau.accounts.contracts import MeOut
from youjian.bureau.accounts.forms_security import (
    FactorAnswerIn,
    FactorBeginIn,
    FactorBeginOut,
    FactorPasswordIn,
    FactorRemoveIn,
    OwnFactorOut,
    PolicyIn,
    PolicyOut,
    RecoveryOut,
    SecondStepIn,
    SecurityOut,
    SecurityReasonIn,
)
from youjian.bureau.accounts.sessions import ACTIVE_KEY
from youjian.bureau.problems import ProblemOut

router = Router(tags=["security"])
SEE, MANAGE = "security.see", "security.manage"
_READ: dict[int, Any] = {401: ProblemOut, 403: ProblemOut}
_WRITE: dict[int, Any] = {**_READ, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}


@router.post(
    "/auth/login/second", response={200: MeOut, 401: ProblemOut, 403: ProblemOut, 423: ProblemOut}, auth=None
)
def second_step(request: HttpRequest, body: SecondStepIn) -> MeOut:
    """The second step of the login, with the ticket of the first."""
    if check_csrf(request) is not None:
        raise out_of_date()
    user = coming_in.second_step(request, body.ticket, body.answer)
    request.session[ACTIVE_KEY] = time.time()
    return me_out(request, user)


@router.get("/auth/second-factor", response={200: OwnFactorOut, **_READ})
def own_factor(request: HttpRequest) -> OwnFactorOut:
    """One's own second factor."""
    return security_reads.own_factor(request.user)  # type: ignore[arg-type]


@router.post("/auth/second-factor/begin", response={200: FactorBeginOut, **_WRITE})
def begin_factor(request: HttpRequest, body: FactorBeginIn) -> FactorBeginOut:
    """Begin to add a second factor: what an authenticator scans."""
    begun = security.begin_factor(request, body.password, body.kind)
    return FactorBeginOut(address=begun.address, secret=begun.secret)


@router.post("/auth/second-factor/confirm", response={200: RecoveryOut, **_WRITE, 423: ProblemOut})
def confirm_factor(request: HttpRequest, body: FactorAnswerIn) -> RecoveryOut:
    """Confirm it by its first code; recovery codes come back this once."""
    return RecoveryOut(codes=security.confirm_factor(request, body.answer))


@router.post("/auth/second-factor/codes", response={200: RecoveryOut, **_WRITE})
def renew_codes(request: HttpRequest, body: FactorPasswordIn) -> RecoveryOut:
    """New recovery codes; the old ones end."""
    return RecoveryOut(codes=security.renew_codes(request, body.password))


@router.post("/auth/second-factor/remove", response={204: None, **_WRITE, 423: ProblemOut})
def remove_factor(request: HttpRequest, body: FactorRemoveIn) -> Status[None]:
    """Take one's own second factor away, where the policy lets one."""
    security.remove_own_factor(request, body.password, body.answer)
    return Status(204, None)


@router.get("/security", response={200: SecurityOut, **_READ})
def state(request: HttpRequest) -> SecurityOut:
    """How safe the installation stands."""
    return security_reads.state(actor_with(request, SEE))


@router.post("/security/policy", response={200: PolicyOut, **_WRITE})
def set_policy(request: HttpRequest, body: PolicyIn) -> PolicyOut:
    """Change the city's policy."""
    return security_reads.policy_out(security.set_policy(actor_with(request, MANAGE), body))


@router.post("/security/accounts/{username}/unlock", response={204: None, **_WRITE})
def unlock(request: HttpRequest, username: str, body: SecurityReasonIn) -> Status[None]:
    """Let somebody try again who typed a wrong password too often."""
    people.unlock(actor_with(request, MANAGE), username, body.reason)
    return Status(204, None)


@router.post("/security/accounts/{username}/reset-factor", response={204: None, **_WRITE})
def reset_factor(request: HttpRequest, username: str, body: SecurityReasonIn) -> Status[None]:
    """Take away the second factor of somebody who lost it; that person adds a new one at the next login."""
    security.reset_factor(actor_with(request, MANAGE), username, body.reason)
    return Status(204, None)
