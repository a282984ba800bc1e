"""Keys of the vault: they seal secrets in the database and backups (SM4-GCM); made new at need.

    youjian keys list               every key, which one is in use, and how many secrets it seals
    youjian keys rotate             a new key; every secret of the database is sealed anew with it
    youjian keys forget ID          take out an old key that seals nothing in the database any more

Keep a copy of $YOUJIAN_HOME/vault.keys apart from the backups: without it no sealed backup opens. Sealed
backups made with an old key need that key: forget it only when those backups are gone.
"""

import argparse
import sys
from typing import Any

from youjian.commands.database import database

_SEALED = "SELECT id, user_id, material FROM bureau.accounts_secondfactor ORDER BY id FOR UPDATE"
_ANEW = "UPDATE bureau.accounts_secondfactor SET material = %s WHERE id = %s"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the keys."""
    jobs = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    jobs.add_parser("list", help="every key")
    jobs.add_parser("rotate", help="a new key, and every secret sealed anew")
    forget = jobs.add_parser("forget", help="take an old key out")
    forget.add_argument("id", metavar="ID", help="the key's id, as list says it")


def run(arguments: argparse.Namespace) -> int:
    """List, rotate or forget."""
    from youjian.ledger.vault import VaultError

    try:
        with database():
            if arguments.what == "forget":
                return _forget(arguments.id)
            return _rotate() if arguments.what == "rotate" else _list()
    except (VaultError, OSError) as error:
        print(f"youjian keys: {error}", file=sys.stderr)
        return 2


def _list() -> int:
    from youjian.ledger import vault

    kept, used = vault.keys(), _used()
    for key in kept:
        state = "in use" if key is kept[-1] else "old"
        print(f"{key.id}  {key.algorithm}  {key.made_at}  {state:6}  {used.get(key.id, 0)} secrets")
    if not kept:
        print("no key yet: the first is made when something is sealed")
    return 0


def _rotate() -> int:
    from youjian.bureau.accounts.sealed import purpose_of
    from youjian.ledger import vault
    from youjian.ledger.connection import connect

    key = vault.rotate()
    with connect("owner") as conn:
        rows = conn.execute(_SEALED).fetchall()
        for row_id, user_id, material in rows:
            purpose = purpose_of(user_id)
            anew = vault.seal(purpose, vault.unseal(purpose, material))
            conn.execute(_ANEW, [anew, row_id])
    print(f"{key.id}: the new key; {len(rows)} secrets were sealed anew")
    return 0


def _forget(key_id: str) -> int:
    from youjian.ledger import vault

    if _used().get(key_id):
        print(f"youjian keys: {key_id} still seals secrets; run `youjian keys rotate`", file=sys.stderr)
        return 2
    vault.forget(key_id)
    print(f"{key_id}: taken out")
    return 0


def _used() -> dict[str, int]:
    """How many secrets of the database each key seals."""
    from youjian.ledger import vault
    from youjian.ledger.connection import connect

    found: dict[str, int] = {}
    with connect("owner") as conn:
        rows: list[Any] = conn.execute(_SEALED).fetchall()
    for _, _, material in rows:
        key_id = vault.key_of(material)
        found[key_id] = found.get(key_id, 0) + 1
    return found
