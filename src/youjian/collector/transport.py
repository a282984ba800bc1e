"""Lines to devices: TCP and serial behind one small interface. Reconnecting is the driver's business."""

import contextlib
import os
import select
import socket
import termios
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

_CHUNK = 4096
_CONNECT_S = 5.0
_PARITIES = {"N": "N", "E": "E", "O": "O"}
_SERIAL_KEYS = {"baud": "9600", "bits": "8", "parity": "N", "stopbits": "1"}


class TransportError(OSError):
    """The line cannot be opened or is gone: which line, and what the system said."""


class Transport(Protocol):
    """A line to a device."""

    def read(self, timeout_s: float) -> bytes:
        """Whatever has arrived, waiting for at most `timeout_s`; empty when nothing came. TransportError."""
        ...

    def write(self, data: bytes) -> None:
        """Send all of `data`. TransportError when the line is gone."""
        ...

    def discard(self) -> None:
        """Throw away what has arrived: the rest of an answer nobody waits for any more."""
        ...

    def close(self) -> None:
        """Close the line; may be called twice."""
        ...


def open_transport(url: str) -> Transport:
    """Open `tcp://host:port` or `serial:///dev/ttyS1?baud=9600&parity=E&stopbits=1`; TransportError."""
    parts = urlsplit(url)
    if parts.scheme == "tcp" and parts.hostname and parts.port:
        return TcpTransport(parts.hostname, parts.port, reopen="reopen=1" in parts.query.split("&"))
    if parts.scheme == "serial":
        return SerialTransport(url)
    msg = f"{url!r}: a device's line is tcp://host:port or serial:///dev/…"
    raise TransportError(msg)


class TcpTransport:
    """A device behind a TCP port or a serial server.

    `reopen` (`tcp://host:port?reopen=1`) is for devices that close the connection after each answer: that
    counts as the answer's end, and the next question opens a new one.
    """

    def __init__(self, host: str, port: int, *, reopen: bool = False) -> None:
        self._name = f"tcp://{host}:{port}"
        self._address = (host, port)
        self._reopen = reopen
        self._closed = False
        self._unanswered = b""
        self._socket = self._connected()

    def _connected(self) -> socket.socket:
        try:
            connection = socket.create_connection(self._address, timeout=_CONNECT_S)
        except OSError as error:
            msg = f"{self._name}: {error}"
            raise TransportError(msg) from None
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def read(self, timeout_s: float) -> bytes:
        """Whatever has arrived within `timeout_s`."""
        self._socket.settimeout(max(timeout_s, 0.001))
        try:
            data = self._socket.recv(_CHUNK)
        except TimeoutError:
            return b""
        except OSError as error:
            if self._reopen:
                return self._read_again(timeout_s)
            msg = f"{self._name}: {error}"
            raise TransportError(msg) from None
        if not data:
            if self._reopen:
                return self._read_again(timeout_s)
            msg = f"{self._name}: closed by the device"
            raise TransportError(msg)
        self._unanswered = b""
        return data

    def _read_again(self, timeout_s: float) -> bytes:
        """The end of an answer; before any answer the question met a closed line and is sent once more."""
        question, self._unanswered, self._closed = self._unanswered, b"", True
        if not question:
            return b""
        self.write(question)
        return self.read(timeout_s)

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        fresh = self._closed
        if self._closed:
            self._socket.close()
            self._socket, self._closed = self._connected(), False
        self._unanswered = data if self._reopen and not fresh else b""
        self._socket.settimeout(_CONNECT_S)
        try:
            self._socket.sendall(data)
        except OSError as error:
            if self._reopen and not fresh:
                self._closed = True
                self.write(data)
                return
            msg = f"{self._name}: {error}"
            raise TransportError(msg) from None

    def discard(self) -> None:
        """Throw away what has arrived."""
        self._socket.settimeout(0)
        try:
            while self._socket.recv(_CHUNK):
                pass
        except BlockingIOError:
            return
        except OSError:
            pass
        self._closed = self._reopen

    def close(self) -> None:
        """Close the line."""
        self._socket.close()


class SerialTransport:
    """A serial line (or a pseudo terminal) with baud rate, bits, parity and stop bits from its address."""

    def __init__(self, url: str) -> None:
        import serial  # noqa: PLC0415 - a box without serial ports does without it

        parts = urlsplit(url)
        given = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        unknown = sorted(set(given) - set(_SERIAL_KEYS))
        if unknown:
            msg = f"{url}: {unknown[0]!r} is none of {', '.join(_SERIAL_KEYS)}"
            raise TransportError(msg)
        settings = {**_SERIAL_KEYS, **given, **_pseudo(parts.path)}
        self._name = url
        try:
            self._port = serial.Serial(
                parts.path,
                baudrate=int(settings["baud"]),
                bytesize=int(settings["bits"]),
                parity=_PARITIES[settings["parity"]],
                stopbits=float(settings["stopbits"]),
                timeout=0,
                exclusive=True,
            )
        except (OSError, ValueError, KeyError, termios.error) as error:
            msg = f"{url}: {error}"
            raise TransportError(msg) from None

    def read(self, timeout_s: float) -> bytes:
        """Whatever has arrived within `timeout_s`."""
        try:
            if not select.select([self._port.fileno()], [], [], max(timeout_s, 0.0))[0]:
                return b""
            return self._port.read(max(self._port.in_waiting, 1))
        except (OSError, TypeError) as error:
            msg = f"{self._name}: {error}"
            raise TransportError(msg) from None

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        try:
            self._port.write(data)
            self._port.flush()
        except OSError as error:
            msg = f"{self._name}: {error}"
            raise TransportError(msg) from None

    def discard(self) -> None:
        """Throw away what has arrived."""
        with contextlib.suppress(OSError):
            self._port.reset_input_buffer()

    def close(self) -> None:
        """Close the line."""
        self._port.close()


def _pseudo(path: str) -> dict[str, str]:
    """What a pseudo terminal must be opened with: it has no parity, and refuses some that are asked for."""
    fixed = {"bits": "8", "parity": "N", "stopbits": "1"}
    return fixed if os.path.realpath(path).startswith("/dev/pts/") else {}
