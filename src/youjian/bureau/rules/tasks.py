"""What the worker does for the rules desk: backtests, and switch-offs whose time came."""

import logging
from datetime import UTC, datetime

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from youjian.bureau.rules import switching, trying
from youjian.bureau.scope import scoped

_LOG = logging.getLogger(__name__)
_RETRY = RetryStrategy(max_attempts=20, wait=10, retry_exceptions=[trying.InterruptedBacktestError])
_ALIVE = ("todo", "doing")


@app.task(name="rules.backtest", lock="rules.backtest", retry=_RETRY, pass_context=True)
def backtest(context: JobContext, number: int) -> None:
    """Try a change over sealed days, or what is left of it: stations that are done stay done."""
    trying.run(number, context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(name="rules.tend", lock="rules.tend", queueing_lock="rules.tend")
def tend(timestamp: int) -> None:
    """Queue what switch-offs held back when they are over, and backtests that lost their job."""
    with scoped():
        if over := switching.expire(datetime.fromtimestamp(timestamp, UTC)):
            _LOG.info("%d switch-offs are over", over)
        for number in trying.unfinished():
            _go_on(number)


def _go_on(number: int) -> None:
    """Queue a backtest for which no job is left: its last one failed, or the queue was emptied."""
    jobs = ProcrastinateJob.objects.filter(task_name="rules.backtest", args__number=number)
    if jobs.filter(status__in=_ALIVE).exists():
        return
    try:
        backtest.configure(queueing_lock=f"backtest:{number}").defer(number=number)
    except AlreadyEnqueued:
        _LOG.info("backtest %d is queued already", number)
