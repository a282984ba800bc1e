"""Waiting for the broker's socket with `poll`: a door holds thousands of connections open.

paho waits with `select`, which knows no descriptor from 1,024 on. A connection to the broker that is opened
anew while so many devices are connected would get such a number, and no word would ever be read from it.
"""

import select
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import paho.mqtt.client

_READABLE = select.POLLIN | select.POLLHUP | select.POLLERR | select.POLLNVAL
_WRITABLE = select.POLLOUT | select.POLLHUP | select.POLLERR | select.POLLNVAL
Ready = tuple[list[Any], list[Any], list[Any]]


def polled(
    readers: Sequence[Any], writers: Sequence[Any], _exceptional: Sequence[Any], timeout: float | None = None
) -> Ready:
    """`select.select` for descriptors of any number; what is asked for as exceptional is never reported.

    Raises ValueError for a socket that is closed, as `select.select` does.
    """
    wanted: dict[int, int] = {}
    for files, events in ((readers, select.POLLIN), (writers, select.POLLOUT)):
        for file in files:
            wanted[_number(file)] = wanted.get(_number(file), 0) | events
    poll = select.poll()
    for number, events in wanted.items():
        poll.register(number, events)
    ready = dict(poll.poll(None if timeout is None else max(0.0, timeout) * 1000))
    return (
        [file for file in readers if ready.get(_number(file), 0) & _READABLE],
        [file for file in writers if ready.get(_number(file), 0) & _WRITABLE],
        [],
    )


def use_poll() -> None:
    """Let every client of paho in this process wait with `poll`."""
    paho.mqtt.client.select = SimpleNamespace(select=polled, error=select.error)  # type: ignore[attr-defined]


def _number(file: Any) -> int:
    number = file if isinstance(file, int) else file.fileno()
    if number < 0:
        raise ValueError("a socket that is closed")
    return number
