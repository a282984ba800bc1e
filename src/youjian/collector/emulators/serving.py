"""Lines that emulated devices stand on: TCP ports, pseudo terminals, and connections to a collector."""

import contextlib
import os
import pty
import select
import socket
import threading
import tty
from collections.abc import Callable
from typing import Protocol

_CHUNK = 4096
_TICK_S = 0.3


class Talk(Protocol):
    """One conversation: what came in, what goes out."""

    def feed(self, data: bytes) -> bytes:
        """The answer to these bytes."""
        ...

    def idle(self) -> bytes:
        """The answer to what is incomplete, now that the line has fallen silent."""
        ...


Speaker = Callable[[], Talk]
"""Makes the conversation of one caller."""


class TcpLine:
    """A device behind a TCP port, as through a serial server; any number of callers."""

    def __init__(self, speaker: Speaker, port: int = 0, host: str = "127.0.0.1") -> None:
        self._speaker = speaker
        self._server = socket.create_server((host, port))
        self._lines: set[socket.socket] = set()
        self.port = self._server.getsockname()[1]
        self.url = f"tcp://{host}:{self.port}"
        threading.Thread(target=self._accept, name=self.url, daemon=True).start()

    def close(self) -> None:
        """Stop listening, end every conversation."""
        with contextlib.suppress(OSError):  # closing alone would leave the waiting `accept` one more caller
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.cut()

    def cut(self) -> None:
        """End every conversation."""
        for line in list(self._lines):
            line.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self._lines.add(line)
            threading.Thread(target=self._converse, args=(line,), daemon=True).start()

    def _converse(self, line: socket.socket) -> None:
        talk = self._speaker()
        line.settimeout(_TICK_S)
        try:
            while True:
                try:
                    data = line.recv(_CHUNK)
                except TimeoutError:
                    answer = talk.idle()
                else:
                    if not data:
                        return
                    answer = talk.feed(data)
                if answer:
                    line.sendall(answer)
        except OSError:
            return
        finally:
            self._lines.discard(line)
            line.close()


class PtyLine:
    """A device on a serial line: a pseudo terminal whose other end a collector opens."""

    def __init__(self, speaker: Speaker) -> None:
        self._inside, self._outside = pty.openpty()
        tty.setraw(self._outside)
        self._talk = speaker()
        self._open = True
        self.path = os.ttyname(self._outside)
        self.url = f"serial://{self.path}?baud=9600"
        self._thread = threading.Thread(target=self._converse, name=self.url, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Unplug the line."""
        self._open = False
        self._thread.join(5.0)
        os.close(self._inside)
        os.close(self._outside)

    def _converse(self) -> None:
        while self._open:
            ready = select.select([self._inside], [], [], _TICK_S)[0]
            answer = self._talk.feed(os.read(self._inside, _CHUNK)) if ready else self._talk.idle()
            if answer:
                os.write(self._inside, answer)
