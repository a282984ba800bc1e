"""What the worker does for sealing by the clock. Every task may run twice without doing anything twice."""

import logging
import time

from procrastinate import JobContext
from procrastinate.contrib.django import app

from youjian.bureau.sealing import services
from youjian.bureau.times import now

_LOG = logging.getLogger(__name__)
_ROUND_SECONDS = 240.0
"""A round ends after this time; what is left is done by the next one."""


@app.periodic(cron="*/5 * * * *")
@app.task(name="sealing.seal", lock="sealing", queueing_lock="sealing", pass_context=True)
def seal(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate names the tick
    """Seal the station-days that are due. What fails is told, noted, and tried again by the next round."""
    end = time.monotonic() + _ROUND_SECONDS
    try:
        written = services.seal(
            now(),
            stopping=lambda: context.should_abort() or time.monotonic() > end,
        )
    except (OSError, ValueError) as error:
        _LOG.error("sealing stopped: %s", error)
    else:
        if written:
            _LOG.info("%d station-days sealed", len(written))


@app.periodic(cron="* * * * *")
@app.task(name="sealing.anchor", lock="anchors", queueing_lock="anchors")
def anchor(timestamp: int) -> None:  # noqa: ARG001 - procrastinate names the tick
    """Anchor what was sealed since. What fails is told and tried again a minute later."""
    try:
        written = services.anchor(now())
    except (OSError, ValueError) as error:
        _LOG.error("nothing could be anchored: %s", error)
    else:
        if written:
            _LOG.info("anchor %d: %d stations changed", written.number, len(written.changed))
