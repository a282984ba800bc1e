"""Fuellings out of what dispensers and controllers tell: whole decisions, without any device or clock."""

from youjian.collector.fuellings.deriving import derive, restarted
from youjian.collector.fuellings.ports import exchanged, one_for_both, unrolled
from youjian.collector.fuellings.state import (
    Derived,
    Fill,
    Limits,
    NozzleState,
    Pending,
    Reading,
    first_state,
    needs_fill,
    worth_storing,
)
from youjian.collector.fuellings.times import end_of, minute_of

__all__ = [
    "Derived",
    "Fill",
    "Limits",
    "NozzleState",
    "Pending",
    "Reading",
    "derive",
    "end_of",
    "exchanged",
    "first_state",
    "minute_of",
    "needs_fill",
    "one_for_both",
    "restarted",
    "unrolled",
    "worth_storing",
]
