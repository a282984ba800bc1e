"""Bringing the whole database to the newest schema: the ledger's files first, then Django's migrations as
the owner.
"""

import io
from collections.abc import Callable

import django
from django.core.management import call_command
from django.db import connections

from youjian.bureau.database import add_alias
from youjian.ledger.migrations import migrate as migrate_ledger

_OWNER = "owner"


def migrate_all(progress: Callable[[str], object] = print) -> None:
    """Create or update schemas `ledger` and `bureau` with their rights; running it again changes nothing.

    Rights come with the tables: the ledger gives the bureau its default rights on schema `bureau`, and single
    migrations take back what nobody may do (change the journal).
    """
    migrate_ledger(progress)
    django.setup()
    add_alias(_OWNER, "owner")
    try:
        out = io.StringIO()
        call_command("migrate", database=_OWNER, interactive=False, verbosity=1, stdout=out)
        for line in out.getvalue().splitlines():
            if line.startswith("  Applying"):
                progress("bureau " + line.removeprefix("  Applying ").rstrip(". OK"))
    finally:
        connections[_OWNER].close()
