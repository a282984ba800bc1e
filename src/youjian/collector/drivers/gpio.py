"""Inputs of a Linux GPIO character device, read through the kernel's interface of version 2 (since 5.10).

Source: linux/gpio.h. Lines are asked for as inputs only; nothing here can set one.
"""

import fcntl
import os
import struct
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from youjian.collector.transport import TransportError

GET_LINE, GET_VALUES = 0xC250B407, 0xC010B40E
_INPUT = 1 << 2
_BIASES = {"": 0, "pull-up": 1 << 8, "pull-down": 1 << 9, "none": 1 << 10}
REQUEST = struct.Struct("=64I32sQI20x240xII20xi")
"""struct gpio_v2_line_request: offsets, consumer, flags (no attributes), count, buffer, descriptor."""
VALUES = struct.Struct("=QQ")
_CONSUMER = b"youjian contacts"


class GpioLines:
    """Some lines of one chip, `gpio:///dev/gpiochip0?bias=pull-up`."""

    def __init__(self, url: str, numbers: Sequence[int]) -> None:
        parts = urlsplit(url)
        bias = parse_qs(parts.query).get("bias", [""])[-1]
        if bias not in _BIASES:
            raise TransportError(f"{url}: bias {bias!r} is none of pull-up, pull-down, none")
        self._url = url
        self._numbers = list(numbers)
        offsets = self._numbers + [0] * (64 - len(self._numbers))
        asked = REQUEST.pack(*offsets, _CONSUMER, _INPUT | _BIASES[bias], 0, len(self._numbers), 0, -1)
        self._descriptor = self._requested(parts.path, bytearray(asked))

    def levels(self) -> dict[int, int]:
        """0 or 1 by line; TransportError when the chip does not say them."""
        values = bytearray(VALUES.pack(0, (1 << len(self._numbers)) - 1))
        try:
            fcntl.ioctl(self._descriptor, GET_VALUES, values)
        except OSError as error:
            raise TransportError(f"{self._url}: {error.strerror}") from None
        bits: int = VALUES.unpack(values)[0]
        return {number: bits >> place & 1 for place, number in enumerate(self._numbers)}

    def close(self) -> None:
        """Give the lines back; may be called twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def read(self, timeout_s: float) -> bytes:
        """Nothing comes by itself."""
        del timeout_s
        return b""

    def write(self, data: bytes) -> None:
        """Nothing is ever written to an input."""
        raise TransportError(f"{self._url}: {len(data)} bytes to an input")

    def discard(self) -> None:
        """There is nothing to throw away."""

    def _requested(self, path: str, request: bytearray) -> int:
        try:
            chip = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise TransportError(f"{path}: {error.strerror}") from None
        try:
            fcntl.ioctl(chip, GET_LINE, request)
        except OSError as error:
            raise TransportError(
                f"{path}: lines {self._numbers} cannot be had as inputs: {error.strerror}"
            ) from None
        finally:
            os.close(chip)
        descriptor: int = REQUEST.unpack(request)[-1]
        return descriptor
