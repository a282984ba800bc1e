"""The one publisher: findings become alerts, and committed events get their numbers.

It sleeps on `LISTEN`, with polling behind it, and holds an advisory lock, so that a second worker waits
its turn.
"""

import logging
import threading
from typing import Any

import psycopg
from django.db import connection

from youjian.bureau.alerts.raising import raise_alerts
from youjian.bureau.connectivity.sweep import sweep_devices
from youjian.bureau.events.services import announce_flips, last_flip, number_events
from youjian.bureau.scope import scoped
from youjian.bureau.watch.selectors import standstill
from youjian.ledger.connection import connect
from youjian.ledger.findings import CHANNEL

_LOG = logging.getLogger(__name__)
_LOCK = (7053, 100)
_POLL_SECONDS = 0.5
_AGAIN_SECONDS = 2.0
SWEEP_SECONDS = 15.0


class Publisher:
    """Runs in a thread of the worker until told to stop; a lost database is tried again."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._flip: int | None = None

    def run(self) -> None:
        """Publish until the event is set."""
        while not self._stop.is_set():
            try:
                with connect("bureau", autocommit=True) as listening:
                    self._publish(listening)
            except Exception:
                _LOG.exception("publishing stopped, trying again in %.0f s", _AGAIN_SECONDS)
                self._stop.wait(_AGAIN_SECONDS)
            finally:
                connection.close()

    def publish_once(self) -> int:
        """One round: raise alerts, tell flips, then number what is committed; returns how many events
        were numbered.
        """
        while _in_scope(lambda: raise_alerts(standstill)):
            pass
        if self._flip is None:
            self._flip = _in_scope(last_flip)
        after = self._flip
        self._flip = _in_scope(lambda: announce_flips(after))
        return _in_scope(number_events)

    def _publish(self, listening: psycopg.Connection[Any]) -> None:
        if not self._first(listening):
            self._stop.wait(_AGAIN_SECONDS)
            return
        listening.execute(f"LISTEN {CHANNEL}")
        while not self._stop.is_set():
            self.publish_once()
            for _ in listening.notifies(timeout=_POLL_SECONDS, stop_after=1):
                pass

    def _first(self, listening: psycopg.Connection[Any]) -> bool:
        row = listening.execute("SELECT pg_try_advisory_lock(%s, %s)", _LOCK).fetchone()
        return bool(row and row[0])


def sweep_until(stop: threading.Event) -> None:
    """Look at the devices again and again until the event is set."""
    while not stop.is_set():
        try:
            _in_scope(sweep_devices)
        except Exception:
            _LOG.exception("devices could not be looked at, trying again in %.0f s", SWEEP_SECONDS)
        finally:
            connection.close()
        stop.wait(SWEEP_SECONDS)


def _in_scope(work: Any) -> int:
    with scoped():
        return work()
