"""What the worker does by the clock. Every task may run twice without doing anything twice."""

import logging
import os
import time
from datetime import UTC, datetime

from django.conf import settings
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from youjian.bureau.events.services import forget_old
from youjian.bureau.scope import scoped
from youjian.bureau.watch.nights import run_nights
from youjian.bureau.watch.rounds import forget_ticks, run_due
from youjian.bureau.watch.services import forget_late

_LOG = logging.getLogger(__name__)
_RETRY = RetryStrategy(max_attempts=5, wait=5)
"""A round whose database went away is begun again soon after; its findings keep their ticks' times."""
_SETTLE_SECONDS = 5.0
"""What intake stamped before the tick may still be committing; a tick is judged this long after it."""
_MINUTES = int(settings.WATCH_EVERY.total_seconds()) // 60
_TICKS = "0 * * * *" if _MINUTES == 60 else f"*/{_MINUTES} * * * *"


@app.periodic(cron=_TICKS)
@app.task(name="watch.tick", lock="watch", retry=_RETRY, pass_context=True)
def watch_tick(context: JobContext, timestamp: int) -> None:
    """Judge the watch's rules at every tick that is due: this one, and those that nobody judged.

    It has no queueing lock: a job that is to be tried again may not find its successor in its place.
    """
    _settle(datetime.fromtimestamp(timestamp, UTC))
    new = run_due(datetime.now(UTC), _jobs(), context.should_abort)
    _LOG.info("watch of %d: %d new revisions", timestamp, new)


@app.periodic(cron="*/10 * * * *")
@app.task(name="watch.night", lock="night", queueing_lock="night", pass_context=True)
def night(context: JobContext, timestamp: int) -> None:
    """Judge the nights that are due: at 02:00 Shanghai, and afterwards when the worker was away then.

    It looks every ten minutes, so a night that failed is tried again without being asked.
    """
    moment = datetime.fromtimestamp(timestamp, UTC)
    _settle(moment)
    if new := run_nights(moment, _jobs(), context.should_abort):
        _LOG.info("nights up to %s: %d new revisions", moment.isoformat(), new)


def _jobs() -> int:
    return max(1, (os.cpu_count() or 1) // 2)


def _settle(tick: datetime) -> None:
    time.sleep(max(0.0, tick.timestamp() + _SETTLE_SECONDS - time.time()))


@app.periodic(cron="* * * * *")
@app.task(name="watch.retry_stalled", queueing_lock="watch.retry_stalled")
async def retry_stalled(timestamp: int) -> None:
    """Put the jobs of killed workers back into the queue: nobody else does.

    One whose successor is queued already is given up: its queueing lock admits no second, and the lock that
    it holds would keep the successor waiting for ever. The successor does what is due.
    """
    for job in await app.job_manager.get_stalled_jobs():
        _LOG.warning("job %s (%s) was left by a dead worker at %s", job.id, job.task_name, timestamp)
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)


@app.periodic(cron="17 19 * * *")
@app.task(name="watch.forget", queueing_lock="watch.forget")
def forget(timestamp: int) -> None:
    """Delete events, finished jobs, ticks and marks of late records that nobody will ask for again."""
    now = datetime.fromtimestamp(timestamp, UTC)
    with scoped():
        _LOG.info("%d events deleted at %d", forget_old(), timestamp)
        forget_ticks(now)
    forget_late(now)
