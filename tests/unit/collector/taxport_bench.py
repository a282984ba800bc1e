"""A tax port in memory, with everything that is known to go wrong on one, and a desk with a clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import json

from tests.unit.collector.fuelling_world import Nozzle
from youjian.collector.board import Board
from youjian.collector.desk import Desk
from youjian.collector.drivers.taxport import TaxPortDriver
from youjian.collector.outbox import Outbox
from youjian.collector.settings.taxport import TaxNozzle, TaxPort
from youjian.protocols import taxport

STATION = "3602030017"
Damage = Callable[[bytes], list[bytes]]


class Port:
    """Nozzles by address behind one line; `damage` turns an answer into the pieces that arrive."""

    def __init__(self, nozzles: dict[int, Nozzle]) -> None:
        self.nozzles = nozzles
        self.shown_as: dict[int, int] = {}
        self.silent: set[type[taxport.Request]] = set()
        self.identities: dict[int, taxport.TaxIdentity] = {}
        self.second_frame = True
        self.spare = b""
        self.days: dict[date, taxport.DayTotal | taxport.Nothing] = {}
        self.damage: Damage = lambda answer: [answer]
        self.asked: list[taxport.Request] = []

    def answer(self, data: bytes) -> list[bytes]:
        pieces: list[bytes] = []
        for frame in taxport.FrameReader().feed(data):
            request = taxport.decode_request(frame)
            self.asked.append(request)
            if type(request) not in self.silent and request.nozzle in self.nozzles:
                pieces += self.damage(b"".join(map(taxport.encode_answer, self._answers(request))))
        return pieces

    def _answers(self, request: taxport.Request) -> list[taxport.Answer]:
        nozzle = self.nozzles[self.shown_as.get(request.nozzle, request.nozzle)]
        match request:
            case taxport.GrandTotalRequest():
                return [taxport.GrandTotal(nozzle.total_ml, nozzle.amount_fen)]
            case taxport.LastFillRequest():
                return [self._fill(self.nozzles[request.nozzle])]
            case taxport.TaxInfoRequest():
                return self._identity(request.nozzle)
            case taxport.DayTotalRequest():
                return [self.days[request.day]] if request.day in self.days else []
            case taxport.MonthTotalRequest():
                return []

    def _fill(self, nozzle: Nozzle) -> taxport.LastFill:
        fill = nozzle.fill
        if fill is None:
            return taxport.LastFill(0, 0, 0, 0, 0, 0, self.spare)
        return taxport.LastFill(
            fill.day, fill.hour, fill.minute, fill.volume_ml, fill.amount_fen, fill.unit_price_fen, self.spare
        )

    def _identity(self, address: int) -> list[taxport.Answer]:
        known = self.identities.get(address)
        if known is None:
            return [taxport.TaxInfo(0, "1234567890")]
        return list[taxport.Answer](taxport.split_tax_info(known))[: 2 if self.second_frame else 1]


class Wire:
    """The line: what is written is answered at once, in pieces."""

    def __init__(self, port: Port) -> None:
        self._port = port
        self._pieces: list[bytes] = []

    def read(self, timeout_s: float) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""

    def write(self, data: bytes) -> None:
        self._pieces += self._port.answer(data)

    def discard(self) -> None:
        self._pieces.clear()

    def close(self) -> None:
        self._pieces.clear()


class Bench:
    """A driver between a port and an outbox; `begin` is a fresh process over the same files."""

    def __init__(self, folder: Path, port: Port, **settings: object) -> None:
        self.port = port
        self.now = datetime(2026, 11, 22, 2, 0, 5, tzinfo=UTC)
        nozzles = [TaxNozzle(nozzle_id=address, address=address) for address in port.nozzles]
        self.settings = TaxPort(
            name="d1",
            url="tcp://127.0.0.1:1",
            nozzles=nozzles,
            timeout_s=0.005,
            **settings,  # type: ignore[arg-type]
        )
        self.outbox = Outbox(folder / "outbox.sqlite")
        self.begin()

    def begin(self) -> None:
        self.board = Board()
        self.desk = Desk(STATION, self.outbox, self.board, lambda: self.now)
        self.driver = TaxPortDriver(self.settings, self.desk)
        self.wire = Wire(self.port)

    def pass_time(self, seconds: int) -> None:
        """Nobody looks."""
        self.now += timedelta(seconds=seconds)
        for nozzle in self.port.nozzles.values():
            nozzle.now += seconds

    def poll(self, seconds: int = 1) -> None:
        """Polled once a second."""
        for _ in range(seconds):
            self.pass_time(1)
            self.driver.poll(self.wire)

    def stored(self, table: str) -> list[dict[str, Any]]:
        """The records of a table, as they wait on disk."""
        rows = self.outbox._db.execute("SELECT body FROM records WHERE name = ? ORDER BY id", (table,))
        return [json.decode(row[0]) for row in rows.fetchall()]

    def fuellings(self) -> list[tuple[object, ...]]:
        """Nozzle, number, source, volume and totalizer of each."""
        names = ("nozzle_id", "seq", "source", "volume_ml", "totalizer_ml")
        return [tuple(row[name] for name in names) for row in self.stored("fuellings")]

    @property
    def counts(self) -> dict[str, int]:
        return self.board.as_dict()["counts"]


@contextmanager
def bench(folder: Path, *totals_ml: int, **settings: object) -> Iterator[Bench]:
    """A bench with nozzles 1, 2 … that stand at these totals and have sold once, seen by two polls."""
    nozzles = {place: Nozzle(total_ml=total) for place, total in enumerate(totals_ml, start=1)}
    for nozzle in nozzles.values():
        nozzle.sell(10_000)
    made = Bench(folder, Port(nozzles), **settings)
    try:
        made.poll(2)
        yield made
    finally:
        made.outbox.close()
