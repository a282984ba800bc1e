"""Create or update the database's schema, roles and rights; running it again changes nothing.

The ledger's numbered SQL files come first, then the office's migrations, both as role youjian_owner. The
address in YOUJIAN_DATABASE_URL must be allowed to create roles; unset, the private PostgreSQL in
$YOUJIAN_HOME is started.

    YOUJIAN_DATABASE_URL=postgresql://admin@db/youjian youjian migrate
"""

import argparse
from collections.abc import Callable

from youjian.commands.database import database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Migrations take no arguments: there is one way, forward."""
    parser.epilog = "Make a backup before you update a city's database: migrations go forward only."


def run(_: argparse.Namespace) -> int:
    """Bring the schema up to date and say each step."""
    with database():
        migrate_all()
    print("youjian: the schema is up to date")
    return 0


def migrate_all(progress: Callable[[str], object] = print) -> None:
    """Bring the schemas `ledger` and `bureau` to the newest version; `progress` hears each step."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youjian.bureau.settings")
    from youjian.bureau.schema import migrate_all as migrate_schemas

    migrate_schemas(progress)
