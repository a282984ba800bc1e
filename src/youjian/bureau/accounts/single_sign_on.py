"""Single sign-on: the city's login service says who somebody is (OpenID Connect, authorization code, PKCE).

    YOUJIAN_OIDC_ISSUER          the service's address; without it there is none
    YOUJIAN_OIDC_CLIENT_ID       what the service knows us by, and YOUJIAN_OIDC_CLIENT_SECRET
    YOUJIAN_OIDC_NAME            what the button says
    YOUJIAN_OIDC_CA_FILE         the service's own certificate authority
    YOUJIAN_OIDC_RETURN          the console's address; else the one that was asked

Accounts are bound to identities by an administrator; a login never makes one. The second factor is asked for
all the same. The service is reached where the installation says, so that no address comes from a form.
"""

import base64
import hashlib
import json
import secrets
import ssl
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import urllib3
from django.http import HttpRequest
from urllib3.exceptions import HTTPError

from youjian.bureau import environment
from youjian.bureau.accounts import coming_in, people
from youjian.bureau.accounts.contracts import ANONYMOUS, Actor
from youjian.bureau.accounts.id_tokens import BadTokenError, Expected, subject_of
from youjian.bureau.accounts.models import SingleSignOn, User
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.times import now

_KEY = "single_sign_on"
"""Where a session keeps what the answer of the service has to fit."""
_LASTS_S = 600
_MOST_BYTES = 200_000
_TIMEOUT = urllib3.Timeout(connect=5, read=10)


@dataclass(frozen=True)
class Service:
    """The login service as the installation names it."""

    issuer: str
    client_id: str
    secret: str
    name: str
    ca_file: str
    returns_to: str


def service() -> Service | None:
    """The login service; None when the installation names none."""
    issuer, client_id = environment.text("OIDC_ISSUER").rstrip("/"), environment.text("OIDC_CLIENT_ID")
    if not issuer or not client_id:
        return None
    return Service(
        issuer,
        client_id,
        environment.text("OIDC_CLIENT_SECRET"),
        environment.text("OIDC_NAME") or "统一身份认证",
        environment.text("OIDC_CA_FILE"),
        environment.text("OIDC_RETURN").rstrip("/"),
    )


def begin(request: HttpRequest) -> str:
    """The address at the service to which somebody goes to log in. Raises Problem 404, 503."""
    there = _named()
    found = _asked(there, "GET", f"{there.issuer}/.well-known/openid-configuration")
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    kept = {"state": secrets.token_urlsafe(24), "nonce": secrets.token_urlsafe(24), "verifier": verifier}
    request.session[_KEY] = {**kept, "at": time.time()}
    asked = {
        "response_type": "code",
        "client_id": there.client_id,
        "redirect_uri": _returns(request, there),
        "scope": "openid",
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{found['authorization_endpoint']}?{urlencode(asked)}"


def finish(request: HttpRequest, code: str, state: str) -> User | coming_in.Waiting:
    """Log in whoever the service says that it is. Raises Problem 401 with why not, 404, 503."""
    there = _named()
    kept: dict[str, Any] = request.session.pop(_KEY, None) or {}
    fresh = time.time() - kept.get("at", 0) < _LASTS_S
    if not code or not fresh or not secrets.compare_digest(str(kept.get("state")), state):
        raise _refused(request, "the answer belongs to no login of this window")
    try:
        subject = _subject(request, there, code, kept)
    except BadTokenError as error:
        raise _refused(request, str(error)) from None
    bound = (
        SingleSignOn.objects.select_related("user__role").filter(issuer=there.issuer, subject=subject).first()
    )
    if bound is None or not bound.user.is_active:
        raise _refused(request, "no account is bound to this identity", subject)
    return coming_in.first_step_done(request, bound.user)


def _subject(request: HttpRequest, there: Service, code: str, kept: dict[str, Any]) -> str:
    found = _asked(there, "GET", f"{there.issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != there.issuer:
        raise BadTokenError("the service names itself otherwise")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _returns(request, there),
        "client_id": there.client_id,
        "client_secret": there.secret,
        "code_verifier": kept["verifier"],
    }
    given = _asked(there, "POST", found["token_endpoint"], urlencode(form).encode())
    keys = _asked(there, "GET", found["jwks_uri"]).get("keys", [])
    token = given.get("id_token")
    if not isinstance(token, str) or not isinstance(keys, list):
        raise BadTokenError("the service gave no token")
    expected = Expected(there.issuer, there.client_id, str(kept["nonce"]), time.time())
    return subject_of(token, keys, expected)


def bind(actor: Actor, username: str, subject: str) -> None:
    """Say which identity of the service is a person's; empty: none. Raises Problem 403, 404, 409, 422."""
    there = _named()
    with acting(actor):
        user = people.locked(actor, username)
        if not subject:
            SingleSignOn.objects.filter(user=user).delete()
            journal.record(actor, "account.unbind", f"account:{username}")
            return
        taken = SingleSignOn.objects.filter(issuer=there.issuer, subject=subject).exclude(user=user)
        if taken.exists():
            message = pick("该身份已绑定其他账号。", "This identity belongs to another account.")
            raise Problem(409, "taken", message)
        said = {"issuer": there.issuer, "subject": subject}
        SingleSignOn.objects.update_or_create(
            user=user, defaults={**said, "bound_at": now(), "bound_by_name": actor.display_name}
        )
        journal.record(actor, "account.bind", f"account:{username}", after=said)


def _named() -> Service:
    found = service()
    if found is None:
        raise not_found(pick("单点登录", "Single sign-on"))
    return found


def _returns(request: HttpRequest, there: Service) -> str:
    base = there.returns_to or f"{request.scheme}://{request.get_host()}"
    return f"{base}/api/v1/auth/sso/callback"


def _asked(there: Service, method: str, url: str, body: bytes | None = None) -> dict[str, Any]:
    """What the service answers; raises Problem 503 when it answers nothing of use."""
    try:
        context = ssl.create_default_context(cafile=there.ca_file or None)
        with urllib3.PoolManager(ssl_context=context, timeout=_TIMEOUT, retries=False) as pool:
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            answer = pool.request(
                method, url, body=body, headers=headers, redirect=False, preload_content=False
            )
            told = json.loads(answer.read(_MOST_BYTES))
            answer.release_conn()
    except (HTTPError, OSError, ValueError) as error:
        raise _away(type(error).__name__) from error
    if not isinstance(told, dict) or answer.status >= 500:
        raise _away(f"HTTP {answer.status}")
    return told


def _away(why: str) -> Problem:
    zh = f"统一身份认证暂时不能使用（{why}），请用账号密码登录，或稍后再试。"
    return Problem(
        503, "sso_away", pick(zh, f"The login service cannot be used ({why}); log in by password.")
    )


def _refused(request: HttpRequest, why: str, subject: str = "") -> Problem:
    actor = ANONYMOUS.at(request.META.get("REMOTE_ADDR", ""))
    journal.record(actor, "account.sso_failed", f"identity:{subject[:100]}", result=why)
    zh = "统一身份认证没有成功：该身份未绑定账号，或登录已过期。请联系系统管理员。"
    return Problem(
        401, "sso_refused", pick(zh, "No login: the identity has no account here, or it took too long.")
    )
