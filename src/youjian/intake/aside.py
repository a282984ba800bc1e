"""Work that may hang, in a thread of its own: it holds up neither the loop nor the end of the process."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def begin(work: Callable[[], T], name: str) -> "Future[T]":
    """Start it; the result comes into the future, or never."""
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # whoever waits for the future is told
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future


async def aside(work: Callable[[], T], seconds: float, name: str) -> T:
    """Its result; TimeoutError when it takes longer, and it is left to itself."""
    return await asyncio.wait_for(asyncio.wrap_future(begin(work, name)), max(0.0, seconds))
