"""The worker's process: procrastinate's worker and its threads, ended together.

The threads are for what has to happen within seconds: the publisher, the sweep of devices, the sums of sales,
the stock book.
"""

import asyncio
import logging
import signal
import threading

from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from youjian.bureau.cockpit.keeper import keep_until
from youjian.bureau.notify.postman import post_until
from youjian.bureau.stock.keeper import keep_book_until
from youjian.bureau.transport import matching
from youjian.bureau.watch.publisher import Publisher, sweep_until

_LOG = logging.getLogger(__name__)
_GRACE_SECONDS = 10.0
_AGAIN_SECONDS = 3.0


def run_worker() -> None:
    """Work until SIGTERM or SIGINT; running jobs get a grace period, the threads end with their round."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=Publisher(stop).run, name="publisher"),
        threading.Thread(target=sweep_until, args=(stop,), name="sweep"),
        threading.Thread(target=keep_until, args=(stop,), name="sales"),
        threading.Thread(target=keep_book_until, args=(stop,), name="stock"),
        threading.Thread(target=matching.keep_until, args=(stop,), name="matches"),
        threading.Thread(target=post_until, args=(stop,), name="notify"),
    ]
    for thread in threads:
        thread.start()
    try:
        asyncio.run(_work())
    finally:
        stop.set()
        for thread in threads:
            thread.join()


async def _work() -> None:
    """procrastinate's worker until a signal; whenever it ends before, the database went away: it begins anew.

    The signals are ours throughout: its own handlers would be gone while it stops.
    """
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    stopping = asyncio.create_task(told.wait())
    while not told.is_set():
        working = asyncio.create_task(_jobs())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if told.is_set():
            working.cancel()
        [ended] = await asyncio.gather(working, return_exceptions=True)
        if not told.is_set():
            _LOG.error("the job queue is away, trying again in %.0f s", _AGAIN_SECONDS, exc_info=_lost(ended))
            await asyncio.wait({stopping}, timeout=_AGAIN_SECONDS)


async def _jobs() -> None:
    """Work on jobs; cancelled it lets the running ones end within their grace."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        async with working.open_async():
            await working.run_worker_async(
                concurrency=4,
                shutdown_graceful_timeout=_GRACE_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=False,
            )


def _lost(ended: BaseException | None) -> BaseException | None:
    """What ended the jobs; anything but a lost database is a fault of ours and ends the process."""
    if ended is None or isinstance(ended, OSError | ConnectorException):
        return ended
    raise ended
