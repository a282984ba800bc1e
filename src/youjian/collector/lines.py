"""The lines to a station's devices, so that one may be lent: two masters never talk on a line at once."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol


class Lendable(Protocol):
    """Whoever drives a line and can let go of it for a while."""

    @property
    def url(self) -> str:
        """The line's address."""
        ...

    def paused(self) -> AbstractContextManager[None]:
        """While the context lasts the line is closed; waits for the poll that runs."""
        ...


class Lines:
    """Who drives which line; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drivers: list[Lendable] = []

    def add(self, driver: Lendable) -> None:
        """From now on this driver owns its line."""
        with self._lock:
            self._drivers.append(driver)

    def remove(self, driver: Lendable) -> None:
        """The driver has ended."""
        with self._lock:
            self._drivers = [one for one in self._drivers if one is not driver]

    @contextmanager
    def lent(self, url: str) -> Iterator[None]:
        """The line for the caller alone: everybody who drives it has closed it and waits."""
        with self._lock:
            drivers = [driver for driver in self._drivers if driver.url == url]
        with ExitStack() as stack:
            for driver in drivers:
                stack.enter_context(driver.paused())
            yield
