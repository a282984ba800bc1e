"""Devices and a platform for tests of the collector: small, on real sockets, built with the codecs."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from youjian.collector.fuellings import Fill
from youjian.contract.fields import SHANGHAI
from youjian.protocols import station, taxport, tls350

DEADLINE_S = 60.0


def eventually(condition: Callable[[], Any], what: str) -> Any:
    """What `condition` returns once it is true; fails with `what` when that takes too long."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError(f"not within {DEADLINE_S:.0f} s: {what}")


class FakeNozzle:
    """A nozzle as its tax port shows it."""

    def __init__(self, total_ml: int = 1_000_000) -> None:
        self.total_ml = total_ml
        self.amount_fen = 700_000
        self.factory_no = "1234567890"
        self.fill = Fill(1, 0, 0, 10_000, 7_560, 756)

    def sell(self, volume_ml: int, price_fen: int = 756) -> None:
        """A fuelling ends now."""
        amount = volume_ml * price_fen // 1000
        now = datetime.now(SHANGHAI)
        self.fill = Fill(now.day, now.hour, now.minute, volume_ml, amount, price_fen)
        self.total_ml += volume_ml
        self.amount_fen += amount

    def hide(self, volume_ml: int) -> None:
        """Fuel leaves and the last fill does not change."""
        self.total_ml += volume_ml


class LineServer:
    """A device on TCP: `answer` turns what arrived into what is sent back."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._answer = answer
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.url = f"tcp://127.0.0.1:{self.port}"
        self._lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self._lines.append(line)
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        try:
            while data := line.recv(4096):
                line.sendall(self._answer(data))
        except OSError:
            return
        finally:
            line.close()

    def cut(self) -> None:
        """Break every connection."""
        for line in self._lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._lines.clear()

    def close(self) -> None:
        """Stop listening and break every connection."""
        self._server.close()
        self.cut()


class FakeTaxPort:
    """A tax port with nozzles by address; `silent` answers nothing, `no_fill` no last fill."""

    def __init__(self, nozzles: dict[int, FakeNozzle]) -> None:
        self.nozzles = nozzles
        self.silent = False
        self.no_fill = False
        self.noise = b""
        self.server = LineServer(self._answer)

    def _answer(self, data: bytes) -> bytes:
        frames = taxport.FrameReader().feed(data)
        return b"".join(self._one(frame) for frame in frames) if not self.silent else b""

    def _one(self, frame: bytes) -> bytes:
        request = taxport.decode_request(frame)
        nozzle = self.nozzles[request.nozzle]
        if isinstance(request, taxport.GrandTotalRequest):
            answer: taxport.Answer = taxport.GrandTotal(nozzle.total_ml, nozzle.amount_fen)
        elif isinstance(request, taxport.TaxInfoRequest):
            answer = taxport.TaxInfo(0, nozzle.factory_no)
        elif self.no_fill:
            return b""
        else:
            answer = taxport.LastFill(*msgspec.structs.astuple(nozzle.fill))
        return self.noise + taxport.encode_answer(answer)


class FakeConsole:
    """A TLS-350 console with the tanks it is given."""

    def __init__(self, tanks: list[tls350.TankInventory]) -> None:
        self.tanks = tanks
        self.commands: list[bytes] = []
        self.damage: Callable[[bytes], bytes] = lambda reply: reply
        self.server = LineServer(self._answer)

    def _answer(self, data: bytes) -> bytes:
        self.commands.append(data)
        if not data.startswith(b"\x01i201"):
            return tls350.encode_reply(tls350.UnknownCommand())
        at = datetime.now(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)
        return self.damage(tls350.encode_inventory(tls350.Inventory(at=at, tanks=self.tanks)))


class FakePlatform:
    """The station API with a chain, in memory; `faults` are used up one per batch, oldest first.

    `drop_before`: the connection ends and nothing was stored; `drop_after`: stored, but the receipt is lost;
    a number is answered as a status.
    """

    def __init__(self) -> None:
        self.faults: list[str | int] = []
        self.records: list[tuple[str, dict[str, Any]]] = []
        self.bodies: dict[int, bytes] = {}
        self.attempts: list[tuple[int, bytes]] = []
        self.messages: list[tuple[str, dict[str, Any]]] = []
        self.commands: list[station.Command] = []
        self.state: dict[int, station.NozzleState] = {}
        self.boot_status = "accepted"
        self.epoch = 0
        self.lock = threading.Lock()
        self._verifier: station.Verifier | None = None
        self._last = (0, station.ZERO_DIGEST)
        self._receipts: dict[int, tuple[bytes, station.BatchReceipt]] = {}
        self._stored_by = {0: 0}
        handler = type("Handler", (_Handler,), {"platform": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def restore(self, batch_no: int) -> None:
        """Go back to a backup that knows no batch after this one."""
        with self.lock:
            self._last = (batch_no, self._receipts[batch_no][0] if batch_no else station.ZERO_DIGEST)
            for number in [number for number in self._receipts if number > batch_no]:
                del self._receipts[number]
            self.records = self.records[: self._stored_by[batch_no]]

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def fuellings(self) -> list[dict[str, Any]]:
        """All fuellings stored, in their order."""
        return [record for table, record in self.records if table == "fuellings"]

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, msgspec.Struct] | None:
        """Status and reply, or None to drop the connection."""
        with self.lock:
            if path == station.ENROL:
                return self._enrol(body)
            if path == station.BATCHES:
                return self._batch(headers, body)
            return self._message(path, headers, body)

    def _enrol(self, body: bytes) -> tuple[int, msgspec.Struct]:
        request = station.decode_body(body, station.EnrolmentRequest)
        if request.code != "good-code":
            return 403, station.Problem(error="code", detail="the code is not valid")
        self._verifier = station.Ed25519Verifier(request.public_key)
        self.epoch += 1
        self._last = (0, station.ZERO_DIGEST)
        self._receipts.clear()
        return 200, station.EnrolmentReply(
            collector_id="C1", station_id="3602030017", epoch=self.epoch, key_id="k1", state=self.state
        )

    def _message(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, msgspec.Struct]:
        assert self._verifier is not None
        station.check(station.MessageHeaders.from_mapping(headers), body, self._verifier)
        body = station.unpack(body, headers.get("Content-Encoding"))
        self.messages.append((path, msgspec.json.decode(body)))
        now = datetime.now(UTC)
        if path == station.BOOT:
            return 200, station.BootReply(
                status=self.boot_status,  # type: ignore[arg-type]
                heartbeat_s=1,
                batch_s=1,
                server_time=now,
            )
        if path == station.HEARTBEAT:
            return 200, station.HeartbeatReply(server_time=now, commands=self.commands)
        received = [result["command_id"] for result in msgspec.json.decode(body)["results"]]
        self.commands = [command for command in self.commands if command.command_id not in received]
        return 200, station.CommandResultsReply(received=received, server_time=now)

    def _batch(self, headers: dict[str, str], body: bytes) -> tuple[int, msgspec.Struct] | None:
        assert self._verifier is not None
        head = station.BatchHeaders.from_mapping(headers)
        station.check(head, body, self._verifier)
        self.attempts.append((head.batch_no, body))
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, int):
            return fault, station.Problem(error="fault", detail="a test asked for it")
        if fault == "drop_before":
            return None
        reply = self._commit(head, body)
        return None if fault == "drop_after" else reply

    def _commit(self, head: station.BatchHeaders, body: bytes) -> tuple[int, msgspec.Struct]:
        known = self._receipts.get(head.batch_no)
        if known is not None and known[0] == head.digest:
            return 200, known[1]
        if (head.batch_no - 1, head.previous_digest) != self._last:
            return 409, station.ChainState(expected_no=self._last[0] + 1, last_digest=self._last[1].hex())
        batch = station.decode_body(station.unpack(body, "gzip"), station.BatchBody)
        rows = [(table, msgspec.json.decode(raw)) for table, raws in batch.records.items() for raw in raws]
        self.records += rows
        self._stored_by[head.batch_no] = len(self.records)
        self.bodies[head.batch_no] = body
        self._last = (head.batch_no, head.digest)
        receipt = station.BatchReceipt(
            batch_no=head.batch_no,
            stored=len(rows),
            duplicates=0,
            quarantined=[],
            server_time=datetime.now(UTC),
        )
        self._receipts[head.batch_no] = (head.digest, receipt)
        return 200, receipt


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    platform: FakePlatform

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.platform.answer(self.path, dict(self.headers.items()), body)
        if answer is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, reply = answer
        data = station.encode_body(reply)
        self.send_response(status)
        self.send_header("Content-Type", station.JSON)
        self.send_header("Content-Length", str(len(data)))
        if status in (429, 503):
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def closing_all(*things: Any) -> Iterator[None]:
    """Close servers at the end of a test."""
    try:
        yield
    finally:
        for thing in things:
            getattr(thing, "server", thing).close()
