"""What the worker does for cases by the clock: terms are watched."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.cases.reminding import remind
from youjian.bureau.scope import scoped
from youjian.bureau.times import now

_LOG = logging.getLogger(__name__)


@app.periodic(cron="*/30 * * * *")
@app.task(name="cases.remind", queueing_lock="cases.remind")
def remind_of_terms(timestamp: int) -> None:  # noqa: ARG001
    """Tell whose term ends within a day, or is over, every half hour."""
    with scoped():
        told = remind(now())
    if told:
        _LOG.info("%d cases are due", told)
