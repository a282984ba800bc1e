"""What the worker does for uploads: large files of targets that wait, and those that a killed worker left."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.scope import scoped
from youjian.bureau.uploads import working
from youjian.bureau.uploads.queueing import TASK, queue

_LOG = logging.getLogger(__name__)


@app.task(name=TASK)
def work(upload_id: int) -> None:
    """Check or write a large file."""
    if state := working.work(upload_id):
        _LOG.info("upload %d is %s", upload_id, state)


@app.periodic(cron="* * * * *")
@app.task(name="uploads.tend", lock="uploads.tend", queueing_lock="uploads.tend")
def tend(timestamp: int) -> None:  # noqa: ARG001 - procrastinate names the tick
    """Queue what waits for the worker and shows no progress: its worker was killed."""
    with scoped():
        for upload in working.left_behind():
            queue(upload)
