"""What the worker does for the exchange: rounds with platforms, and files that are due."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.exchange import rounds, schedules
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_LOG = logging.getLogger(__name__)
ROUND = "exchange.round"


@app.task(name=ROUND, lock="exchange")
def round_with(platform_id: int) -> None:
    """A round that somebody asked for."""
    rounds.one_platform(platform_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="exchange.rounds", lock="exchange", queueing_lock="exchange.rounds")
def every_round(timestamp: int) -> None:
    """Every platform: what waits is told, what they give is taken."""
    told = rounds.every_platform()
    if told:
        _LOG.info("%d messages and batches were told to platforms at %d", told, timestamp)


@app.periodic(cron="20 * * * *")
@app.task(name="exchange.files", lock="exchange.files", queueing_lock="exchange.files")
def files(timestamp: int) -> None:
    """Files of today that are not made yet; days that were missed are named."""
    made, missed = schedules.run(business_day(now()))
    if made or missed:
        _LOG.info("%d scheduled files made, %d days missed, at %d", made, missed, timestamp)
