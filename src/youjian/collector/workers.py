"""The threads of a station: one per line to a device, one for the way up, each stopped on its own."""

import logging
import threading
import time
from collections.abc import Callable, Iterable

from youjian.collector.backoff import Backoff

log = logging.getLogger(__name__)
Work = Callable[[threading.Event], None]


class Worker:
    """A named thread with the event that ends it."""

    def __init__(self, name: str, work: Work) -> None:
        self.name = name
        self.stop = threading.Event()
        self.thread = threading.Thread(target=guarded, args=(work, self.stop, name), name=name, daemon=True)
        self.thread.start()


class Workers:
    """Threads by key; starting, stopping and waiting may happen from any thread."""

    def __init__(self, station_id: str) -> None:
        self._station_id = station_id
        self._lock = threading.Lock()
        self._workers: dict[str, Worker] = {}
        self._closed = False

    def start(self, key: str, work: Work) -> None:
        """Start a thread under a key; nothing where the key has one, or once all were told to end."""
        with self._lock:
            if not self._closed and key not in self._workers:
                self._workers[key] = Worker(f"{self._station_id} {key}", work)

    def runs(self, key: str) -> bool:
        """Whether a key has a thread."""
        with self._lock:
            return key in self._workers

    def stop(self, keys: Iterable[str]) -> list[Worker]:
        """Tell some threads to end; they are no longer ours, whoever asked waits for them."""
        with self._lock:
            ending = [self._workers.pop(key) for key in list(keys) if key in self._workers]
        for worker in ending:
            worker.stop.set()
        return ending

    def stop_all(self) -> None:
        """Tell every thread to end; no other is started from now on."""
        with self._lock:
            self._closed = True
            for worker in self._workers.values():
                worker.stop.set()

    def join(self, deadline: float) -> None:
        """Wait for the threads until `deadline` (monotonic)."""
        with self._lock:
            workers = list(self._workers.values())
        for worker in workers:
            worker.thread.join(max(0.0, deadline - time.monotonic()))


def guarded(work: Work, stop: threading.Event, name: str) -> None:
    """Run a thread's work; an unforeseen error (a full disk, a bug) is logged, the work begun again."""
    backoff = Backoff(1.0, 60.0)
    while not stop.is_set():
        try:
            work(stop)
        except Exception:
            if stop.is_set():
                return
            log.exception("%s failed, it is started again", name)
            stop.wait(backoff.failed())
        else:
            return
