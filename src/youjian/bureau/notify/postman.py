"""The threads of the worker that tell people: one that makes deliveries, and one for each channel."""

import logging
import threading
from collections.abc import Callable

from django.db import connection

from youjian.bureau.notify.consuming import consume
from youjian.bureau.notify.digests import release
from youjian.bureau.notify.following import follow_up
from youjian.bureau.notify.presence import Presence
from youjian.bureau.notify.sending import Sender, sendable
from youjian.bureau.scope import scoped

_LOG = logging.getLogger(__name__)
_POLL_SECONDS = 0.5
_LOOK_ROUNDS = 4
_FOLLOW_ROUNDS = 60
_AGAIN_SECONDS = 3.0


def post_until(stop: threading.Event) -> None:
    """Turn events into deliveries and keep a sender running for each channel, until the event is set."""
    office = _Office(stop)
    rounds = 0
    while not stop.is_set():
        try:
            while _in_scope(consume):
                pass
            _in_scope(release)
            if rounds % _LOOK_ROUNDS == 0:
                office.staff()
        except Exception:
            _LOG.exception("telling people stopped, trying again in %.0f s", _AGAIN_SECONDS)
            stop.wait(_AGAIN_SECONDS)
        finally:
            connection.close()
        rounds += 1
        stop.wait(_POLL_SECONDS)
    office.close()


class _Office:
    """A thread for each channel that may send."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._presence = Presence()
        self._threads: dict[int, threading.Thread] = {}

    def staff(self) -> None:
        """Begin to send over channels that are new; a thread whose channel went ends by itself."""
        for channel_id in sendable():
            thread = self._threads.get(channel_id)
            if thread is None or not thread.is_alive():
                name = f"notify-{channel_id}"
                made = threading.Thread(
                    target=_send_until, args=(self._stop, self._presence, channel_id), name=name
                )
                self._threads[channel_id] = made
                made.start()

    def close(self) -> None:
        """Wait until every thread has ended with its letter."""
        for thread in self._threads.values():
            thread.join()
        self._presence.close()


def _send_until(stop: threading.Event, presence: Presence, channel_id: int) -> None:
    sender, rounds = Sender(channel_id, presence), 0
    while not stop.is_set():
        try:
            while not stop.is_set() and sender.send_next():
                pass
            rounds += 1
            if rounds % _FOLLOW_ROUNDS == 0:
                follow_up(sender)
                if channel_id not in sendable():
                    return
        except Exception:
            _LOG.exception("channel %s stopped, trying again in %.0f s", channel_id, _AGAIN_SECONDS)
            stop.wait(_AGAIN_SECONDS)
        finally:
            connection.close()
        stop.wait(_POLL_SECONDS)


def _in_scope(work: Callable[[], int]) -> int:
    with scoped():
        return work()
