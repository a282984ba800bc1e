"""Bringing the whole database to the newest schema: the ledger's files first, then Django's migrations as
the owner.
"""

import io
from collections.abc import Callable

import django
from django.core.management import call_command
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

from youjian.bureau.database import add_alias
from youjian.ledger.migrations import LOCK_TIMEOUT, in_turn
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
        in_turn(lambda: _migrate_bureau(progress))
    finally:
        connections[_OWNER].close()


def _migrate_bureau(progress: Callable[[str], object]) -> None:
    """Django's migrations, each in a transaction of its own: those that are done stay when one gives way."""
    with connections[_OWNER].cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    out = io.StringIO()
    try:
        call_command("migrate", database=_OWNER, interactive=False, verbosity=1, stdout=out)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise error.__cause__ from None
        raise
    finally:
        for line in out.getvalue().splitlines():
            if line.startswith("  Applying") and line.endswith(" OK"):
                progress("bureau " + line.removeprefix("  Applying ").removesuffix("... OK"))
