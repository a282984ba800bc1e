"""The measurements of a run, one after the other on the same ground."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

from benchmarks.intake.fleet import Fleet, Form
from benchmarks.intake.ground import PASSWORD, Ground
from benchmarks.intake.load import Lane
from benchmarks.intake.measuring import (
    Measured,
    Sales,
    beside_copy,
    check,
    lanes_for,
    lanes_of,
    signed,
    through,
)
from youjian.protocols.hj212 import Fill, encode_fill, encode_frame

HEADLINE = 1000
"""Rows per batch of the last line: what our own collector sends at most after an outage."""
Door = Literal["http", "mqtt"]
_FORMS: dict[Form, str] = {
    "json": "",
    "boxed": ", as our collector packs it",
    "msgpack": ", as MessagePack",
}


class Phases:
    """What is measured; `scale` is a part of the full number of rows."""

    def __init__(self, ground: Ground, fleet: Fleet, scale: float, monitors: list[str]) -> None:
        self._ground = ground
        self._fleet = fleet
        self._scale = scale
        self._monitors = monitors
        self._last: Sales = []

    def warm_up(self) -> None:
        """Let the door meet every collector once, and PostgreSQL every statement."""
        self._last = self._fleet.sales(20 * len(self._fleet.collectors), 20)
        lanes = lanes_of(signed(self._last), 32, "http")
        through(self._ground, "warm-up", lanes, "http")

    def beside(self, door: Door, rows: int, per_batch: int, form: Form = "json") -> Measured:
        """New fuellings through a door, beside a bare COPY of them."""
        self._last = self._fleet.sales(self._rows(rows, per_batch), per_batch)
        count = lanes_for(per_batch, len(self._fleet.collectors))
        lanes = lanes_of(signed(self._last, form), count, door)
        name = door.upper() + _FORMS[form]
        return beside_copy(self._ground, self._last, lambda: through(self._ground, name, lanes, door))

    def again(self) -> Measured:
        """The fuellings of the last measurement once more under new batch numbers."""
        per_batch = len(self._last[0][1])
        count = lanes_for(per_batch, len(self._fleet.collectors))
        held = self._ground.count("fuellings")
        lanes = lanes_of(signed(self._last), count, "http")
        measured = through(self._ground, "HTTP, 100 % duplicates", lanes, "http")
        check(self._ground, measured, held, per_batch * len(self._last))
        return measured

    def half_load(self, full: Measured, seconds: float) -> Measured:
        """New fuellings at half the rows a second that were measured: how long an acknowledgement takes."""
        per_s = full.per_s / 2 / full.per_batch
        batches = max(20, round(per_s * seconds))
        self._last = self._fleet.sales(batches * full.per_batch, full.per_batch)
        lanes = lanes_of(signed(self._last), max(32, full.lanes), "http")
        held = self._ground.count("fuellings")
        measured = through(self._ground, "HTTP at half load", lanes, "http", per_s=per_s)
        check(self._ground, measured, held, batches * full.per_batch)
        return measured

    def monitors(self, frames_each: int) -> Measured:
        """All vapour monitors connected, each sending a fill when its last was answered."""
        lanes = [Lane([], list(_frames(mn, frames_each, place))) for place, mn in enumerate(self._monitors)]
        held = self._ground.count("vapour_fills")
        measured = through(self._ground, "HJ 212", lanes, "hj212")
        sent = frames_each * len(lanes)
        check(self._ground, measured, held, sent, table="vapour_fills")
        return measured

    def _rows(self, rows: int, per_batch: int) -> int:
        return max(8 * per_batch, round(rows * self._scale))


def _frames(mn: str, count: int, place: int) -> Iterator[tuple[bytes, int]]:
    """Fills of one monitor, five minutes apart until now."""
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5 * count, seconds=place % 240)
    for number in range(count):
        ended = start + timedelta(minutes=5 * number)
        fill = Fill(
            nozzle_id=1 + number % 8,
            started_at=ended - timedelta(minutes=1),
            ended_at=ended,
            fuel_ml=30_000,
            vapour_ml=32_400,
            ratio=1.08,
            fuel_l_min=30.0,
            vapour_l_min=32.4,
        )
        qn = f"{ended:%Y%m%d%H%M%S}{place % 1000:03d}"
        frame = encode_fill(fill, mn=mn, qn=qn, station_id=mn, pw=PASSWORD)
        yield encode_frame(frame), 1
