"""Rights over the installation: the three administrators apart, second factors, and the vault's keys."""

import stat
from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from youjian.ledger import vault
from youjian.ledger.health.check import Check, judged

_APART = """
SELECT r.code FROM bureau.accounts_role AS r
WHERE (SELECT count(*) FROM jsonb_array_elements_text(r.permissions) AS p
       WHERE p IN ('accounts.manage', 'security.manage', 'journal.see')) > 1
ORDER BY r.code
"""
_FACTORS = """
SELECT s.second_factor, count(u.id) FILTER (WHERE f.confirmed_at IS NULL)
FROM bureau.accounts_securitypolicy AS s
LEFT JOIN bureau.accounts_role AS r ON EXISTS (
    SELECT FROM jsonb_array_elements_text(r.permissions) AS p
    JOIN jsonb_array_elements_text(s.privileged) AS w ON w = p
)
LEFT JOIN bureau.accounts_user AS u ON u.role_id = r.code AND u.is_active
LEFT JOIN bureau.accounts_secondfactor AS f ON f.user_id = u.id
GROUP BY s.second_factor
"""


def look(conn: Connection[Any]) -> Iterator[Check]:
    """Whether the three administrators are apart, privileged people have a factor, keys are private."""
    mixed = [row[0] for row in conn.execute(_APART).fetchall()]
    said = f"roles with two administrators' rights: {', '.join(mixed) or 'none'}"
    yield judged("three administrators", said, "take one of the rights from each", failed=bool(mixed))
    row = conn.execute(_FACTORS).fetchone()
    state, lacking = (row[0], int(row[1])) if row else ("off", 0)
    said = f"policy {state}; {lacking} privileged people have none"
    remedy = "let them add one (My account), and turn it on under System, Security"
    yield judged("second factors", said, remedy, warning=state != "on" or lacking > 0)
    yield from _vault()


def _vault() -> Iterator[Check]:
    path = vault.key_file()
    if not path.exists():
        return
    try:
        kept = vault.keys()
    except (vault.VaultError, OSError) as error:
        yield Check("vault.keys", "failed", str(error), "put the saved vault.keys back")
        return
    open_to_others = bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    said = f"{len(kept)} keys, the one in use since {kept[-1].made_at if kept else '-'}"
    yield judged("vault.keys", said, f"chmod 600 {path}", warning=open_to_others)
