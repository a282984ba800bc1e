"""Jobs that a killed worker left behind go on, and never hold up their successors."""

import asyncio

from procrastinate.contrib.django import app

import tests.integration.bureau_office  # noqa: F401 - Django is set up by it
from tests.conftest import Database
from youjian.bureau.watch.tasks import retry_stalled


def left_by_a_dead_worker(database: Database, *, successor: bool) -> None:
    """A night cut off in a worker last heard an hour ago; with or without the next one in the queue."""
    with database.connect("owner") as conn:
        conn.execute("SET search_path TO bureau, public")
        conn.execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 hour') RETURNING id)"
            " INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, args, status, lock, queueing_lock, worker_id)"
            " SELECT 'default', 'watch.night', '{\"timestamp\": 1}', 'doing', 'night', 'night', id FROM dead"
        )
        if successor:
            conn.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, lock, queueing_lock)"
                " VALUES ('default', 'watch.night', '{\"timestamp\": 2}', 'todo', 'night', 'night')"
            )


async def look_after_them() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        async with working.open_async():
            await retry_stalled(timestamp=0)


def jobs(database: Database) -> list[tuple[int, str]]:
    """What each job is called by its timestamp, and its state."""
    with database.connect("owner") as conn:
        return conn.execute(
            "SELECT (args->>'timestamp')::int, status::text FROM bureau.procrastinate_jobs ORDER BY 1"
        ).fetchall()


def test_a_job_left_by_a_dead_worker_is_queued_again(office_database: Database) -> None:
    left_by_a_dead_worker(office_database, successor=False)
    asyncio.run(look_after_them())
    assert jobs(office_database) == [(1, "todo")]


def test_a_job_whose_successor_is_queued_gives_up_its_lock(office_database: Database) -> None:
    left_by_a_dead_worker(office_database, successor=True)
    asyncio.run(look_after_them())
    assert jobs(office_database) == [(1, "failed"), (2, "todo")]
