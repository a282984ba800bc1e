"""What the worker does for risk and credit by the clock: scores each night, inspections checked off."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.credit.draws import check_off
from youjian.bureau.credit.keeping import today
from youjian.bureau.credit.services import keep_scores
from youjian.bureau.scope import scoped

_LOG = logging.getLogger(__name__)


@app.periodic(cron="30 19 * * *")
@app.task(name="credit.scores", queueing_lock="credit.scores")
def score_stations(timestamp: int) -> None:  # noqa: ARG001
    """Score every station at 03:30 Asia/Shanghai, after the night's rules; again changes nothing."""
    with scoped():
        changed = keep_scores(SYSTEM, today())
    _LOG.info("%d stations scored", changed)


@app.periodic(cron="*/5 * * * *")
@app.task(name="credit.check_off", queueing_lock="credit.check_off")
def check_off_drawn(timestamp: int) -> None:  # noqa: ARG001
    """Check off drawn inspections by the records that came in."""
    with scoped():
        check_off(SYSTEM)
