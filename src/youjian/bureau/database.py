"""Where the office's database is, and in which role it is entered.

Django always works as `bureau`, whose rights the ledger's roles and row-level security bound; only migrations
work as `owner`.
"""

from typing import Any, Literal

from psycopg.conninfo import conninfo_to_dict

from youjian.bureau import environment

Role = Literal["bureau", "owner"]
SEARCH_PATH = "-c search_path=bureau,ledger"


def database_settings(role: Role) -> dict[str, Any]:
    """Django's settings of one database alias; without `YOUJIAN_DATABASE_URL` a database that cannot be opened.

    The latter lets tools that need no database (the API document, type checks) load the settings.
    """
    if not environment.text("DATABASE_URL"):
        return {"ENGINE": "django.db.backends.postgresql", "NAME": ""}
    from youjian.ledger.connection import conninfo  # noqa: PLC0415

    parts = {name: value for name, value in conninfo_to_dict(conninfo(role)).items() if value is not None}
    given = parts.pop("options", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **parts,
            "options": f"{given} {SEARCH_PATH}".strip(),
            "pool": {"min_size": 0, "max_size": environment.number("DB_CONNECTIONS", 8), "timeout": 10},
        },
    }
