"""The yardstick: the same rows into the same table by one client's COPY, with nothing else done to them."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.intake.ground import BARE, Ground
from youjian.contract.records import Fuelling

_BLOCK = 1024 * 1024
_COPY = """
COPY ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml, unit_price_fen,
    amount_fen, totalizer_ml, kind, source, received_at, batch_id, test, version) FROM STDIN
"""


@dataclass(frozen=True)
class Copied:
    """What one COPY took: seconds until it was durable, processor seconds of PostgreSQL."""

    rows: int
    seconds: float
    cpu_s: float


def blocks(sales: Iterable[Fuelling]) -> list[bytes]:
    """The rows in COPY's text format, in blocks of a mebibyte, made before the clock runs."""
    now = datetime.now(UTC).isoformat()
    text = "".join(
        f"{s.station_id}\t{s.nozzle_id}\t{s.seq}\t{s.started_at.isoformat()}\t{s.ended_at.isoformat()}\t{s.volume_ml}\t"
        f"{s.unit_price_fen}\t{s.amount_fen}\t{s.totalizer_ml}\t{s.kind}\t{s.source}\t{now}\t1\tf\t1\n"
        for s in sales
    ).encode()
    return [text[start : start + _BLOCK] for start in range(0, len(text), _BLOCK)]


def copy(ground: Ground, made: Sequence[bytes], rows: int, database: str = BARE) -> Copied:
    """COPY the blocks as the owner in one transaction, on a connection that stands already."""
    with ground.owner(database) as conn, conn.cursor() as cursor:
        conn.commit()
        used, began = ground.cpu()["postgres"], time.monotonic()
        with cursor.copy(_COPY) as copying:
            for block in made:
                copying.write(block)
        conn.commit()
        seconds = time.monotonic() - began
        return Copied(rows, seconds, ground.cpu()["postgres"] - used)
