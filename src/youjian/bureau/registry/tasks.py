"""What the worker does for the register by the clock."""

import logging
from datetime import UTC, date, datetime

from procrastinate.contrib.django import app

from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.database import raw_connection
from youjian.bureau.journal import services as journal
from youjian.bureau.registry.changing import changing
from youjian.contract.fields import business_day
from youjian.ledger.operations import apply_operations

_LOG = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(name="registry.operations", queueing_lock="registry.operations")
def operations_of_the_day(timestamp: int) -> None:
    """Let operations begin on their day, from 00:00 in Shanghai on; a worker that was away does it later."""
    day = business_day(datetime.fromtimestamp(timestamp, UTC))
    if changed := take_operations_into_force(day):
        _LOG.info("%s: %d stations are run otherwise from today on", day.isoformat(), changed)


def take_operations_into_force(day: date) -> int:
    """Bring every station's row to who runs it on a day; returns how many changed."""
    with changing(SYSTEM, "经营沿革到期生效", "platform", day):
        changed = apply_operations(raw_connection(), day)
        if changed:
            journal.record(
                SYSTEM, "registry.operations", f"day:{day.isoformat()}", after={"stations": changed}
            )
    return changed
