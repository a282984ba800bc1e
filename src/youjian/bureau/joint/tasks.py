"""What the worker does for joint operations by the clock: tasks that are due are told."""

import logging
from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from youjian.bureau.joint import keeping
from youjian.bureau.joint.models import OperationTask
from youjian.bureau.scope import scoped
from youjian.bureau.times import now, shown_minute

_LOG = logging.getLogger(__name__)
_AHEAD = timedelta(days=1)


@app.periodic(cron="*/30 * * * *")
@app.task(name="joint.remind", queueing_lock="joint.remind")
def remind_of_tasks(timestamp: int) -> None:  # noqa: ARG001
    """Tell of tasks that are due within a day, or overdue, every half hour."""
    with scoped():
        told = remind(now())
    if told:
        _LOG.info("%d tasks of joint operations are due", told)


def remind(moment: datetime) -> int:
    """Tell of each task that is due within a day and, once more, when it is overdue; returns how many."""
    waiting = OperationTask.objects.filter(
        done_at__isnull=True, due_at__lte=moment + _AHEAD, operation__status__in=("approved", "running")
    )
    listed = list(waiting.select_related("operation").order_by("id"))
    for task in listed:
        over, due = task.due_at <= moment, shown_minute(task.due_at)
        words = (
            (f"任务已于{due}到期", f"a task was due {due}")
            if over
            else (f"任务{due}到期", f"a task is due {due}")
        )
        keeping.tell(task.operation, [task.department], words, f"task-due:{task.pk}:{over}")
    return len(listed)
