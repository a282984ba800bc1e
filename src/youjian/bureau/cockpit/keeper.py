"""The worker's thread that keeps the sums: a round every few seconds, without a pause while days wait."""

import logging
import threading

from django.db import connection

from youjian.bureau.cockpit.summing import sum_marked
from youjian.bureau.scope import scoped

_LOG = logging.getLogger(__name__)
EVERY_SECONDS = 3.0
"""What was sold is in the sums within this time and the time of a round."""
_AGAIN_SECONDS = 5.0


def keep_until(stop: threading.Event) -> None:
    """Sum what is marked again and again until the event is set; a lost database is tried again."""
    while not stop.is_set():
        pause = EVERY_SECONDS
        try:
            if sum_round():
                pause = 0.0
        except Exception:
            _LOG.exception("sales could not be summed, trying again in %.0f s", _AGAIN_SECONDS)
            pause = _AGAIN_SECONDS
        finally:
            connection.close()
        stop.wait(pause)


def sum_round() -> int:
    """One round in a transaction of its own; returns how many station-days it summed."""
    with scoped():
        return sum_marked()
