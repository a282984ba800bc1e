"""What the worker does for cases by the clock: terms are watched, dossiers made."""

import logging
from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from youjian.bureau.cases import dossiers
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


@app.task(name="cases.dossier", lock="cases.dossier")
def make_dossier(number: int) -> None:
    """Make a dossier that was asked for."""
    _LOG.info("dossier %d is %s", number, dossiers.make(number))


@app.periodic(cron="* * * * *")
@app.task(name="cases.tend", lock="cases.tend", queueing_lock="cases.tend")
def tend(timestamp: int) -> None:  # noqa: ARG001
    """Queue dossiers that were asked for and for which no job is left."""
    with scoped():
        left = dossiers.waiting()
    for number in left:
        queue(number)


def queue(number: int) -> None:
    """Let the worker make a dossier, once."""
    with suppress(AlreadyEnqueued):
        make_dossier.configure(queueing_lock=f"dossier:{number}").defer(number=number)
