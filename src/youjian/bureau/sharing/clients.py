"""Systems that read: made with a secret that is told once, given a new one, shut out; their tokens.

OAuth 2.0 client credentials (RFC 6749 §4.4). Tokens are opaque and kept as digests, so that whatever ends
(the secret, the client, the agreement) ends them at once.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.sharing.contracts import SecretOut, ShareClientIn
from youjian.bureau.sharing.models import Client, ClientSecret, Token
from youjian.bureau.sharing.services import in_force, locked, need
from youjian.bureau.times import now
from youjian.contract.fields import business_day

LIVES = timedelta(minutes=15)
"""So long a token is good."""
_SECRETS = 2


@dataclass(frozen=True)
class TokenError(Exception):
    """Why a client gets no token: a code of RFC 6749 §5.2 and a sentence."""

    code: str
    told: str
    status: int = 400


def digest(text: str) -> str:
    """What is kept of a secret: it has 256 random bits, so that a plain digest is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


def add_client(actor: Actor, agreement_id: int, wanted: ShareClientIn) -> SecretOut:
    """Let a system read under an agreement; its secret is told once, here. Raises Problem 403, 404."""
    need(actor, "sharing.manage")
    with acting(actor):
        row = locked(actor, agreement_id)
        client = Client.objects.create(
            agreement=row,
            client_id=f"sh_{secrets.token_hex(8)}",
            **wanted.model_dump(),
            made_at=now(),
            made_by_name=actor.display_name,
        )
        journal.record(actor, "sharing.client", f"agreement:{row.pk}", after={"client_id": client.client_id})
        return _secret(actor, client)


def rotate(actor: Actor, client_id: int) -> SecretOut:
    """A further secret; the one before it stays good until the next. Raises Problem 403, 404."""
    need(actor, "sharing.manage")
    with acting(actor):
        client = _client(actor, client_id)
        held = ClientSecret.objects.filter(client=client, ended_at__isnull=True).order_by("-id")
        too_old = held.values_list("id", flat=True)[_SECRETS - 1 :]
        ClientSecret.objects.filter(id__in=list(too_old)).update(ended_at=now())
        journal.record(
            actor, "sharing.secret", f"agreement:{client.agreement_id}", after={"client_id": client.client_id}
        )
        return _secret(actor, client)


def shut_out(actor: Actor, client_id: int, *, active: bool) -> Client:
    """Shut a client out at once with all its tokens, or let it in again. Raises Problem 403, 404."""
    need(actor, "sharing.manage")
    with acting(actor):
        client = _client(actor, client_id)
        client.active = active
        client.save(update_fields=["active"])
        Token.objects.filter(client=client).delete()
        if not active:
            ClientSecret.objects.filter(client=client, ended_at__isnull=True).update(ended_at=now())
        after = {"client_id": client.client_id, "active": active}
        journal.record(actor, "sharing.client", f"agreement:{client.agreement_id}", after=after)
        return client


def _secret(actor: Actor, client: Client) -> SecretOut:
    told = secrets.token_urlsafe(32)
    ClientSecret.objects.create(
        client=client, digest=digest(told), made_at=now(), made_by_name=actor.display_name
    )
    return SecretOut(client_id=client.client_id, client_secret=told)


def _client(actor: Actor, number: int) -> Client:
    found = Client.objects.filter(id=number).first()
    if found is None:
        raise not_found(pick(f"共享客户端{number}", f"Client {number}"))
    locked(actor, found.agreement_id)
    return found


def issue(client_id: str, secret: str, scope: str) -> tuple[str, Token]:
    """A token for the data sets of `scope` (all of the agreement's when empty). Raises TokenError."""
    client = Client.objects.select_related("agreement").filter(client_id=client_id).first()
    held = (
        ClientSecret.objects.filter(client=client, digest=digest(secret), ended_at__isnull=True).exists()
        if client is not None
        else False
    )
    if client is None or not held or not client.active:
        raise TokenError("invalid_client", "unknown client or wrong secret", 401)
    if not in_force(client.agreement, business_day(now())):
        raise TokenError("unauthorized_client", "the agreement is not in force")
    agreed = set(client.agreement.datasets)
    wanted = set(scope.split()) or agreed
    if not wanted <= agreed:
        raise TokenError("invalid_scope", f"not agreed: {', '.join(sorted(wanted - agreed))}")
    Token.objects.filter(client=client, expires_at__lte=now()).delete()
    told = secrets.token_urlsafe(32)
    row = Token.objects.create(
        client=client,
        digest=digest(told),
        datasets=sorted(wanted),
        issued_at=now(),
        expires_at=now() + LIVES,
    )
    return told, row


def holder(told: str) -> Token | None:
    """The token behind what a request carries, while it is good and everything behind it is; else None."""
    row = (
        Token.objects.select_related("client__agreement")
        .filter(digest=digest(told), expires_at__gt=now())
        .first()
    )
    if row is None or not row.client.active or not in_force(row.client.agreement, business_day(now())):
        return None
    return row


def admitted(client: Client) -> None:
    """Raise Problem 429 for a client that asks more often than agreed."""
    minute = now() - timedelta(minutes=1)
    if client.shares.filter(at__gte=minute).count() >= client.per_minute:  # type: ignore[attr-defined]
        message = pick("请求过于频繁，请稍后再试。", "Too many requests; please wait.")
        raise Problem(429, "busy", message, {"retry_after": 60})
