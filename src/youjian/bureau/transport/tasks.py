"""What the worker does for transport by the clock; matches themselves are kept by a thread (`matching`)."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.scope import scoped
from youjian.bureau.transport.thresholds import forget

_LOG = logging.getLogger(__name__)


@app.periodic(cron="11 20 * * *")
@app.task(name="transport.forget", queueing_lock="transport.forget")
def forget_tracks(timestamp: int) -> None:  # noqa: ARG001
    """Delete tracks and lock events past their time, at 04:11 in Shanghai."""
    with scoped():
        gone = forget()
    if gone:
        _LOG.info("%d track points and lock events deleted", gone)
