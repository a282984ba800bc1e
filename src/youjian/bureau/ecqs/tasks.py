"""Exchanges in the worker: asked for by people, and every evening where there is a channel."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.accounts.selectors import actor_by_username
from youjian.bureau.ecqs import exchanging
from youjian.bureau.ecqs.channels import channel
from youjian.bureau.scope import scoped

_LOG = logging.getLogger(__name__)
TASK = "ecqs.exchange"


@app.task(name=TASK, lock="ecqs")
def exchange(direction: str, username: str) -> None:
    """One direction, as the person who asked for it."""
    with scoped():
        actor = actor_by_username(username)
    way = channel()
    if way is None:
        _LOG.warning("no exchange with e-CQS for %s: there is no channel any more", username)
        return
    exchanging.fetch(actor, way) if direction == "in" else exchanging.send(actor, way)


@app.periodic(cron="35 18 * * *")
@app.task(name="ecqs.daily", lock="ecqs", queueing_lock="ecqs.daily")
def daily(timestamp: int) -> None:
    """Their ledger first, then ours: at 02:35 Shanghai, where there is a channel."""
    way = channel()
    if way is not None:
        told = exchanging.fetch(SYSTEM, way), exchanging.send(SYSTEM, way)
        _LOG.info("e-CQS at %d: in %s, out %s", timestamp, *told)
