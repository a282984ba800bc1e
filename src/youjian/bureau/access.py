"""Who may call an operation: a person who is logged in, with the permission that the operation names."""

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from youjian.bureau.accounts.acting import delegation_over
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.accounts.scopes import whole_city
from youjian.bureau.accounts.sessions import ENROL_KEY
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden

_OWN_AFFAIRS = "/api/v1/auth/"
"""What a person may ask whose password has to be changed first."""
_GIVING_UP = frozenset({"/api/v1/auth/act-for", "/api/v1/auth/logout"})
"""What a session may ask whose delegation is over."""


class SessionCookie(APIKeyCookie):
    """The session's cookie; a writing request also carries `X-CSRFToken`."""

    param_name: str = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor of the session, or None."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if key is None or actor.user_id is None:
            return None
        if check_csrf(request) is not None:
            message = pick(
                "页面已过期，操作没有提交。请刷新页面后再试。",
                "The page is out of date, nothing was done. Please reload it and try again.",
            )
            raise Problem(403, "csrf", message)
        _may_go_on(request)
        return actor


def _may_go_on(request: HttpRequest) -> None:
    """Raise Problem 403 when something of the person's own has to be settled first."""
    if getattr(request, "delegation_over", False) and request.path not in _GIVING_UP:
        raise delegation_over()
    changing = getattr(request.user, "must_change_password", False)
    if changing and not request.path.startswith(_OWN_AFFAIRS):
        message = pick(
            "首次登录须先修改密码，之后才能使用。",
            "Please change your password first; everything else waits for it.",
        )
        raise Problem(403, "must_change_password", message)
    if ENROL_KEY in request.session and not request.path.startswith(_OWN_AFFAIRS):
        message = pick(
            "您的岗位须先绑定动态口令（第二因子），之后才能使用。",
            "Your rights want a second factor: please add one first.",
        )
        raise Problem(403, "must_enrol", message)


def actor_with(request: HttpRequest, permission: str) -> Actor:
    """The actor, who must have a permission; raises Problem 403 naming it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(permission):
        raise forbidden(permission_name(permission))
    return actor


def city_with(request: HttpRequest, permission: str) -> Actor:
    """The same for a setting that holds for everybody: refused (403) to whose scope is not the whole city."""
    actor = actor_with(request, permission)
    whole_city(actor, "这项设置", "This setting")
    return actor


def insider_with(request: HttpRequest, permission: str) -> Actor:
    """The same for business data: who operates the platform for a supplier or its owner is refused (403)."""
    actor = actor_with(request, permission)
    if actor.outsider:
        message = pick("运维人员不能查看经营数据。", "Who operates the platform does not see business data.")
        raise Problem(403, "no_business_data", message)
    return actor
