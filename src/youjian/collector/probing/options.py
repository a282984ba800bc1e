"""Addresses and options of a probe as people type them."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from youjian.collector.probing.report import UsageError

_HOST_PORT = re.compile(r"(\[[0-9a-fA-F:]+\]|[^/\s:]+):\d{1,5}")


def line_address(address: str) -> str:
    """An address as `tcp://…` or `serial://…`, also from `host:port` and `/dev/ttyS1`; UsageError.

    >>> line_address("192.168.1.30:10001"), line_address("/dev/ttyS1")
    ('tcp://192.168.1.30:10001', 'serial:///dev/ttyS1?baud=9600')
    """
    text = address.strip()
    if text.startswith("/"):
        text = f"serial://{text}" + ("" if "?" in text else "?baud=9600")
    elif _HOST_PORT.fullmatch(text):
        text = f"tcp://{text}"
    try:
        parts = urlsplit(text)
        complete = (parts.scheme == "serial" and parts.path) or (parts.hostname and parts.port)
    except ValueError as error:
        raise UsageError(f"{address!r} is no address: {error}") from None
    if parts.scheme not in ("tcp", "serial") or not complete:
        raise UsageError(
            f"{address!r} is no address of a line: give tcp://HOST:PORT or serial:///dev/ttyS1?baud=9600"
        )
    return text


def check_names(options: Mapping[str, str], known: Mapping[str, str]) -> None:
    """UsageError when an option is none of those known; `known` says what each means."""
    for name in options:
        if name not in known:
            listed = "; ".join(f"{option} ({meaning})" for option, meaning in known.items())
            raise UsageError(f"option {name!r} is none of: {listed}")


def seconds(options: Mapping[str, str], name: str, default: float, most: float = 120.0) -> float:
    """A time in s; UsageError unless it is above 0 and at most `most`."""
    text = options.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= most:
        raise UsageError(f"option {name}={text!r}: give seconds above 0 and at most {most:g}")
    return value


def choice(options: Mapping[str, str], name: str, values: Mapping[str, str], default: str) -> str:
    """One of the named values; UsageError otherwise."""
    text = options.get(name, default).lower()
    if text not in values:
        raise UsageError(f"option {name}={text!r} is none of {', '.join(values)}")
    return values[text]
