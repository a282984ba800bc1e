"""Fuellings out of a dispenser's grand total and last fill: the whole decision, without any device or clock.

A last fill has no year, month, second or number, so a rise of the grand total announces a fuelling; volume,
amount and price come from the last fill as read, the totalizer from the grand total. Rules and their reasons:
docs/collector.md and reference/taxport.md, "Consequences".
"""

from datetime import timedelta

from msgspec import structs

from youjian.collector.fuellings.ports import LIKE_ML
from youjian.collector.fuellings.state import (
    REMEMBERED,
    Derived,
    Fill,
    Limits,
    NozzleState,
    Reading,
    first_state,
)
from youjian.collector.fuellings.times import end_of, minute_of, start_of
from youjian.collector.fuellings.totals import as_waited, held_still, risen_amount, spanning, waiting
from youjian.contract.records import DeviceEvent, Fuelling

TWIN_WITHIN = timedelta(seconds=60)
"""A last fill names its minute only: a second, equal fill can hide behind it for no longer than that."""
_OWN_MINUTE = timedelta(seconds=60)


def derive(station_id: str, state: NozzleState, reading: Reading, limits: Limits) -> Derived:
    """What a reading means after `state`; the same reading twice means nothing the second time."""
    if reading.total_ml < state.highest_ml:
        return _fallen(station_id, state, reading, limits)
    if reading.total_ml == state.seen_total_ml and (reading.totals_only or reading.fill is None):
        return Derived(_seen(state, reading))
    if reading.total_ml == state.total_ml:
        return Derived(_seen(state, reading, fill=state.fill or reading.fill))
    if reading.totals_only or reading.fill is None:
        return _without_detail(station_id, state, reading, limits)
    if reading.fill == state.fill and not _twin(state, reading):
        return Derived(_seen(state, reading))
    return _announced(station_id, state, reading, reading.fill, limits)


def _announced(station_id: str, state: NozzleState, reading: Reading, fill: Fill, limits: Limits) -> Derived:
    """The total rose and the last fill is a new one."""
    waited = state.pending
    if waited and waited.unread and 0 < fill.volume_ml <= reading.total_ml - waited.total_ml:
        return _spanned(station_id, state, as_waited(waited), limits)
    risen = reading.total_ml - state.total_ml
    newly_risen = reading.total_ml - state.seen_total_ml
    if fill.volume_ml > risen and not _hole(state, reading, limits):
        return Derived(waiting(state, reading))
    if state.fill is None and fill.volume_ml != newly_risen and not _recent(fill, state, reading):
        return _without_detail(station_id, state, reading, limits)
    several = newly_risen > 0 and fill.volume_ml < newly_risen
    if several and fill.volume_ml != risen and _hole(state, reading, limits):
        return _spanned(station_id, state, reading, limits)
    ended_at = end_of(fill, state.seen_at, reading.at)
    return _recorded(
        state,
        reading,
        Fuelling(
            station_id=station_id,
            nozzle_id=state.nozzle_id,
            seq=state.seq + 1,
            started_at=start_of(fill.volume_ml, ended_at, state.ended_at, limits.flow_l_min),
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
    """The total rose and no fill explains it: wait for the fill or a still total, then one record.

    A port that tells fills is given the time of a hole to do so.
    """
    if reading.total_ml == state.seen_total_ml:
        return Derived(_seen(state, reading, fill=reading.fill))
    still = held_still(state, reading)
    over = still >= limits.still
    if not reading.totals_only:
        over = _hole(state, reading, limits) and still >= min(limits.still, limits.hole)
    if not over:
        return Derived(waiting(state, reading))
    return _spanned(station_id, state, reading, limits)


def _spanned(station_id: str, state: NozzleState, reading: Reading, limits: Limits) -> Derived:
    """All that rose since the last reading that was understood, as one record."""
    return _recorded(state, reading, spanning(station_id, state, reading, limits))


def _recent(fill: Fill, state: NozzleState, reading: Reading) -> bool:
    """Whether the fill's own minute lies between the two readings: it cannot be an older one."""
    minute = minute_of(fill, reading.at)
    return minute is not None and state.seen_at - _OWN_MINUTE < minute <= reading.at


def _fallen(station_id: str, state: NozzleState, reading: Reading, limits: Limits) -> Derived:
    """The total fell: the port had mixed up its nozzles and now cured it, or the counter was reset."""
    if _was_siblings(state, reading):
        return _cured(state, reading)
    waited = state.pending
    if waited is not None and waited.total_ml - state.seen_total_ml >= LIKE_ML:
        return derive(station_id, structs.replace(state, pending=None), reading, limits)
    why = f"totalizer fell from {state.highest_ml} mL to {reading.total_ml} mL"
    if waited is None:
        return restarted(station_id, state, reading, why)
    made = _spanned(station_id, state, as_waited(waited), limits)
    after = restarted(station_id, made.state, reading, why)
    return Derived(after.state, made.fuelling, after.event, made.replayed)


def restarted(station_id: str, state: NozzleState, reading: Reading, why: str) -> Derived:
    """Differences start anew: an event says why, numbers go on, nothing is recorded."""
    event = DeviceEvent(
        station_id=station_id,
        device=f"nozzle:{state.nozzle_id}",
        at=reading.at,
        code="totalizer_reset",
        detail=why,
    )
    start = first_state(state.nozzle_id, reading, state.seq)
    kept = structs.replace(start, ended_at=state.ended_at, recent=state.recent)
    return Derived(kept, event=event)


def _was_siblings(state: NozzleState, reading: Reading) -> bool:
    """Whether the total seen before belongs to the port's other nozzle.

    Without that proof a fall is a reset: a totalizer turned back must never pass for a correction.
    """
    own = state.before_ml if state.before_ml is not None else state.total_ml
    if state.pending is not None:
        own = state.seen_total_ml
    sibling = reading.sibling_ml
    return sibling is not None and 0 <= sibling - state.highest_ml < LIKE_ML and reading.total_ml >= own


def _cured(state: NozzleState, reading: Reading) -> Derived:
    """Back to the nozzle's own total; the record made with the other's is sent again, corrected."""
    if state.pending is not None:
        return Derived(structs.replace(state, pending=None))
    after = _seen(state, reading)
    last, before = state.last, state.before_ml
    if reading.total_ml >= state.total_ml or last is None or before is None:
        return Derived(after)
    corrected = _corrected(state, reading, last, before)
    return Derived(
        structs.replace(after, total_ml=corrected.totalizer_ml, last=corrected), fuelling=corrected
    )


def _corrected(state: NozzleState, reading: Reading, last: Fuelling, before_ml: int) -> Fuelling:
    """The last record with the nozzle's own totals: a fill keeps its figures, a difference is taken anew."""
    if last.source != "total_diff":
        return structs.replace(last, totalizer_ml=before_ml + last.volume_ml, source="corrected")
    volume = reading.total_ml - before_ml
    amount = reading.amount_fen - state.before_fen if state.before_fen is not None else -1
    return structs.replace(
        last,
        volume_ml=volume,
        amount_fen=amount if amount >= 0 else round(volume * last.unit_price_fen / 1000),
        totalizer_ml=reading.total_ml,
        source="corrected",
    )


def _recorded(state: NozzleState, reading: Reading, record: Fuelling) -> Derived:
    seen = _seen(state, reading)
    after = structs.replace(seen, total_ml=reading.total_ml, fill=reading.fill)
    if record.totalizer_ml in state.recent:
        return Derived(after, replayed=True)
    return Derived(
        structs.replace(
            after,
            seq=record.seq,
            ended_at=record.ended_at,
            before_ml=state.total_ml,
            before_fen=state.seen_amount_fen,
            last=record,
            recent=(*state.recent, record.totalizer_ml)[-REMEMBERED:],
        ),
        fuelling=record,
    )


def _seen(state: NozzleState, reading: Reading, fill: Fill | None = None) -> NozzleState:
    return structs.replace(
        state,
        seen_total_ml=reading.total_ml,
        seen_amount_fen=reading.amount_fen,
        seen_at=reading.at,
        fill=fill or state.fill,
        pending=None,
    )


def _hole(state: NozzleState, reading: Reading, limits: Limits) -> bool:
    since = min(state.seen_at, state.pending.since) if state.pending else state.seen_at
    return reading.at - since > limits.hole


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
        and risen_amount(state, reading.amount_fen) == fill.amount_fen
        and timedelta(0) <= state.seen_at - last.ended_at < TWIN_WITHIN
    )
