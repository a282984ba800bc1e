"""Requests that no honest collector sends, each with what the door must say; nothing may come of any."""

import gzip
import http.client
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import msgspec

from benchmarks.faults.traffic import Row, row_of
from benchmarks.intake.fleet import Batch, Collector, Form
from benchmarks.intake.wires import http_request
from youjian.contract.records import Fuelling
from youjian.protocols import station

LIMIT = 1024 * 1024
_EMPTY = b'{"sent_at":"2026-11-22T00:00:00Z","records":{}}'
Answered = tuple[int, bytes]


@dataclass(frozen=True)
class Case:
    """A request and the statuses that may answer it; 0 is a connection that ends without an answer."""

    name: str
    batch: Batch
    statuses: frozenset[int]


@dataclass
class Tally:
    """What a campaign of requests met and what it should have left behind."""

    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    acknowledged: set[Row] = field(default_factory=set)
    set_aside: int = 0


class Attacker:
    """One collector that knows its key, and a second one whose place it would like to take."""

    def __init__(self, port: int, own: Collector, other: Collector, seed: int = 6) -> None:
        self._port = port
        self._own, self._other = own, other
        self._dice = Random(seed)  # noqa: S311 - which byte to change
        self.tally = Tally()

    def honest(self, per_batch: int = 5, form: Form = "json") -> Batch:
        """An honest batch, which must be acknowledged in full whatever came before it."""
        sales = self._own.sales(per_batch, self._dice)
        batch = self._own.batch(sales, form)
        status, body = self.post(batch)
        if status != 200 or msgspec.json.decode(body)["stored"] != per_batch:
            self.tally.wrong.append(f"an honest batch: {status} {body[:200]!r}")
        self.tally.acknowledged |= {row_of(sale) for sale in sales}
        return batch

    def post(self, batch: Batch) -> Answered:
        """Send over a connection of its own; (0, b"") when it ends without an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            headers = {"Content-Type": batch.notation, **batch.headers}
            connection.request("POST", station.BATCHES, batch.body, headers)
            reply = connection.getresponse()
            return reply.status, reply.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def try_cases(self) -> None:
        """Every case once, an honest batch after each."""
        for case in self.cases():
            status, body = self.post(case.batch)
            self.tally.answers[status] += 1
            if status not in case.statuses:
                wanted = sorted(case.statuses)
                self.tally.wrong.append(f"{case.name}: {status} instead of {wanted}: {body[:200]!r}")
        self.honest()

    def cases(self) -> Iterator[Case]:
        """What can be wrong with a request; each is made against the chain as it stands then."""
        yield from self._signatures()
        yield from self._bodies()
        yield from self._chains()

    def _signatures(self) -> Iterator[Case]:
        good = self._next()
        stranger = station.Ed25519Signer(station.generate_private_key(), "k1")
        refused = frozenset({401})
        yield Case("a byte changed", replace(good, body=good.body[:-2] + b" }"), refused)
        yield Case("cut short", replace(good, body=good.body[: len(good.body) // 2]), refused)
        yield Case("no body", replace(good, body=b""), refused)
        yield Case("signed by a stranger", self._signed(good.body, signer=stranger), refused)
        yield Case("in another's name", self._signed(good.body, collector=self._other), refused)
        for name in good.headers:
            missing = {key: value for key, value in good.headers.items() if key != name}
            yield Case(f"without {name}", replace(good, headers=missing), refused)
            for bad in ("", "0", "-1", "x" * 4000, "é", "1; DROP TABLE ledger.fuellings"):
                yield Case(
                    f"{name} = {bad[:20]}", replace(good, headers={**good.headers, name: bad}), refused
                )
        other = self._other.signer
        yield Case("another's batch and name", self._signed(good.body, signer=other), refused)

    def _bodies(self) -> Iterator[Case]:
        """Rightly signed, and yet not to be read: told so, and the chain stays where it is."""
        unreadable, large = frozenset({400, 413, 415, 422}), frozenset({0, 413})
        for name, body in (
            ("no JSON", b"\x00\xff\xfe"), ("half a JSON", b'{"sent_at":'), ("a list", b"[]"),
            ("null", b"null"),
            ("no time", b'{"records":{}}'), ("more fields", _EMPTY[:-1] + b',"x":1}'),
            ("records a list", b'{"sent_at":"2026-11-22T00:00:00Z","records":[]}'),
            ("a table no list", b'{"sent_at":"2026-11-22T00:00:00Z","records":{"fuellings":{}}}'),
            ("very deep", b"[" * 100_000 + b"]" * 100_000), ("a number without end", b"9" * 500_000),
            ("half a character", b'{"sent_at":"2026-11-22T00:00:00Z","records":{"\xed\xa0\x80":[]}}'),
        ):  # fmt: skip
            yield Case(name, self._signed(body), unreadable)
        yield Case("too long", self._signed(b" " * (LIMIT + 1)), large)
        yield Case("a bomb", self._packed(gzip.compress(b" " * 50 * LIMIT)), frozenset({413, 422}))
        yield Case("gzip cut short", self._packed(gzip.compress(b"{}" * 5000)[:-9]), unreadable)
        yield Case("not gzip at all", self._packed(b"{}"), unreadable)
        unknown = replace(self._signed(b"{}"), notation="text/html")
        yield Case("another notation", unknown, unreadable)
        coded = self._signed(b"{}")
        headers = {**coded.headers, "Content-Encoding": "br"}
        yield Case("another packing", replace(coded, headers=headers), unreadable)

    def _chains(self) -> Iterator[Case]:
        """Well signed batches at the wrong place of the chain."""
        first = self.honest()
        yield Case("the same again", first, frozenset({200}))
        other = self._signed(self._body([]), number=self._own.next_no - 1, previous=b"\x00" * 32)
        yield Case("another of the same number", other, frozenset({409}))
        yield Case("a gap", self._signed(self._body([]), number=self._own.next_no + 3), frozenset({409}))
        forked = self._signed(self._body([]), previous=b"\x11" * 32)
        yield Case("another predecessor", forked, frozenset({409}))

    def cross_device(self) -> None:
        """Rightly signed records of another's station, of no table, of no time: kept aside, none stored."""
        now = datetime.now(UTC)
        sale = self._own.sales(1, self._dice)[0]
        bad = [
            structured(sale, station_id=self._other.station_id),
            structured(sale, ended_at=(now + timedelta(hours=2)).isoformat()),
            structured(sale, volume_ml=-1),
            structured(sale, nozzle_id=10**9),
            structured(sale, kind="gift"),
            structured(sale, totalizer_ml=2**63),
            structured(sale, started_at="yesterday"),
            structured(sale, extra="'; DELETE FROM ledger.fuellings; --"),
            {},
            "a text",
        ]
        body = msgspec.json.encode(
            {"sent_at": now, "records": {"fuellings": bad, "stations": [{}], "no_such_table": [1]}}
        )
        status, said = self.post(self._taken(body))
        receipt = msgspec.json.decode(said)
        expected = len(bad) + 2
        if status != 200 or receipt["stored"] or len(receipt["quarantined"]) != expected:
            self.tally.wrong.append(f"records of others: {status} {said[:300]!r}")
        self.tally.set_aside += expected

    def mutate(self, count: int) -> None:
        """Honest requests with some bytes changed on the line; what is accepted nevertheless is unchanged."""
        for _ in range(count):
            sales = self._own.sales(3, self._dice)
            batch = self._own.batch(sales, self._dice.choice(("json", "boxed")))
            status = self._raw(self._changed(http_request(batch)))
            self.tally.answers[status] += 1
            if status >= 500:
                self.tally.wrong.append(f"changed bytes: {status}")
            if status != 200:
                status, body = self.post(batch)
                if status != 200:
                    self.tally.wrong.append(f"the honest one behind: {status} {body[:200]!r}")
            self.tally.acknowledged |= {row_of(sale) for sale in sales}

    def _changed(self, request: bytes) -> bytes:
        """Some bytes changed, taken out, or put in."""
        changed = bytearray(request)
        for _ in range(self._dice.randint(1, 4)):
            place = self._dice.randrange(len(changed))
            fate = self._dice.random()
            if fate < 0.6:
                changed[place] = self._dice.randrange(256)
            elif fate < 0.8:
                del changed[place : place + self._dice.randint(1, 40)]
            else:
                changed[place:place] = self._dice.randbytes(self._dice.randint(1, 40))
        return bytes(changed)

    def _raw(self, request: bytes) -> int:
        """Write bytes, close our side, read the status; 0 without one."""
        with socket.create_connection(("127.0.0.1", self._port), timeout=30) as line:
            try:
                line.sendall(request)
                line.shutdown(socket.SHUT_WR)
                answer = line.recv(65_536)
            except OSError:
                return 0
        return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0

    def _body(self, sales: list[Fuelling]) -> bytes:
        return msgspec.json.encode({"sent_at": datetime.now(UTC), "records": {"fuellings": sales}})

    def _next(self) -> Batch:
        return self._signed(self._body(self._own.sales(1, self._dice)))

    def _packed(self, body: bytes) -> Batch:
        signed = self._signed(body)
        return replace(signed, headers={**signed.headers, "Content-Encoding": "gzip"})

    def _signed(
        self,
        body: bytes,
        *,
        signer: station.Signer | None = None,
        collector: Collector | None = None,
        number: int | None = None,
        previous: bytes | None = None,
    ) -> Batch:
        """A batch at the head of the own chain unless told otherwise; it does not move what is next."""
        headers = station.sign_batch(
            signer or self._own.signer,
            body,
            collector_id=(collector or self._own).collector_id,
            epoch=1,
            batch_no=number or self._own.next_no,
            previous_digest=self._own.last_digest if previous is None else previous,
        )
        return Batch(self._own.collector_id, self._own.station_id, headers.to_mapping(), body, 0)

    def _taken(self, body: bytes) -> Batch:
        """A batch that will be acknowledged: the chain goes on behind it."""
        batch = self._signed(body)
        self._own.next_no += 1
        self._own.last_digest = bytes.fromhex(batch.headers["Digest"])
        return batch


def structured(sale: Fuelling, **changes: object) -> dict[str, object]:
    """A fuelling as plain JSON with some fields changed or added."""
    return {**msgspec.to_builtins(sale), **changes}
