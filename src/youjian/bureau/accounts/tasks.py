"""What the worker does for accounts: forgetting sessions that are over."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.accounts.sessions import forget_dead

_LOG = logging.getLogger(__name__)


@app.periodic(cron="41 19 * * *")
@app.task(name="accounts.forget_sessions", queueing_lock="accounts.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Delete sessions that nobody can use any more."""
    _LOG.info("%d sessions forgotten at %d", forget_dead(), timestamp)
