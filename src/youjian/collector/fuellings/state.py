"""What a nozzle's readings are, and what of them must outlive a crash."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct

from youjian.contract.records import DeviceEvent, Fuelling

REMEMBERED = 32
"""How many of a nozzle's records are known again by their totalizer when old readings come a second time."""


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

    `fill` is None when it was not needed or could not be read; `totals_only` says that this port tells no
    fills at all; `sibling_ml` is the total of the port's other nozzle from the same round.
    """

    at: datetime
    total_ml: int
    amount_fen: int
    fill: Fill | None = None
    totals_only: bool = False
    sibling_ml: int | None = None


class Pending(Struct, frozen=True):
    """A rise without a fill to explain it: the totals it has come to, and since when they hold still.

    `unread`: the fill was asked for and could not be read, so that what rose is not hidden fuel.
    """

    total_ml: int
    amount_fen: int
    since: datetime
    unread: bool = False


class NozzleState(Struct, frozen=True, kw_only=True):
    """What must outlive a crash: stored in the transaction that stores the record made from it.

    `total_ml` is where the next difference starts (the last record's totalizer, or the first reading),
    `seen_*` the latest reading that was understood, `pending` what has risen since and waits, `fill` the last
    fill that already counts, `before_*` the totals before `last`, `recent` the latest records' totalizers,
    which are what tells a nozzle's records apart.
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
    before_fen: int | None = None
    last: Fuelling | None = None
    pending: Pending | None = None
    recent: tuple[int, ...] = ()

    @property
    def highest_ml(self) -> int:
        """The latest total seen, understood or not."""
        return self.pending.total_ml if self.pending else self.seen_total_ml


@dataclass(frozen=True)
class Limits:
    """Assumptions that a station's file may set.

    `hole`: a longer time without a reading may hold several fills. `still`: a total that does not move for so
    long belongs to a fuelling that has ended, where no fill says so. `flow_l_min`: the mean flow by which the
    start of a fuelling is estimated from its end and volume, as the tax port names no start.
    """

    hole: timedelta = timedelta(seconds=30)
    flow_l_min: float = 40.0
    still: timedelta = timedelta(seconds=10)


@dataclass(frozen=True)
class Derived:
    """The outcome of one reading: the state to store, the record and the event to store with it.

    `replayed` says that the reading would have made a record that was made before.
    """

    state: NozzleState
    fuelling: Fuelling | None = None
    event: DeviceEvent | None = None
    replayed: bool = False


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


def worth_storing(before: NozzleState | None, after: NozzleState) -> bool:
    """Whether more than the time of the last look has changed: then the state goes to disk at once.

    Of a rise that waits only its beginning: where a moving total has come to is read again after a crash.
    """
    return before is None or _matter(before) != _matter(after)


def _matter(state: NozzleState) -> tuple[object, ...]:
    return state.total_ml, state.seen_total_ml, state.fill, state.pending is None, state.seq
