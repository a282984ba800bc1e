"""What the worker does for metering by the clock: each night's estimate of every meter is kept."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.metrology.estimating import keep_estimates

_LOG = logging.getLogger(__name__)


@app.periodic(cron="5-59/10 * * * *")
@app.task(name="metrology.estimates", queueing_lock="metrology.estimates")
def keep_last_night(timestamp: int) -> None:  # noqa: ARG001
    """Take over what new nights fitted, every ten minutes."""
    kept = keep_estimates()
    if kept:
        _LOG.info("meters of %d stations estimated", kept)
