"""How safe the installation stands: policy, accounts, keys, backup, anchors and journal in one look."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db import connection

from youjian.bureau.accounts import old_passwords, second_factor
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.forms_security import KeyOut, OwnFactorOut, PolicyOut, SecurityOut
from youjian.bureau.accounts.models import RecoveryCode, Role, SecurityPolicy, User
from youjian.bureau.accounts.permissions import APART, permission_name
from youjian.bureau.accounts.reads import locked_out
from youjian.bureau.accounts.scopes import people_within
from youjian.bureau.accounts.security import without_factor
from youjian.bureau.journal import selectors as journal
from youjian.bureau.times import now
from youjian.ledger import vault
from youjian.ledger.backup import last_backup, last_restore_test
from youjian.ledger.server import home

_DAY = timedelta(hours=24)
_LISTED = 50
_FILES = (
    ("secret.key", "hmac-sha256"),
    ("notify.key", "aes-128-cbc+hmac"),
    ("anchor-ed25519.key", "ed25519"),
    ("anchor-sm2.key", "sm2"),
)
"""Files of keys in the installation's home, with what they work by."""
_LAST_ANCHOR = "SELECT number, at, extra::text FROM ledger.anchors ORDER BY number DESC LIMIT 1"


def own_factor(user: User) -> OwnFactorOut:
    """One's own second factor."""
    factor = second_factor.confirmed(user.pk)
    return OwnFactorOut(
        kind=factor.kind if factor else None,
        confirmed_at=factor.confirmed_at if factor else None,
        codes_left=RecoveryCode.objects.filter(user=user, used_at__isnull=True).count(),
        wanted=second_factor.wanted_of(user.role.permissions, second_factor.policy()),
    )


def policy_out(row: SecurityPolicy) -> PolicyOut:
    """The policy as it is shown, with what the installation's environment fixes."""
    return PolicyOut(
        second_factor=row.second_factor,
        privileged=list(row.privileged),
        privileged_names=[permission_name(one) for one in row.privileged],
        password_days=row.password_days,
        password_history=row.password_history,
        sessions_most=row.sessions_most,
        ticket_hours=row.ticket_hours,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        idle_minutes=settings.IDLE_LOGOUT_SECONDS // 60,
        lock_after=settings.AXES_FAILURE_LIMIT,
        lock_minutes=int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        password_least=settings.AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"]["min_length"],
    )


def state(actor: Actor) -> SecurityOut:
    """Everything that the security page says first."""
    rules, moment = second_factor.policy(), now()
    active = list(people_within(actor).filter(is_active=True).order_by("username"))
    names = [one.username for one in active]
    number, at, anchored = _anchor()
    last = last_backup()
    return SecurityOut(
        policy=policy_out(rules),
        active=len(active),
        enrolled=people_within(actor)
        .filter(is_active=True, second_factor__confirmed_at__isnull=False)
        .count(),
        without_factor=[one.username for one in without_factor(rules, actor)][:_LISTED],
        locked=sorted(locked_out(names))[:_LISTED],
        overdue=[one.username for one in active if old_passwords.overdue(one, rules, moment)][:_LISTED],
        first_passwords=sum(one.must_change_password for one in active),
        failed_logins=journal.failed_logins(moment - _DAY),
        journal_entries=journal.standing()[0],
        journal_anchored=anchored,
        anchor_number=number,
        anchor_at=at,
        backup_at=last[0] if last else None,
        restored_at=last_restore_test(),
        kept_apart=roles_not_apart(),
        keys=[*_keys(), *_certificates()],
    )


def roles_not_apart() -> list[str]:
    """Roles that hold two of what the three administrators may do; there should be none (三员分立)."""
    found = Role.objects.order_by("code").values_list("code", "permissions")
    return [code for code, permissions in found if len(set(permissions) & set(APART)) > 1]


def _anchor() -> tuple[int | None, datetime | None, int | None]:
    """The last anchor's number and moment, and the number of the last journal entry that it holds."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_ANCHOR)
        row = cursor.fetchone()
    if row is None:
        return None, None, None
    said = str(json.loads(row[2]).get("journal_number", ""))
    return int(row[0]), row[1], int(said) if said.isdecimal() else None


def _keys() -> Iterator[KeyOut]:
    kept = vault.keys()
    for key in kept:
        since = datetime.fromisoformat(key.made_at)
        in_use = key is kept[-1]
        yield KeyOut(
            name=vault.FILE, algorithm=key.algorithm, id=key.id, since=since, until=None, in_use=in_use
        )
    for name, algorithm in _FILES:
        path = home() / name
        if path.exists():
            since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield KeyOut(name=name, algorithm=algorithm, id="", since=since, until=None, in_use=True)


def _certificates() -> Iterator[KeyOut]:
    """Certificates in files that YOUJIAN_CERTIFICATES names; those behind an address are the doctor's."""
    for place in filter(None, os.environ.get("YOUJIAN_CERTIFICATES", "").split(",")):
        path = Path(place.strip())
        try:
            found = x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError):
            continue
        first = found[0]
        yield KeyOut(
            name=path.name,
            algorithm="x509",
            id=f"{first.serial_number:x}"[:16],
            since=first.not_valid_before_utc,
            until=min(one.not_valid_after_utc for one in found),
            in_use=True,
        )
