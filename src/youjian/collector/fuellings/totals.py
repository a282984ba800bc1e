"""Fuellings out of totals alone: where the last fill cannot be read, or a port tells none.

A rise counts once the total has held still. Two fuellings with less time between them become one record:
nothing says where one ended, and none is invented.
"""

from datetime import timedelta

from msgspec import structs

from youjian.collector.fuellings.state import Fill, Limits, NozzleState, Pending, Reading
from youjian.collector.fuellings.times import start_of
from youjian.contract.records import Fuelling

_AMOUNT_LAP_FEN = 10**12


def waiting(state: NozzleState, reading: Reading) -> NozzleState:
    """The state while a rise waits for its fill, or for the total to hold still.

    A clock that was set back begins the waiting anew: else it would last until the clock has caught up.
    """
    known = state.pending
    if known is not None and known.total_ml == reading.total_ml and known.since <= reading.at:
        return state
    unread = reading.fill is None and not reading.totals_only
    pending = Pending(reading.total_ml, reading.amount_fen, reading.at, unread)
    return structs.replace(state, pending=pending)


def as_waited(pending: Pending) -> Reading:
    """The reading at which a rise that waits came to where it stands."""
    return Reading(at=pending.since, total_ml=pending.total_ml, amount_fen=pending.amount_fen)


def held_still(state: NozzleState, reading: Reading) -> timedelta:
    """For how long the total has stood where it stands now."""
    known = state.pending
    if known is None or known.total_ml != reading.total_ml:
        return timedelta(0)
    return reading.at - known.since


def spanning(station_id: str, state: NozzleState, reading: Reading, limits: Limits) -> Fuelling:
    """One `total_diff` record of all that rose since the last reading that was understood.

    It ends when the total was first seen where it stands; its price is the one known before, where that
    explains the amount, else the mean.
    """
    volume = reading.total_ml - state.seen_total_ml
    prices = _prices(state, reading.fill)
    amount = risen_amount(state, reading.amount_fen)
    if amount is None:
        amount = round(volume * prices[0] / 1000) if prices else 0
    known = state.pending
    ended_at = known.since if known and known.total_ml == reading.total_ml else reading.at
    begun_by = max(state.seen_at, state.ended_at or state.seen_at)
    return Fuelling(
        station_id=station_id,
        nozzle_id=state.nozzle_id,
        seq=state.seq + 1,
        started_at=start_of(volume, ended_at, state.ended_at, limits.flow_l_min, min(begun_by, ended_at)),
        ended_at=ended_at,
        volume_ml=volume,
        unit_price_fen=_price(amount, volume, prices),
        amount_fen=amount,
        totalizer_ml=reading.total_ml,
        kind="sale",
        source="total_diff",
    )


def risen_amount(state: NozzleState, amount_fen: int) -> int | None:
    """By how much the amount total has risen; None when that cannot be said."""
    seen = state.seen_amount_fen
    if seen is None:
        return None
    risen = amount_fen - seen
    if risen < 0 and risen + _AMOUNT_LAP_FEN < _AMOUNT_LAP_FEN // 100:
        risen += _AMOUNT_LAP_FEN
    return risen if risen >= 0 else None


def _prices(state: NozzleState, fill: Fill | None) -> list[int]:
    """Prices that may have held, the likeliest first."""
    told = (fill, state.fill, state.last)
    return [each.unit_price_fen for each in told if each is not None and each.unit_price_fen > 0]


def _price(amount_fen: int, volume_ml: int, prices: list[int]) -> int:
    """The price known, where it explains the amount; else the mean over all fills of the span."""
    for price in prices:
        if abs(volume_ml * price / 1000 - amount_fen) <= 1 + price * 0.005:
            return price
    return min(round(amount_fen * 1000 / volume_ml), 1_000_000)
