"""What a second factor is (第二因子): a code of an authenticator, or what a city plugs in, a UKey.

YOUJIAN_SECOND_FACTOR=package.module:factory adds a kind; `factory()` gives a `FactorKind`.
"""

import importlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from youjian.bureau import environment
from youjian.bureau.accounts import totp
from youjian.bureau.accounts.models import RecoveryCode, SecondFactor, SecurityPolicy, User
from youjian.bureau.accounts.sealed import purpose_of
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.times import now
from youjian.ledger import vault

TOTP = "totp"
_CODES = 10
_SALT = "youjian.recovery"
_TRIES = 5


@dataclass(frozen=True)
class Enrolment:
    """What a kind needs at the beginning: what is kept (sealed), and what the person is shown."""

    material: bytes
    address: str
    secret: str


class FactorKind(Protocol):
    """A kind of second factor."""

    @property
    def kind(self) -> str:
        """Its code."""
        ...

    def begin(self, username: str) -> Enrolment:
        """A new factor for a person."""
        ...

    def accepts(self, material: bytes, challenge: str, answer: str, last_step: int) -> int | None:
        """The step to remember when the answer is right, else None.

        `challenge` is new at every login, for keys that sign; `last_step` was remembered last.
        """
        ...


class Totp:
    """An authenticator on a phone."""

    kind = TOTP

    def begin(self, username: str) -> Enrolment:
        """A new secret, as a square code holds it."""
        secret = totp.new_secret()
        return Enrolment(secret, totp.address(secret, "油鉴", username), totp.shown_secret(secret))

    def accepts(self, material: bytes, challenge: str, answer: str, last_step: int) -> int | None:  # noqa: ARG002
        """Codes need no challenge: their time makes them new."""
        return totp.accepted_step(material, answer.strip().replace(" ", ""), now(), last_step)


def kind_named(name: str) -> FactorKind:
    """A kind by its code; raises Problem 422 when this installation does not have it."""
    if name == TOTP:
        return Totp()
    plugged = environment.text("SECOND_FACTOR")
    if plugged:
        module, _, factory = plugged.partition(":")
        found: FactorKind = getattr(importlib.import_module(module), factory)()
        if found.kind == name:
            return found
    message = pick(f"本平台未接入“{name[:20]}”。", f"This platform has no second factor “{name[:20]}”.")
    raise Problem(422, "bad_kind", message)


def policy() -> SecurityPolicy:
    """The city's policy; the migration wrote its row."""
    return SecurityPolicy.objects.get(id=1)


def wanted_of(permissions: Sequence[str], rules: SecurityPolicy) -> bool:
    """Whether somebody with these permissions has to have a second factor."""
    return rules.second_factor == "on" and not set(permissions).isdisjoint(rules.privileged)


def confirmed(user_id: int) -> SecondFactor | None:
    """A person's second factor that counts."""
    return SecondFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).first()


def check(factor: SecondFactor, challenge: str, answer: str) -> bool:
    """Whether an answer is right; remembers it, so that it is right but once, and counts the wrong ones.

    Raises Problem 423 after five wrong ones, for as long as a password is locked.
    """
    row = SecondFactor.objects.select_for_update().get(pk=factor.pk)
    _not_locked(row)
    step = kind_named(row.kind).accepts(_material(row), challenge, answer, row.last_step)
    if step is None:
        row.failures, row.failed_at = row.failures + 1, now()
        row.save(update_fields=["failures", "failed_at"])
        return False
    row.last_step, row.failures = step, 0
    row.save(update_fields=["last_step", "failures"])
    return True


def use_recovery(user: User, typed: str) -> bool:
    """Whether this is a recovery code that was not used yet; it is used now."""
    digest = _digest(user.pk, typed)
    rows = RecoveryCode.objects.select_for_update().filter(user=user, used_at__isnull=True)
    found = next((row for row in rows if constant_time_compare(row.digest, digest)), None)
    if found is None:
        return False
    found.used_at = now()
    found.save(update_fields=["used_at"])
    return True


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes in place of all earlier ones; shown once, kept as digests."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user.pk, one)) for one in codes)
    return codes


def _material(row: SecondFactor) -> bytes:
    try:
        return vault.unseal(purpose_of(row.user_id), row.material)
    except vault.VaultError as error:
        message = pick(
            "动态口令的密钥无法打开，请联系安全管理员重置第二因子。",
            "The second factor's secret cannot be opened; ask the security administrator to reset it.",
        )
        raise Problem(409, "vault", message) from error


def _not_locked(row: SecondFactor) -> None:
    since = row.failed_at and now() - row.failed_at
    if row.failures < _TRIES or since is None:
        return
    left: timedelta = settings.AXES_COOLOFF_TIME - since
    if left <= timedelta(0):
        row.failures = 0
        return
    minutes = max(1, round(left.total_seconds() / 60))
    told = pick(
        f"动态口令连续输错{_TRIES}次，请{minutes}分钟后再试。",
        f"{_TRIES} wrong codes in a row. Please try again in {minutes} minutes.",
    )
    raise Problem(423, "locked", told)


def _digest(user_id: int, typed: str) -> str:
    plain = "".join(typed.lower().split())
    return salted_hmac(f"{_SALT}.{user_id}", plain, algorithm="sha256").hexdigest()
