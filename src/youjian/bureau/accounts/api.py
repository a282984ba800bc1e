"""Coming in, going out, and the password: `/api/v1/auth`."""

import time

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Status
from ninja.utils import check_csrf

from youjian.bureau.accounts import services
from youjian.bureau.accounts.contracts import CsrfOut, LoginIn, MeOut, NamedCode, PasswordIn
from youjian.bureau.accounts.models import User
from youjian.bureau.accounts.sessions import ACTIVE_KEY
from youjian.bureau.middleware import idle_seconds
from youjian.bureau.problems import Problem, ProblemOut
from youjian.bureau.registry.selectors import city, scope_name

router = Router(tags=["auth"])


@router.get("/csrf", response=CsrfOut, auth=None)
def csrf(request: HttpRequest) -> dict[str, str]:
    """Set the CSRF cookie and tell its token."""
    return {"csrf_token": get_token(request)}


@router.post("/login", response={200: MeOut, 401: ProblemOut, 403: ProblemOut, 423: ProblemOut}, auth=None)
def login(request: HttpRequest, body: LoginIn) -> MeOut:
    """Log in. After five failures the account is locked; the message tells for how many minutes (423)."""
    if check_csrf(request) is not None:
        raise Problem(403, "csrf", "页面已过期。请刷新页面后重新登录。")
    user = services.log_in(request, body.username, body.password)
    request.session[ACTIVE_KEY] = time.time()
    return _me(request, user)


@router.post("/logout", response={204: None})
def logout(request: HttpRequest) -> Status[None]:
    """Log out and forget the session."""
    services.log_out(request)
    return Status(204, None)


@router.get("/me", response={200: MeOut, 401: ProblemOut})
def me(request: HttpRequest) -> MeOut:
    """Who is logged in, and how many seconds are left before the idle logout."""
    return _me(request, request.user)  # type: ignore[arg-type]


@router.post("/password", response={204: None, 422: ProblemOut})
def change_password(request: HttpRequest, body: PasswordIn) -> Status[None]:
    """Change one's own password."""
    services.change_password(request, body.old_password, body.new_password)
    return Status(204, None)


def _me(request: HttpRequest, user: User) -> MeOut:
    here = city()
    department = user.department
    return MeOut(
        username=user.username,
        display_name=user.display_name,
        post=user.post,
        department=NamedCode(code=department.code, name=department.name) if department else None,
        role=NamedCode(code=user.role.code, name=user.role.name),
        permissions=sorted(user.role.permissions),
        scope=list(user.scope),
        scope_name=scope_name(user.scope),
        city_name=here.name,
        platform_title=here.title,
        must_change_password=user.must_change_password,
        idle_seconds=settings.IDLE_LOGOUT_SECONDS,
        idle_seconds_left=max(0, int(settings.IDLE_LOGOUT_SECONDS - idle_seconds(request))),
        csrf_token=get_token(request),
    )
