"""For all tests: how Hypothesis draws; one database server per run and fresh copies of a template."""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from youjian.ledger.connection import VARIABLES, Role
from youjian.ledger.server import EmbeddedServer

# No timing decides over a test. In CI the same examples are drawn each time, elsewhere new ones.
_QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("youjian", deadline=None, suppress_health_check=_QUIET)
settings.register_profile("ci", settings.get_profile("youjian"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "youjian")

_TEMPLATE = "youjian_template"
_NUMBER = itertools.count(1)
# A crash of the machine is not what tests are about: without fsync a copy of the template takes half as long.
_TEST_SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "120"}
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
    home = Path(tempfile.mkdtemp(prefix="youjian-tests-", dir="/tmp"))
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
    _create(postgres, f"CREATE DATABASE {_TEMPLATE} OWNER youjian_owner")
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

    def make() -> Database:
        name = f"test_{next(_NUMBER)}"
        _create(postgres, f"CREATE DATABASE {name} TEMPLATE {database_template} OWNER youjian_owner")
        return Database(name, postgres)

    return make


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Iterator[Database]:
    """A fresh database for one test; the three addresses are in the environment."""
    made = new_database()
    with _environment(made.environment):
        yield made


@pytest.fixture(scope="module")
def module_database(new_database: Callable[[], Database]) -> Iterator[Database]:
    """A fresh database for one module's tests; the three addresses are in the environment."""
    made = new_database()
    with _environment(made.environment):
        yield made


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


def _create(server: EmbeddedServer, statement: str) -> None:
    with psycopg.connect(server.url(None, "postgres"), autocommit=True) as conn:
        conn.execute(statement)
