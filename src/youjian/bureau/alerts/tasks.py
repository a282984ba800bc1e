"""What the worker does to alerts by the clock; raising them is the publisher's (`watch.publisher`)."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.alerts.escalating import keep_time
from youjian.bureau.scope import scoped

_LOG = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="alerts.keep_time", lock="alerts.keep_time", queueing_lock="alerts.keep_time")
def keep_alerts_in_time(timestamp: int) -> None:
    """Wake snoozed alerts, let overdue ones rise, end storms."""
    with scoped():
        changed = keep_time()
    if changed:
        _LOG.info("alerts at %d: %d woken, risen or ended", timestamp, changed)
