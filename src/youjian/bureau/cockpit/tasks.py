"""What the worker does for the cockpit by the clock; the sums themselves are kept by a thread (`keeper`)."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from youjian.bureau.cockpit.summing import HOURS_KEPT, forget_hours
from youjian.bureau.scope import scoped
from youjian.contract.fields import business_day


@app.periodic(cron="23 19 * * *")
@app.task(name="cockpit.forget", queueing_lock="cockpit.forget")
def forget(timestamp: int) -> None:
    """Delete the hours of days that no running day is compared with any more."""
    with scoped():
        forget_hours(business_day(datetime.fromtimestamp(timestamp, UTC)) - HOURS_KEPT)
