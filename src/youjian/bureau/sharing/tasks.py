"""What the worker does for sharing by the clock: hooks are told what changed, expired tokens go."""

import logging

from procrastinate.contrib.django import app

from youjian.bureau.scope import scoped
from youjian.bureau.sharing import hooks
from youjian.bureau.sharing.models import Token
from youjian.bureau.times import now

_LOG = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="sharing.tell", lock="sharing.tell", queueing_lock="sharing.tell")
def tell(timestamp: int) -> None:  # noqa: ARG001
    """Make events of what changed, and send what is due."""
    with scoped():
        hooks.gather()
        Token.objects.filter(expires_at__lte=now()).delete()
    sent = hooks.send_round()
    if sent:
        _LOG.info("%d events were delivered to other systems", sent)
