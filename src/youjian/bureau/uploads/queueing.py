"""Handing an upload to the worker, by the name of its task: the task itself builds on the services."""

import logging

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from youjian.bureau.uploads.models import Upload

_LOG = logging.getLogger(__name__)
TASK = "uploads.work"


def queue(upload: Upload) -> None:
    """Have the worker go on with an upload, once the caller's transaction is committed."""
    task = app.configure_task(TASK, queueing_lock=f"upload:{upload.pk}")
    try:
        # Within a savepoint: that it is queued already must not undo what the caller wrote.
        with transaction.atomic():
            task.defer(upload_id=upload.pk)
    except AlreadyEnqueued:
        _LOG.info("upload %d is queued already", upload.pk)
