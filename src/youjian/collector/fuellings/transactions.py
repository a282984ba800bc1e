"""Fuellings out of a controller's transactions: the whole decision, without any line or clock.

A controller tells a fuelling more than once (payable, locked, cleared; again after a reconnect; again in a
file that was copied). It counts once: the source's own number and the totalizer are its identity.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct, structs

from youjian.collector.fuellings.state import NozzleState
from youjian.collector.fuellings.times import start_of
from youjian.contract.records import DeviceEvent, Fuelling
from youjian.protocols.forecourt import Transaction

REMEMBERED = 200
"""Fuellings of a nozzle that are known again one by one; what is older than all of them is a replay."""
_NUMBERS_RETURN = timedelta(days=2)
_AHEAD = timedelta(minutes=1)
_LONGEST = timedelta(hours=24)

Outcome = Literal["new", "late", "again", "changed", "ghost", "not_yet", "replayed"]


class Known(Struct, frozen=True, array_like=True):
    """A fuelling that counts already."""

    number: str
    totalizer_ml: int | None
    volume_ml: int
    amount_fen: int
    ended_at: datetime
    seq: int


class Memory(Struct, frozen=True):
    """What is remembered of a nozzle, stored in the transaction that stores its records."""

    recent: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Source:
    """What the decision must know of the source: whose records, at which flow, what does not count."""

    station_id: str
    flow_l_min: float = 40.0
    not_yet: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """A nozzle's account: where its numbers and totals stand, and what is remembered."""

    source: Source
    nozzle_id: int
    state: NozzleState | None = None
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True)
class Taken:
    """What became of a transaction: the book to store, the record and the event to store with it."""

    outcome: Outcome
    book: Book
    fuelling: Fuelling | None = None
    event: DeviceEvent | None = None


def take(book: Book, told: Transaction, now: datetime) -> Taken:
    """What a transaction means; the same one again means nothing."""
    if told.status.strip().lower() in book.source.not_yet:
        return Taken("not_yet", book)
    if told.volume_ml == 0:
        return Taken("ghost", book)
    told = structs.replace(told, totalizer_ml=told.totalizer_ml or None)
    known = next((each for each in reversed(book.memory.recent) if _same(each, told)), None)
    if known is not None:
        return _again(book, told, known, now)
    if _too_old(book, told):
        return Taken("replayed", book)
    return _new(book, told, now)


def _same(known: Known, told: Transaction) -> bool:
    """Whether a transaction tells a known fuelling again.

    The totalizer decides where both have one; numbers begin anew with some controllers and count together
    with a time that is near. A totalizer that went on counts for nothing where number, end and volume are
    the same: some sources write the total of the moment they write.
    """
    near = abs(known.ended_at - told.ended_at)
    alike = near == timedelta(0) and known.volume_ml == told.volume_ml
    numbered = bool(known.number and told.number)
    if numbered and known.number == told.number and alike:
        return True
    if known.totalizer_ml is not None and told.totalizer_ml is not None:
        return known.totalizer_ml == told.totalizer_ml
    return (known.number == told.number and near < _NUMBERS_RETURN) if numbered else alike


def _too_old(book: Book, told: Transaction) -> bool:
    """Whether it lies before all that is remembered: an old file dropped again, or a replaced box."""
    recent, state = book.memory.recent, book.state
    if recent:
        full = len(recent) >= REMEMBERED
        return full and told.ended_at < min(known.ended_at for known in recent)
    return (
        state is not None
        and told.totalizer_ml is not None
        and told.totalizer_ml <= state.total_ml
        and (state.ended_at is None or told.ended_at <= state.ended_at)
    )


def _again(book: Book, told: Transaction, known: Known, now: datetime) -> Taken:
    """Told again: nothing, unless its figures are others now; then the record is sent again, corrected."""
    volume, amount, _ = _money(told)
    if book.state is None or (volume, amount) == (known.volume_ml, known.amount_fen):
        return Taken("again", book)
    total = told.totalizer_ml or known.totalizer_ml or book.state.total_ml
    record = structs.replace(_record(book, told, known.seq, total, now), source="corrected")
    changed = structs.replace(known, volume_ml=volume, amount_fen=amount)
    recent = tuple(changed if each is known else each for each in book.memory.recent)
    return Taken("changed", replace(book, memory=Memory(recent)), record)


def _new(book: Book, told: Transaction, now: datetime) -> Taken:
    state, recent = book.state, book.memory.recent
    late = any(told.ended_at < known.ended_at for known in recent)
    before = state.total_ml if state else 0
    total = told.totalizer_ml if told.totalizer_ml is not None else before + told.volume_ml
    record = _record(book, told, (state.seq if state else 0) + 1, total, now)
    seen = Known(
        told.number, told.totalizer_ml, record.volume_ml, record.amount_fen, told.ended_at, record.seq
    )
    after = replace(
        book,
        state=_state(book, record, max(total, before) if late else total),
        memory=Memory((*recent, seen)[-REMEMBERED:]),
    )
    event = _reset(book, before, record) if total < before and not late else None
    return Taken("late" if late else "new", after, record, event)


def _record(book: Book, told: Transaction, seq: int, totalizer_ml: int, now: datetime) -> Fuelling:
    volume, amount, price = _money(told)
    ended_at = now if told.ended_at > now + _AHEAD else told.ended_at
    started_at = told.started_at
    if started_at is None or not ended_at - _LONGEST <= started_at <= ended_at:
        previous_end = book.state.ended_at if book.state else None
        started_at = start_of(volume, ended_at, previous_end, book.source.flow_l_min)
    return Fuelling(
        station_id=book.source.station_id,
        nozzle_id=book.nozzle_id,
        seq=seq,
        started_at=started_at,
        ended_at=ended_at,
        volume_ml=volume,
        unit_price_fen=price,
        amount_fen=amount,
        totalizer_ml=totalizer_ml,
        kind="sale",
        source="live",
    )


def _money(told: Transaction) -> tuple[int, int, int]:
    """Volume, amount and price; what the source does not tell follows from the other two."""
    amount, price, volume = told.amount_fen, told.unit_price_fen, told.volume_ml
    if amount is None:
        amount = round(volume * (price or 0) / 1000)
    if price is None:
        price = round(amount * 1000 / volume)
    return volume, amount, min(price, 1_000_000)


def _reset(book: Book, before_ml: int, record: Fuelling) -> DeviceEvent:
    return DeviceEvent(
        station_id=book.source.station_id,
        device=f"nozzle:{book.nozzle_id}",
        at=record.ended_at,
        code="totalizer_reset",
        detail=f"totalizer fell from {before_ml} mL to {record.totalizer_ml} mL",
    )


def _state(book: Book, record: Fuelling, total_ml: int) -> NozzleState:
    state = book.state
    ended_at = max(record.ended_at, state.ended_at) if state and state.ended_at else record.ended_at
    return NozzleState(
        nozzle_id=book.nozzle_id,
        seq=record.seq,
        total_ml=total_ml,
        seen_total_ml=total_ml,
        seen_amount_fen=None,
        seen_at=ended_at,
        ended_at=ended_at,
        before_ml=state.total_ml if state else None,
        last=record,
    )
