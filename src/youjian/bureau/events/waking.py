"""A hint from the database that events were numbered, so that a stream need not wait for the next poll."""

import asyncio
import logging
import threading

from youjian.bureau.events.services import CHANNEL
from youjian.ledger.connection import connect

_LOG = logging.getLogger(__name__)
_AGAIN_SECONDS = 2.0
_LOOK_SECONDS = 1.0


class Waker:
    """Sets an event of the loop whenever the database says so; without the database nobody is woken."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)

    def start(self) -> None:
        """Begin to listen, in a thread that holds one connection."""
        self._thread.start()

    def stop(self) -> None:
        """End listening; the thread ends within a second."""
        self._stop.set()

    async def wait(self, seconds: float) -> None:
        """Until events were numbered, at most so long."""
        try:
            await asyncio.wait_for(self.woken.wait(), seconds)
        except TimeoutError:
            return
        self.woken.clear()

    def _run(self) -> None:
        away = False
        while not self._stop.is_set():
            try:
                with connect("bureau", autocommit=True) as listening:
                    listening.execute(f"LISTEN {CHANNEL}".encode())
                    away = False
                    while not self._stop.is_set():
                        for _ in listening.notifies(timeout=_LOOK_SECONDS):
                            self._wake()
            except Exception as error:
                if not away:
                    _LOG.warning("no hints of new events, polling goes on: %s", type(error).__name__)
                away = True
                self._stop.wait(_AGAIN_SECONDS)

    def _wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.woken.set)
