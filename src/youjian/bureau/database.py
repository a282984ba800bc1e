"""Where the office's database is, and in which role it is entered.

Django always works as `bureau`, whose rights the ledger's roles and row-level security bound; only migrations
work as `owner`.
"""

from typing import Any, Literal

import psycopg
from django.db import connection, connections
from psycopg.conninfo import conninfo_to_dict

from youjian.bureau import environment
from youjian.ledger.connection import conninfo

Role = Literal["bureau", "owner"]
SEARCH_PATH = "bureau,ledger"
_ENGINE = "django.db.backends.postgresql"


def database_settings(role: Role) -> dict[str, Any]:
    """Django's settings of one database alias.

    Without `YOUJIAN_DATABASE_URL` they name a database that cannot be opened: tools that need none (the API
    document, type checks) can load the settings.
    """
    if not environment.text("DATABASE_URL"):
        return {"ENGINE": _ENGINE, "NAME": ""}
    parts = dict(conninfo_to_dict(conninfo(role, search_path=SEARCH_PATH)))
    pool = {"min_size": 0, "max_size": environment.number("DB_CONNECTIONS", 8), "timeout": 10}
    return {
        "ENGINE": _ENGINE,
        "NAME": parts.pop("dbname", None) or "",
        "USER": parts.pop("user", None) or "",
        "PASSWORD": parts.pop("password", None) or "",
        "HOST": parts.pop("host", None) or "",
        "PORT": str(parts.pop("port", None) or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, **({"pool": pool} if role == "bureau" else {})},
    }


def add_alias(alias: str, role: Role) -> None:
    """Make a database alias known to Django after its settings were loaded."""
    connections.settings[alias] = connections.configure_settings(
        {"default": {}, alias: database_settings(role)}
    )[alias]


def raw_connection() -> psycopg.Connection[Any]:
    """The running transaction's own connection, for the ledger's functions."""
    connection.ensure_connection()
    return connection.connection
