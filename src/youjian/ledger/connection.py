"""How each role reaches the database.

`YOUJIAN_DATABASE_URL` is the owner's. A role has its own address in `YOUJIAN_INTAKE_DATABASE_URL` or
`YOUJIAN_BUREAU_DATABASE_URL`; without one it takes the owner's and steps down with `SET ROLE`.
"""

import os
from typing import Any, Literal

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

Role = Literal["owner", "intake", "bureau"]
BASE_VARIABLE = "YOUJIAN_DATABASE_URL"
VARIABLES: dict[Role, str] = {
    "owner": BASE_VARIABLE,
    "intake": "YOUJIAN_INTAKE_DATABASE_URL",
    "bureau": "YOUJIAN_BUREAU_DATABASE_URL",
}


def base_conninfo() -> str:
    """The address that migrations start from, as given; raises RuntimeError without one."""
    url = os.environ.get(BASE_VARIABLE)
    if not url:
        raise RuntimeError(
            f"{BASE_VARIABLE} is not set: name a PostgreSQL server there, or call server.ensure_database()"
        )
    return url


def conninfo(role: Role, **settings: str) -> str:
    """A libpq connection string that acts as `youjian_<role>`, in UTC, with further server settings.

    Raises RuntimeError when no database is configured.
    """
    url = os.environ.get(VARIABLES[role]) or base_conninfo()
    known = conninfo_to_dict(url)
    wanted = {"TimeZone": "UTC", **settings}
    if known.get("user") != f"youjian_{role}":
        wanted["role"] = f"youjian_{role}"
    given = str(known.get("options") or "")
    options = " ".join([given, *(f"-c {name}={_escaped(value)}" for name, value in wanted.items())])
    return make_conninfo(url, options=options.strip())


def connect(role: Role, **kwargs: Any) -> Connection[Any]:
    """A connection as `youjian_<role>`; keyword arguments go to `psycopg.connect`."""
    return psycopg.connect(conninfo(role), **kwargs)


def pool(role: Role, **kwargs: Any) -> ConnectionPool[Connection[Any]]:
    """A pool of such connections, not yet open unless `open=True`; arguments go to `ConnectionPool`."""
    kwargs.setdefault("open", False)
    return ConnectionPool(conninfo(role), **kwargs)


def _escaped(value: str) -> str:
    """A value inside libpq's `options`: a space or backslash needs a backslash before it."""
    return value.replace("\\", "\\\\").replace(" ", "\\ ")
