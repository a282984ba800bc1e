"""Fuellings out of a dispenser's grand total and last fill: the whole decision, without any device or clock.

A last fill has no year, month, second or number, so a rise of the grand total announces a fuelling; volume,
amount and price come from the last fill as read, the totalizer from the grand total. Rules and their reasons:
docs/collector.md and reference/taxport.md, "Consequences".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct, structs

from youjian.contract.fields import SHANGHAI
from youjian.contract.records import DeviceEvent, Fuelling

TWIN_WITHIN = timedelta(seconds=60)
"""A last fill names its minute only: a second, equal fill can hide behind it for no longer than that."""
_LAST_OF_MINUTE = timedelta(seconds=59, milliseconds=999)


class Fill(Struct, frozen=True):
    """The last fill as the tax port gives it: end in device time, mL, fen, fen per litre."""

    day: int
    hour: int
    minute: int
    volume_ml: int
    amount_fen: int
    unit_price_fen: int


class Reading(Struct, frozen=True, kw_only=True):
    """One settled reading of a nozzle: totals that held still while the fill was read.

    `fill` is None when it was not needed or could not be read; `sibling_ml` is the total of the port's other
    nozzle from the same round.
    """

    at: datetime
    total_ml: int
    amount_fen: int
    fill: Fill | None = None
    sibling_ml: int | None = None


class NozzleState(Struct, frozen=True, kw_only=True):
    """What must outlive a crash: stored in the transaction that stores the record made from it.

    `total_ml` is where the next difference starts (the last record's totalizer, or the first reading),
    `seen_*` the latest reading, `fill` the last fill that already counts, `before_ml` the total
    before `last`.
    """

    nozzle_id: int
    seq: int
    total_ml: int
    seen_total_ml: int
    seen_amount_fen: int | None
    seen_at: datetime
    fill: Fill | None = None
    ended_at: datetime | None = None
    before_ml: int | None = None
    last: Fuelling | None = None


@dataclass(frozen=True)
class Limits:
    """Assumptions that a station's file may set.

    `hole`: a longer time without a reading may hold several fills. `flow_l_min`: the mean flow by which the
    start of a fuelling is estimated from its end and volume, as the tax port names no start.
    """

    hole: timedelta = timedelta(seconds=30)
    flow_l_min: float = 40.0


@dataclass(frozen=True)
class Derived:
    """The outcome of one reading: the state to store, the record and the event to store with it."""

    state: NozzleState
    fuelling: Fuelling | None = None
    event: DeviceEvent | None = None


def needs_fill(state: NozzleState | None, total_ml: int) -> bool:
    """Whether the last fill must be read before this total can be understood."""
    return state is None or state.fill is None or total_ml != state.total_ml


def first_state(nozzle_id: int, reading: Reading, seq: int = 0) -> NozzleState:
    """Where differences start on a nozzle nobody has seen before; nothing is recorded."""
    return NozzleState(
        nozzle_id=nozzle_id,
        seq=seq,
        total_ml=reading.total_ml,
        seen_total_ml=reading.total_ml,
        seen_amount_fen=reading.amount_fen,
        seen_at=reading.at,
        fill=reading.fill,
    )


def derive(station_id: str, state: NozzleState, reading: Reading, limits: Limits) -> Derived:
    """What a reading means after `state`; the same reading twice means nothing the second time."""
    if reading.total_ml < state.seen_total_ml:
        return _fallen(station_id, state, reading)
    if reading.total_ml == state.total_ml:
        return Derived(_seen(state, reading, fill=state.fill or reading.fill))
    if reading.fill is None:
        return _without_detail(station_id, state, reading, limits)
    if reading.fill == state.fill and not _twin(state, reading):
        return Derived(_seen(state, reading))
    return _announced(station_id, state, reading, reading.fill, limits)


def _announced(station_id: str, state: NozzleState, reading: Reading, fill: Fill, limits: Limits) -> Derived:
    """The total rose and the last fill is a new one."""
    risen = reading.total_ml - state.total_ml
    newly_risen = reading.total_ml - state.seen_total_ml
    if fill.volume_ml > risen and not _hole(state, reading, limits):
        return Derived(state)
    several = newly_risen > 0 and fill.volume_ml < newly_risen
    if several and fill.volume_ml != risen and _hole(state, reading, limits):
        return _spanning(station_id, state, reading, fill)
    ended_at = end_of(fill, state.seen_at, reading.at)
    return _recorded(
        state,
        reading,
        Fuelling(
            station_id=station_id,
            nozzle_id=state.nozzle_id,
            seq=state.seq + 1,
            started_at=_start_of(fill, ended_at, state.ended_at, limits),
            ended_at=ended_at,
            volume_ml=fill.volume_ml,
            unit_price_fen=fill.unit_price_fen,
            amount_fen=fill.amount_fen,
            totalizer_ml=reading.total_ml,
            kind="sale",
            source="live",
        ),
    )


def _without_detail(station_id: str, state: NozzleState, reading: Reading, limits: Limits) -> Derived:
    """The total rose but the fill cannot be read: wait, then one record that spans the time."""
    if not _hole(state, reading, limits) or reading.total_ml == state.seen_total_ml:
        return Derived(state)
    return _spanning(station_id, state, reading, None)


def _spanning(station_id: str, state: NozzleState, reading: Reading, fill: Fill | None) -> Derived:
    """One `total_diff` record from the last reading before the hole to the first after it."""
    volume = reading.total_ml - state.seen_total_ml
    price = fill or state.fill
    amount = _risen_amount(state, reading)
    if amount is None:
        amount = round(volume * price.unit_price_fen / 1000) if price else 0
    record = Fuelling(
        station_id=station_id,
        nozzle_id=state.nozzle_id,
        seq=state.seq + 1,
        started_at=max(state.seen_at, state.ended_at or state.seen_at),
        ended_at=reading.at,
        volume_ml=volume,
        unit_price_fen=_mean_price(amount, volume, price.unit_price_fen if price else None),
        amount_fen=amount,
        totalizer_ml=reading.total_ml,
        kind="sale",
        source="total_diff",
    )
    return _recorded(state, reading, record)


def _risen_amount(state: NozzleState, reading: Reading) -> int | None:
    if state.seen_amount_fen is None or reading.amount_fen < state.seen_amount_fen:
        return None
    return reading.amount_fen - state.seen_amount_fen


def _mean_price(amount_fen: int, volume_ml: int, price_fen: int | None) -> int:
    """The price read, where it explains the amount; else the mean over all fills of the span."""
    if price_fen is not None and abs(volume_ml * price_fen / 1000 - amount_fen) <= 1 + price_fen * 0.005:
        return price_fen
    return round(amount_fen * 1000 / volume_ml)


def _fallen(station_id: str, state: NozzleState, reading: Reading) -> Derived:
    """The total fell: the port had mixed up its nozzles and now cured it, or the counter was reset."""
    if _was_siblings(state, reading):
        return _cured(state, reading)
    event = DeviceEvent(
        station_id=station_id,
        device=f"nozzle:{state.nozzle_id}",
        at=reading.at,
        code="totalizer_reset",
        detail=f"totalizer fell from {state.seen_total_ml} mL to {reading.total_ml} mL",
    )
    start = first_state(state.nozzle_id, reading, state.seq)
    return Derived(structs.replace(start, ended_at=state.ended_at), event=event)


def _was_siblings(state: NozzleState, reading: Reading) -> bool:
    """Whether the total seen before belongs to the port's other nozzle.

    Without that proof a fall is a reset: a totalizer turned back must never pass for a correction.
    """
    own = state.before_ml if state.before_ml is not None else state.total_ml
    sibling = reading.sibling_ml
    return sibling is not None and 0 <= sibling - state.seen_total_ml < _LIKE_ML and reading.total_ml >= own


def _cured(state: NozzleState, reading: Reading) -> Derived:
    """Back to the nozzle's own total; the record made with the other's is sent again, corrected."""
    after = _seen(state, reading)
    last, before = state.last, state.before_ml
    if reading.total_ml >= state.total_ml or last is None or before is None:
        return Derived(after)
    corrected = structs.replace(last, totalizer_ml=before + last.volume_ml, source="corrected")
    return Derived(
        structs.replace(after, total_ml=corrected.totalizer_ml, last=corrected), fuelling=corrected
    )


def _recorded(state: NozzleState, reading: Reading, record: Fuelling) -> Derived:
    after = structs.replace(
        _seen(state, reading, fill=reading.fill or state.fill),
        seq=record.seq,
        total_ml=reading.total_ml,
        ended_at=record.ended_at,
        before_ml=state.total_ml,
        last=record,
    )
    return Derived(after, fuelling=record)


def _seen(state: NozzleState, reading: Reading, fill: Fill | None = None) -> NozzleState:
    return structs.replace(
        state,
        seen_total_ml=reading.total_ml,
        seen_amount_fen=reading.amount_fen,
        seen_at=reading.at,
        fill=fill or state.fill,
    )


def _hole(state: NozzleState, reading: Reading, limits: Limits) -> bool:
    return reading.at - state.seen_at > limits.hole


def _twin(state: NozzleState, reading: Reading) -> bool:
    """Whether an unchanged last fill is a second one, equal in all and ended in the same minute.

    Both totals must have risen by exactly that fill, at once, within a minute of the record before.
    """
    fill, last = state.fill, state.last
    return (
        fill is not None
        and last is not None
        and state.seen_total_ml == state.total_ml
        and reading.total_ml - state.total_ml == fill.volume_ml
        and _risen_amount(state, reading) == fill.amount_fen
        and timedelta(0) <= state.seen_at - last.ended_at < TWIN_WITHIN
    )


def end_of(fill: Fill, after: datetime, until: datetime) -> datetime:
    """The end of a fill seen to have happened in (after, until]: the fill's own minute where it fits.

    A minute outside that interval says that the dispenser's clock is wrong; then `until` stands.
    """
    minute = minute_of(fill, until)
    if minute is None:
        return until
    latest = min(until, minute + _LAST_OF_MINUTE)
    return latest if latest > max(after, minute) else until


def minute_of(fill: Fill, near: datetime) -> datetime | None:
    """The minute in which a fill ended: its day and time in the month that lies nearest to `near`."""
    local = near.astimezone(SHANGHAI)
    found: list[datetime] = []
    for months in (-1, 0, 1):
        year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
        try:
            found.append(datetime(year, month + 1, fill.day, fill.hour, fill.minute, tzinfo=SHANGHAI))
        except ValueError:
            continue
    if not found:
        return None
    return min(found, key=lambda moment: abs(moment - near)).astimezone(near.tzinfo)


def _start_of(fill: Fill, ended_at: datetime, previous_end: datetime | None, limits: Limits) -> datetime:
    """End less the time that the volume takes at the assumed flow, not before the fuelling before."""
    estimate = ended_at - timedelta(minutes=fill.volume_ml / 1000 / limits.flow_l_min)
    return max(estimate, previous_end) if previous_end and previous_end < ended_at else estimate


def exchanged(states: tuple[NozzleState, NozzleState], totals_ml: tuple[int, int]) -> bool:
    """Whether a port answers with the totals of its two nozzles exchanged (seen in firmware, later cured).

    Each total must continue the other nozzle's by less than 500 L, and one of them must have fallen.
    """
    (first, second), (a, b) = states, totals_ml
    if a >= first.seen_total_ml and b >= second.seen_total_ml:
        return False
    return 0 <= a - second.seen_total_ml < _LIKE_ML and 0 <= b - first.seen_total_ml < _LIKE_ML


_LIKE_ML = 500_000
