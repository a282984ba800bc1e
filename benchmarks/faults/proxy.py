"""A relay between intake and PostgreSQL that takes its time, or passes nothing on for a while."""

import socket
import threading
import time
from contextlib import suppress


class SlowProxy:
    """Relays every connection to a port of this machine; each piece of data waits `delay_s`."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.delay_s = 0.0
        self._flowing = threading.Event()
        self._flowing.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stall(self, *, stalled: bool) -> None:
        """Pass nothing on, or go on passing."""
        if stalled:
            self._flowing.clear()
        else:
            self._flowing.set()

    def close(self) -> None:
        """Take no more connections."""
        self._flowing.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            for ends in ((near, far), (far, near)):
                threading.Thread(target=self._relay, args=ends, daemon=True).start()

    def _relay(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                time.sleep(self.delay_s)
                self._flowing.wait()
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
