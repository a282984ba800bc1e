"""Stations with honest nozzles, and the signed batches in which their collectors report them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

import msgspec

from youjian.contract.records import Fuelling
from youjian.protocols import station
from youjian.protocols.station.record_chain import content_digest, digests

KEY_ID = "k1"
PRICE_FEN = 785
_SALE = timedelta(minutes=4)
Form = Literal["json", "boxed", "msgpack"]
"""How a batch is written: as the station API asks and no more, in JSON or MessagePack, or `boxed`, as our own
collector sends it: JSON with the chain of each nozzle's records, packed by gzip."""


def station_ids(count: int, first: int = 1) -> list[str]:
    """Stations of one city's counties."""
    return [f"3602{number % 4 + 1:02d}{number:04d}" for number in range(first, first + count)]


@dataclass(frozen=True)
class Batch:
    """One signed request body with its headers, and how many records it holds."""

    collector_id: str
    station_id: str
    headers: dict[str, str]
    body: bytes
    rows: int
    notation: str = station.JSON


@dataclass
class _Nozzle:
    nozzle_id: int
    at: datetime
    seq: int = 0
    totalizer_ml: int = 1_000_000_000
    chain_no: int = 0
    chain: bytes = station.ZERO_DIGEST


@dataclass
class Collector:
    """A station's collector: its key, its chain of batches, its nozzles."""

    station_id: str
    signer: station.Ed25519Signer
    public_key: bytes
    nozzles: list[_Nozzle]
    next_no: int = 1
    last_digest: bytes = station.ZERO_DIGEST
    _turn: int = 0

    @property
    def collector_id(self) -> str:
        """Its name."""
        return f"C{self.station_id}"

    def sales(self, count: int, dice: Random) -> list[Fuelling]:
        """The next fuellings, nozzle after nozzle in turn."""
        made: list[Fuelling] = []
        for _ in range(count):
            made.append(self._sale(self.nozzles[self._turn], dice))
            self._turn = (self._turn + 1) % len(self.nozzles)
        return made

    def _sale(self, nozzle: _Nozzle, dice: Random) -> Fuelling:
        volume_ml = 10 * dice.randint(500, 6000)
        nozzle.seq += 1
        nozzle.totalizer_ml += volume_ml
        nozzle.at += _SALE
        return Fuelling(
            station_id=self.station_id,
            nozzle_id=nozzle.nozzle_id,
            seq=nozzle.seq,
            started_at=nozzle.at - timedelta(milliseconds=volume_ml * 2),
            ended_at=nozzle.at,
            volume_ml=volume_ml,
            unit_price_fen=PRICE_FEN,
            amount_fen=round(volume_ml * PRICE_FEN / 1000),
            totalizer_ml=nozzle.totalizer_ml,
            kind="sale",
            source="live",
        )

    def batch(self, sales: Sequence[Fuelling], form: "Form") -> Batch:
        """The next batch of its chain."""
        body = self._body(sales, form)
        headers = station.sign_batch(
            self.signer,
            body,
            collector_id=self.collector_id,
            epoch=1,
            batch_no=self.next_no,
            previous_digest=self.last_digest,
        )
        self.next_no, self.last_digest = self.next_no + 1, headers.digest
        packed = {"Content-Encoding": "gzip"} if form == "boxed" else {}
        return Batch(
            self.collector_id,
            self.station_id,
            {**headers.to_mapping(), **packed},
            body,
            len(sales),
            station.MSGPACK if form == "msgpack" else station.JSON,
        )

    def _body(self, sales: Sequence[Fuelling], form: "Form") -> bytes:
        sent_at = datetime.now(UTC)
        if form == "msgpack":
            return msgspec.msgpack.encode({"sent_at": sent_at, "records": {"fuellings": sales}})
        records = [msgspec.Raw(msgspec.json.encode(sale)) for sale in sales]
        chains = self._chains(sales, records) if form == "boxed" else []
        body = station.encode_body(
            station.BatchBody(sent_at=sent_at, records={"fuellings": records}, chains=chains)
        )
        return station.pack(body) if form == "boxed" else body

    def _chains(self, sales: Sequence[Fuelling], records: Sequence[msgspec.Raw]) -> list[station.RecordChain]:
        found: list[station.RecordChain] = []
        for nozzle in self.nozzles:
            mine = [index for index, sale in enumerate(sales) if sale.nozzle_id == nozzle.nozzle_id]
            if not mine:
                continue
            previous = nozzle.chain
            counted = digests(
                previous, [content_digest("fuellings", bytes(records[index])) for index in mine]
            )
            chain = station.RecordChain(
                device=f"nozzle:{nozzle.nozzle_id}",
                first_no=nozzle.chain_no + 1,
                previous_digest=previous.hex(),
                digest=counted[-1].hex(),
                records=[("fuellings", index) for index in mine],
            )
            nozzle.chain_no, nozzle.chain = nozzle.chain_no + len(mine), counted[-1]
            found.append(chain)
        return found


@dataclass
class Fleet:
    """All collectors of a run, of stations from number `first` on; nozzles sell from `since` on."""

    stations: int
    nozzles: int
    since: datetime
    seed: int = 1
    first: int = 1
    first_nozzle: int = 1
    collectors: list[Collector] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dice = Random(self.seed)  # noqa: S311 - volumes, not secrets
        self.collectors = [
            self._collector(station_id) for station_id in station_ids(self.stations, self.first)
        ]

    def _collector(self, station_id: str) -> Collector:
        private = station.generate_private_key()
        late = timedelta(seconds=self._dice.randint(0, 239))
        nozzles = [
            _Nozzle(n, self.since + late) for n in range(self.first_nozzle, self.first_nozzle + self.nozzles)
        ]
        return Collector(
            station_id, station.Ed25519Signer(private, KEY_ID), station.public_key_of(private), nozzles
        )

    def sales(self, rows: int, per_batch: int) -> list[tuple[Collector, list[Fuelling]]]:
        """At least so many rows in lists of a batch's size, collector after collector in turn."""
        return [
            (collector, collector.sales(per_batch, self._dice))
            for collector in self._in_turn(-(-rows // per_batch))
        ]

    def _in_turn(self, count: int) -> Iterator[Collector]:
        first = self._dice.randrange(len(self.collectors))
        for number in range(count):
            yield self.collectors[(first + number) % len(self.collectors)]
