"""The worker as a process: findings become alerts at once, a lost database is survived, SIGTERM ends it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection
from procrastinate.exceptions import ConnectorException

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, furnish, gap, say
from youjian.bureau.scope import scoped

DEADLINE = 40.0


@pytest.fixture
def worker(office_database: Database) -> Iterator[subprocess.Popen[bytes]]:
    """The worker on this test's database."""
    furnish(office_database)
    process = subprocess.Popen([sys.executable, "-m", "youjian.cli", "worker"], env=dict(os.environ))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, "not within the deadline"
        time.sleep(0.05)


def numbered(station_id: str) -> list[str]:
    """Kinds of the numbered events about a station."""
    from youjian.bureau.events.selectors import after

    with scoped():
        return [event.kind for event in after(0, ("*",)) if event.station_id == station_id]


def lose_connections(database: Database) -> None:
    """End every connection to the database, as a restart of the server does; this test's own included."""
    connection.close()
    with psycopg.connect(database.server.url(None, "postgres"), autocommit=True) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database.name]
        )


def test_jobs_that_end_by_themselves_begin_anew_until_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database lost while jobs are deferred makes the job queue's own worker end without an error."""
    from youjian.bureau import worker as running

    ended: list[str] = []

    async def jobs() -> None:
        ended.append("begun")
        if len(ended) == 1:
            return
        if len(ended) == 2:
            raise ConnectorException
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(DEADLINE)

    monkeypatch.setattr(running, "_jobs", jobs)
    monkeypatch.setattr(running, "_AGAIN_SECONDS", 0.0)
    asyncio.run(running._work())
    assert ended == ["begun"] * 3


def test_the_worker_publishes_survives_a_lost_database_and_ends_on_a_signal(
    office_database: Database, worker: subprocess.Popen[bytes]
) -> None:
    say(office_database, gap(ZHUSHAN))
    until(lambda: numbered(ZHUSHAN) == ["alert.opened"])
    lose_connections(office_database)
    say(office_database, gap(LEPING))
    until(lambda: numbered(LEPING) == ["alert.opened"])
    worker.terminate()
    assert worker.wait(timeout=DEADLINE) == 0
