"""The person behind a session's cookie, for what is served beside Django's own requests."""

import time
from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import constant_time_compare

from youjian.bureau.accounts.backend import AccountBackend
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.selectors import actor_of

ACTIVE_KEY = "active_at"
"""Where a session keeps the time (s since 1970) at which its person last did something."""


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
    return actor_of(user, address)
