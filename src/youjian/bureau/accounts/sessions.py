"""Sessions: the person behind a cookie, where somebody is logged in, and ending it at once."""

import re
import time
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from youjian.bureau.accounts.acting import actor_in
from youjian.bureau.accounts.backend import AccountBackend
from youjian.bureau.accounts.contracts import Actor, SessionOut
from youjian.bureau.accounts.models import OpenSession, User
from youjian.bureau.accounts.permissions import WALL
from youjian.bureau.times import now

ACTIVE_KEY = "active_at"
"""Where a session keeps the time (s since 1970) at which its person last did something."""
ENROL_KEY = "enrol_second_factor"
"""Where a session says that its person has to add a second factor before anything else."""
_WALL_SECONDS = 60
_PROGRAMS = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg", "Edge"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "HarmonyOS", "Linux")


def actor_of_session(cookies: Mapping[str, str], address: str) -> Actor | None:
    """The actor of a live session, or None; asking does not count as the person's activity."""
    session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME, ""))
    if BACKEND_SESSION_KEY not in session or SESSION_KEY not in session:
        return None
    if time.time() - session.get(ACTIVE_KEY, 0) > settings.IDLE_LOGOUT_SECONDS:
        return None
    user = AccountBackend().get_user(int(session[SESSION_KEY]))
    proof = session.get(HASH_SESSION_KEY, "")
    if user is None or not constant_time_compare(proof, user.get_session_auth_hash()):
        return None
    unsettled = user.must_change_password or ENROL_KEY in session
    return None if unsettled else actor_in(session, user, address)


def opened(request: HttpRequest, user: User) -> None:
    """Note that a person logged in here."""
    if request.session.session_key is None:
        request.session.save()
    moment = now()
    OpenSession.objects.create(
        user=user,
        key=request.session.session_key,
        opened_at=moment,
        seen_at=moment,
        address=request.META.get("REMOTE_ADDR", "")[:64],
        device=device_of(request.META.get("HTTP_USER_AGENT", "")),
    )


def keep_newest(user_id: int, most: int | None) -> None:
    """End the sessions of a person that were used longest ago, until no more than `most` are left."""
    if most is not None:
        spare = (
            OpenSession.objects.filter(user_id=user_id)
            .order_by("-seen_at", "-pk")
            .values_list("pk", flat=True)
        )
        for one in list(spare[most:]):
            end(user_id, one)


def renamed(request: HttpRequest, before: str | None) -> None:
    """The session's key was changed under way (after a new password); it stays the same session."""
    OpenSession.objects.filter(key=before).update(key=request.session.session_key)


def seen(request: HttpRequest) -> None:
    """Note that the person is still there."""
    OpenSession.objects.filter(key=request.session.session_key).update(seen_at=now())


def keep_wall(request: HttpRequest, actor: Actor) -> None:
    """Let a session go on although nobody touches anything, if its account may see nothing but the cockpit.

    A screen on a wall has no keys; everybody else is logged out after the idle time as ever.
    """
    if actor.permissions == WALL and time.time() - request.session.get(ACTIVE_KEY, 0) > _WALL_SECONDS:
        request.session[ACTIVE_KEY] = time.time()
        seen(request)


def closed(request: HttpRequest) -> None:
    """Forget this session; called before its key is thrown away."""
    OpenSession.objects.filter(key=request.session.session_key).delete()


def sessions_of(user_id: int, here: str | None) -> list[SessionOut]:
    """Where a person is logged in, the latest first; `here` is the asking session's key."""
    return [
        SessionOut(
            id=row.pk,
            opened_at=row.opened_at,
            seen_at=row.seen_at,
            address=row.address,
            device=row.device,
            here=row.key == here,
        )
        for row in _alive(user_id).order_by("-seen_at")
    ]


def end(user_id: int, session_id: int | None = None, keep: str | None = None) -> int:
    """End a person's sessions (one of them, or all but the one with the key `keep`); returns how many."""
    rows = OpenSession.objects.filter(user_id=user_id)
    if session_id is not None:
        rows = rows.filter(pk=session_id)
    keys = list(rows.exclude(key=keep or "").values_list("key", flat=True))
    ended = Session.objects.filter(session_key__in=keys).count()
    Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(key__in=keys).delete()
    return ended


def forget_dead() -> int:
    """Delete sessions that are over; returns how many."""
    Session.objects.filter(expire_date__lt=now()).delete()
    dead, _ = OpenSession.objects.exclude(key__in=Session.objects.values("session_key")).delete()
    return dead


def device_of(agent: str) -> str:
    """A browser and a system as a person says them.

    >>> device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36")
    'Chrome · Windows'
    """
    plain = re.sub(r"[\x00-\x1f]", "", agent)
    program = next((name for mark, name in _PROGRAMS if mark in plain), "")
    system = next((name for name in _SYSTEMS if name in plain), "")
    return " · ".join(part for part in (program, system) if part) or plain[:60]


def _alive(user_id: int) -> QuerySet[OpenSession]:
    moment = now()
    live = Session.objects.filter(expire_date__gte=moment).values("session_key")
    heard = moment - timedelta(seconds=settings.IDLE_LOGOUT_SECONDS)
    return OpenSession.objects.filter(user_id=user_id, key__in=live, seen_at__gte=heard)
