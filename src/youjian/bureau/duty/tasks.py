"""What the worker does for duty: reminds of shifts that were not handed over."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.duty.telling import remind
from youjian.bureau.scope import scoped
from youjian.bureau.times import now

_LOG = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="duty.remind", queueing_lock="duty.remind")
def remind_of_handovers(timestamp: int) -> None:  # noqa: ARG001 - it looks at what is due now
    """Tell of shifts that are over and not handed over; each is told once."""
    with scoped():
        if told := remind(now()):
            _LOG.info("%d shifts are not handed over", told)
