"""A nozzle that sells, hides, is reset and loses its power, and a box that polls it and is killed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from msgspec import json

from youjian.collector.fuellings import (
    Fill,
    Limits,
    NozzleState,
    Reading,
    derive,
    first_state,
    unrolled,
    worth_storing,
)
from youjian.contract.fields import SHANGHAI
from youjian.contract.records import DeviceEvent, Fuelling

STATION = "3602030017"
START = datetime(2026, 11, 30, 15, 50, 5, tzinfo=UTC)
LIMITS = Limits()


@dataclass
class Nozzle:
    """A dispenser as the tax port shows it; a counter of `digits` digits begins again from zero."""

    total_ml: int = 1_000_000
    amount_fen: int = 700_000
    price_fen: int = 756
    fill: Fill | None = None
    now: float = 0.0
    clock_off: timedelta = timedelta(0)
    digits: int = 12
    sold: list[int] = field(default_factory=list)
    hidden_ml: int = 0

    @property
    def at(self) -> datetime:
        return START + timedelta(seconds=self.now)

    @property
    def lap_ml(self) -> int:
        return 10**self.digits * 10

    def sell(self, volume_ml: int) -> None:
        if self.fill and self.fill.volume_ml == volume_ml:
            volume_ml += 10  # equal fills within a minute are a matter of their own
        amount = volume_ml * self.price_fen // 1000
        self.total_ml = (self.total_ml + volume_ml) % self.lap_ml
        self.amount_fen += amount
        local = (self.at + self.clock_off).astimezone(SHANGHAI)
        self.fill = Fill(local.day, local.hour, local.minute, volume_ml, amount, self.price_fen)
        self.sold.append(volume_ml)

    def hide(self, volume_ml: int) -> None:
        self.total_ml += volume_ml
        self.hidden_ml += volume_ml


class Box:
    """A collector that keeps what it stored and forgets everything else when killed."""

    def __init__(self, nozzle: Nozzle, *, totals_only: bool = False) -> None:
        self.nozzle = nozzle
        self.totals_only = totals_only
        self.fills_readable = True
        self.records: list[Fuelling] = []
        self.events: list[DeviceEvent] = []
        self.replayed = 0
        self.readings: list[Reading] = []
        self.state = first_state(3, self.reading())
        self.stored = json.encode(self.state)
        self.stored_at = nozzle.now

    def reading(self) -> Reading:
        n = self.nozzle
        seen = self.state.highest_ml if hasattr(self, "state") else None
        fill = n.fill if self.fills_readable and not self.totals_only else None
        return Reading(
            at=n.at,
            total_ml=unrolled(seen, n.total_ml, n.digits),
            amount_fen=n.amount_fen,
            fill=fill,
            totals_only=self.totals_only,
        )

    def poll(self, *, killed_before_commit: bool = False) -> None:
        reading = self.reading()
        self.readings.append(reading)
        self.take(reading, killed_before_commit=killed_before_commit)

    def take(self, reading: Reading, *, killed_before_commit: bool = False) -> None:
        derived = derive(STATION, self.state, reading, LIMITS)
        if killed_before_commit:
            self.restart()
            return
        before, self.state = self.state, derived.state
        self.replayed += derived.replayed
        self.records += [derived.fuelling] if derived.fuelling else []
        self.events += [derived.event] if derived.event else []
        old = self.nozzle.now - self.stored_at > LIMITS.hole.total_seconds() / 4
        if derived.fuelling or derived.event or old or worth_storing(before, derived.state):
            self.stored = json.encode(derived.state)
            self.stored_at = self.nozzle.now

    def poll_for(self, seconds: float) -> None:
        """Polled once a second."""
        for _ in range(int(seconds)):
            self.nozzle.now += 1
            self.poll()

    def restart(self) -> None:
        self.state = json.decode(self.stored, type=NozzleState)
