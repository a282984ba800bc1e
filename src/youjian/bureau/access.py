"""Who may call an operation: a person who is logged in, with the permission that the operation names."""

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from youjian.bureau.accounts.contracts import Actor, permission_name
from youjian.bureau.problems import Problem, forbidden


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
            raise Problem(403, "csrf", "页面已过期，操作没有提交。请刷新页面后再试。")
        return actor


def actor_with(request: HttpRequest, permission: str) -> Actor:
    """The actor, who must have a permission; raises Problem 403 naming it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(permission):
        raise forbidden(permission_name(permission))
    return actor
