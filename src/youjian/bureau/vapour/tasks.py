"""What the worker does for vapour recovery by the clock: days that are over are judged, late ones anew."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.vapour.keeping import keep_days

_LOG = logging.getLogger(__name__)
_EACH_HOUR, _EACH_NIGHT = 3, 30


@app.periodic(cron="25 * * * *")
@app.task(name="vapour.keep", queueing_lock="vapour.keep")
def keep_last_days(timestamp: int) -> None:  # noqa: ARG001
    """Judge the last days, every hour."""
    _keep(_EACH_HOUR)


@app.periodic(cron="40 18 * * *")
@app.task(name="vapour.keep_month", queueing_lock="vapour.keep_month")
def keep_last_month(timestamp: int) -> None:  # noqa: ARG001
    """Look at the last month for records that came late, at 02:40 in Shanghai."""
    _keep(_EACH_NIGHT)


def _keep(days: int) -> None:
    kept = keep_days(days)
    if kept:
        _LOG.info("vapour recovery of %d stations judged", kept)
