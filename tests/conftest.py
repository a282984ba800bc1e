"""For all tests: how Hypothesis draws; one database server per run and fresh copies of a template."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from youjian.ledger.connection import VARIABLES, Role
from youjian.ledger.server import EmbeddedServer, ServerError

# No timing decides over a test. In CI the same examples are drawn each time, elsewhere new ones.
_QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("youjian", deadline=None, suppress_health_check=_QUIET)
settings.register_profile("ci", settings.get_profile("youjian"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "youjian")

# Tests start hundreds of processes. Where compiled modules must not lie beside their sources, each would
# compile anew all that it imports: half of its start. They share a folder of their own, as under `make`.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).parents[1] / ".tools" / "bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

_TEMPLATE = "youjian_template"
_NUMBER = itertools.count(1)
# A crash of the machine is not what tests are about: without fsync a copy of the template takes half as long.
_TEST_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "max_wal_size": "256MB",
}
_MEMORY, _DISK = Path("/dev/shm"), Path("/tmp")  # noqa: S108 - folders of a random name are made there
_ROOM = 6 << 30
_PREFIX = "youjian-tests-"
_MIGRATE = """
try:
    from youjian.commands.migrate import migrate_all
except ModuleNotFoundError as error:
    if error.name != "youjian.commands.migrate":
        raise
    from youjian.ledger.migrations import migrate as migrate_all
migrate_all()
"""


@dataclass(frozen=True)
class Database:
    """A migrated, empty database of its own."""

    name: str
    server: EmbeddedServer

    def url(self, role: Role) -> str:
        """Its address for one of the three roles."""
        return self.server.url(role, self.name)

    def copied(self) -> "Database":
        """A further database with all that this one holds; nobody may be connected to this one."""
        return _copy(self.server, self.name)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a process to it."""
        return {VARIABLES[role]: self.url(role) for role in VARIABLES}

    def connect(self, role: Role, **kwargs: object) -> psycopg.Connection:
        """A connection in a role, as the product makes it."""
        from youjian.ledger.connection import connect

        with _environment(self.environment):
            return connect(role, **kwargs)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedServer]:
    """The one server of this test run, in a home folder of its own."""
    _sweep()
    home = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_place_of_copies()))
    home.chmod(0o755)
    server = EmbeddedServer(home, _TEST_SETTINGS)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def database_template(postgres: EmbeddedServer) -> str:
    """The name of the migrated database that others are copied from."""
    _do(postgres, f"CREATE DATABASE {_TEMPLATE} OWNER youjian_owner")
    template = Database(_TEMPLATE, postgres)
    done = subprocess.run(
        [sys.executable, "-c", _MIGRATE],
        env={**os.environ, **template.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"the template cannot be migrated:\n{done.stdout}\n{done.stderr}"
    return _TEMPLATE


@pytest.fixture(scope="session")
def new_database(postgres: EmbeddedServer, database_template: str) -> Callable[[], Database]:
    """Makes a further fresh database; nothing points to it yet."""
    return lambda: _copy(postgres, database_template)


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Iterator[Database]:
    """A fresh database for one test; the three addresses are in the environment."""
    made = new_database()
    with _environment(made.environment):
        yield made
    _drop(made)


@pytest.fixture(scope="module")
def module_database(new_database: Callable[[], Database]) -> Iterator[Database]:
    """A fresh database for one module's tests; the three addresses are in the environment."""
    made = new_database()
    with _environment(made.environment):
        yield made
    _drop(made)


@pytest.fixture
def office_database(database: Database, django_db_blocker: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database that Django works on as role bureau, with no transaction around the test."""
    from django.db import connections

    from youjian.bureau.database import add_alias

    connections.close_all()
    add_alias("default", "bureau")
    if hasattr(connections._connections, "default"):
        del connections["default"]
    with django_db_blocker.unblock():
        yield database
        connections["default"].close()
        connections["default"].close_pool()


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _place_of_copies() -> Path:
    """In memory, where it has room for what a run holds: a copy of the template is eleven hundred files."""
    return _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM else _DISK


def _sweep() -> None:
    """End and remove what runs that were killed left behind; a folder is named after its run's process."""
    for home in (*_MEMORY.glob(f"{_PREFIX}*-*"), *_DISK.glob(f"{_PREFIX}*-*")):
        owner = home.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            with suppress(ServerError):
                EmbeddedServer(home).stop()
            shutil.rmtree(home, ignore_errors=True)


def pytest_configure() -> None:
    """A run that is asked to end (`timeout`, a closed terminal) ends as by Ctrl-C, its servers with it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _do(server: EmbeddedServer, statement: str) -> None:
    with psycopg.connect(server.url(None, "postgres"), autocommit=True) as conn:
        conn.execute(statement)


def _copy(server: EmbeddedServer, template: str) -> Database:
    name = f"test_{next(_NUMBER)}"
    _do(server, f"CREATE DATABASE {name} TEMPLATE {template} OWNER youjian_owner STRATEGY file_copy")
    return Database(name, server)


def _drop(made: Database) -> None:
    """A thousand databases would fill the disk, and the end of the run would have to remove them all."""
    _do(made.server, f"DROP DATABASE IF EXISTS {made.name} WITH (FORCE)")
