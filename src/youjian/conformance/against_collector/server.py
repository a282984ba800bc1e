"""HTTP for the played platform: serves, cuts connections, goes away and comes back on the same port."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from youjian.conformance.against_collector.heard import Heard, Transcript
from youjian.conformance.against_collector.stage import Said, Stage
from youjian.conformance.wire import Exchange
from youjian.protocols import station

_LARGEST = 8 * 1024 * 1024


class StageServer:
    """The stage on a port, HTTPS when given a certificate."""

    def __init__(
        self, stage: Stage, transcript: Transcript, host: str, port: int,
        tls: tuple[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._stage = stage
        self._transcript = transcript
        self._tls = tls
        self._open_lines: set[socket.socket] = set()
        self._stopped = threading.Event()
        self._server = self._listen(host, port)
        self.address = self._server.server_address[0], self._server.server_address[1]

    @property
    def url(self) -> str:
        """What a collector is told."""
        host, port = self.address
        return f"{'https' if self._tls else 'http'}://{host!s}:{port}"

    def close(self) -> None:
        """Stop serving and end every connection."""
        self._stopped.set()
        self._end()

    def _listen(self, host: str, port: int) -> ThreadingHTTPServer:
        handler = type("Handler", (_Handler,), {"kit": self})
        server = ThreadingHTTPServer((host, port), handler)
        server.daemon_threads = True
        if self._tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self._tls)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server

    def _end(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        for line in list(self._open_lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def restart(self) -> None:
        """End, be gone for a while, listen again."""
        self._end()
        if not self._stopped.wait(self._stage.pace.gone_s):
            host, port = self.address
            self._server = self._listen(str(host), int(port))

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[Said, float]:
        """What the stage says, and when the request was heard."""
        began = time.monotonic()
        said = self._stage.hear(path, headers, body)
        if said.delay_s:
            self._stopped.wait(said.delay_s)
        return said, began

    def keep(self, exchange: Exchange, said: Said) -> None:
        """Put an exchange into the transcript, then do what outlasts it."""
        self._transcript.keep(
            Heard(exchange, said.act, said.signed, said.committed, said.epoch, datetime.now(UTC))
        )
        if said.ends_platform:
            threading.Thread(target=self.restart, daemon=True).start()

    def line_opened(self, line: socket.socket) -> None:
        """Remember an open connection."""
        self._open_lines.add(line)

    def line_closed(self, line: socket.socket) -> None:
        """Forget a connection."""
        self._open_lines.discard(line)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    kit: StageServer

    def setup(self) -> None:
        super().setup()
        self.kit.line_opened(self.connection)

    def finish(self) -> None:
        self.kit.line_closed(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _LARGEST:
            self.send_error(411 if not length.isdigit() else 413)
            return
        body = self.rfile.read(int(length))
        headers = dict(self.headers.items())
        said, began = self.kit.answer(self.path, headers, body)
        reply, reply_headers = encoded(said, headers)
        ended = time.monotonic()
        exchange = Exchange(
            self.path, headers, body, 0 if said.cut else said.status, reply_headers, reply, began, ended,
            trouble=f"the kit ended the connection ({said.act})" if said.cut else "",
        )  # fmt: skip
        self.kit.keep(exchange, said)
        if said.cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(said.status)
        for name, value in reply_headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply)

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Quiet: the transcript tells."""


def encoded(said: Said, headers: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    """A reply in the notation of the request, with its headers."""
    if said.message is None:
        return b"", {}
    named = {name.lower(): value for name, value in headers.items()}
    kind = named.get("content-type", station.JSON).split(";")[0].strip().lower()
    encode = msgspec.msgpack.encode if kind == station.MSGPACK else msgspec.json.encode
    body = encode(msgspec.to_builtins(said.message))
    chosen = station.MSGPACK if kind == station.MSGPACK else station.JSON
    return body, {"Content-Type": chosen, "Content-Length": str(len(body)), **said.headers}
