"""The worker's publisher alone, on its own, until it is told to stop or killed.

Only it is run here: the worker's other tasks judge by the clock on the wall, not by that of the month.
"""

import signal
import threading

from youjian.bureau import setup


def main() -> None:
    """Publish until SIGTERM."""
    setup()
    from youjian.bureau.watch.publisher import Publisher  # noqa: PLC0415 - after Django's set-up

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    Publisher(stop).run()


if __name__ == "__main__":
    main()
