"""What the worker does for notices by the clock: each morning the facts are looked at."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.bulletins.proposing import propose
from youjian.bureau.scope import scoped

_LOG = logging.getLogger(__name__)


@app.periodic(cron="0 0 * * *")
@app.task(name="bulletins.propose", queueing_lock="bulletins.propose")
def propose_notices(timestamp: int) -> None:  # noqa: ARG001
    """Propose what the facts ask for, at 08:00 Asia/Shanghai; each party and matter once a week."""
    with scoped():
        new = propose(SYSTEM)
    if new:
        _LOG.info("%d notices proposed", new)
