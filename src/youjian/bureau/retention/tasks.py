"""What the worker does for retention by the clock."""

import logging
from datetime import UTC, datetime

from procrastinate import JobContext
from procrastinate.contrib.django import app

from youjian.bureau.database import raw_connection
from youjian.bureau.retention.services import run
from youjian.bureau.scope import scoped
from youjian.contract.fields import business_day
from youjian.ledger.partitions import ensure_ahead
from youjian.ledger.places import archive

_LOG = logging.getLogger(__name__)


@app.periodic(cron="7 */6 * * *")
@app.task(name="retention.partitions", queueing_lock="retention.partitions")
def partitions(timestamp: int) -> None:
    """Make the partitions of the coming days, so that no batch waits for one."""
    with scoped():
        made = ensure_ahead(raw_connection(), business_day(datetime.fromtimestamp(timestamp, UTC)))
    if made:
        _LOG.info("%d partitions made ahead", made)


@app.periodic(cron="43 19 * * *")
@app.task(name="retention.run", lock="night", queueing_lock="retention", pass_context=True)
def retention(context: JobContext, timestamp: int) -> None:
    """Drop and thin what is past its limits, at 03:43 in Shanghai; what was cut off goes on the next day.

    Never while a night is judged: with few days in the database that reads the days which are dropped here.
    """
    done = run(archive(), datetime.fromtimestamp(timestamp, UTC), context.should_abort)
    _LOG.info("retention: %d days dropped, %d stay", len(done.dropped), len(done.refused))
