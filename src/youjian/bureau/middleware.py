"""Around every request: one transaction, and the scope of the person who asks."""

import time
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from youjian.bureau.accounts import sessions
from youjian.bureau.accounts.acting import actor_in
from youjian.bureau.accounts.contracts import ANONYMOUS, Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.accounts.selectors import actor_of
from youjian.bureau.accounts.sessions import ACTIVE_KEY
from youjian.bureau.scope import set_scope

BACKGROUND_HEADER = "X-Background"
_TOUCH_SECONDS = 20

Handler = Callable[[HttpRequest], HttpResponse]


class ScopedTransaction:
    """Each request is one transaction; an answer of 500 or more undoes it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic(durable=True):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


class ActorScope:
    """Names the actor (`request.actor`), logs an idle one out, binds the transaction to the actor's scope."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR", "")
        request.actor = ANONYMOUS.at(address)  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            if idle_seconds(request) > settings.IDLE_LOGOUT_SECONDS:
                logout(request)
                request.idle_logout = True  # type: ignore[attr-defined]
            else:
                touch(request)
                request.actor = _actor(request, address)  # type: ignore[attr-defined]
        actor: Actor = request.actor  # type: ignore[attr-defined]
        set_scope(actor.scope, actor.desk)
        return self.get_response(request)


def _actor(request: HttpRequest, address: str) -> Actor:
    """Who acts; a person whose delegation is over may do and see nothing until it is given up."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - there is no other kind of account
    actor = actor_in(request.session, user, address)
    if actor is None:
        request.delegation_over = True  # type: ignore[attr-defined]
        return replace(actor_of(user, address), scope=(), permissions=frozenset())
    return actor


def idle_seconds(request: HttpRequest) -> float:
    """Seconds since the person last did something; 0 for a session that has not been touched yet."""
    return max(0.0, time.time() - request.session.get(ACTIVE_KEY, time.time()))


def touch(request: HttpRequest) -> None:
    """Note that the person is there; what the page asks by itself (header `X-Background`) does not count."""
    if request.headers.get(BACKGROUND_HEADER):
        return
    if ACTIVE_KEY not in request.session or idle_seconds(request) > _TOUCH_SECONDS:
        request.session[ACTIVE_KEY] = time.time()
        sessions.seen(request)
