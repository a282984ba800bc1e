"""What the worker does for connectivity by the clock."""

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from youjian.bureau.connectivity.rounds import run_round

_LOG = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="connectivity.measure", lock="connectivity", queueing_lock="connectivity.measure")
def measure(timestamp: int) -> None:
    """Outages, their causes and days online, through the full five minutes; what was missed is caught up."""
    moment = datetime.fromtimestamp(timestamp, UTC)
    _LOG.info("connectivity through %s: %d outages changed", moment.isoformat(), run_round(moment))
