"""The worker's thread that keeps the stock book: a round every few seconds, no pause while days wait."""

import logging
import threading

from django.db import connection

from youjian.bureau.stock.services import keep_round

_LOG = logging.getLogger(__name__)
EVERY_SECONDS = 5.0
"""What was sold and bought is in the book within this time and the time of a round."""
_AGAIN_SECONDS = 15.0


def keep_book_until(stop: threading.Event) -> None:
    """Keep the book again and again until the event is set; a lost database is tried again."""
    while not stop.is_set():
        pause = EVERY_SECONDS
        try:
            if keep_round():
                pause = 0.0
        except Exception:
            _LOG.exception("the stock book could not be kept, trying again in %.0f s", _AGAIN_SECONDS)
            pause = _AGAIN_SECONDS
        finally:
            connection.close()
        stop.wait(pause)
