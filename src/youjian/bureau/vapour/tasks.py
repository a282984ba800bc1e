"""What the worker does for vapour recovery by the clock: days are judged, records sent on."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.scope import scoped
from youjian.bureau.vapour.keeping import keep_days
from youjian.bureau.vapour.queueing import queue_round
from youjian.bureau.vapour.uploading import send_round

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


@app.periodic(cron="*/10 * * * *")
@app.task(name="vapour.upload", queueing_lock="vapour.upload", lock="vapour.upload")
def upload(timestamp: int) -> None:  # noqa: ARG001
    """Queue the hours that are over and send what waits, every ten minutes."""
    with scoped():
        queue_round()
    sent = send_round()
    if sent:
        _LOG.info("%d vapour messages sent", sent)
