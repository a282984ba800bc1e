"""What the totals of a port's two nozzles say about each other, and counters that begin again from zero."""

from youjian.collector.fuellings.state import NozzleState

LIKE_ML = 500_000
"""Totals so near to each other may be the same nozzle's with a fuelling between."""
_STEP_ML = 10
_LAP_NEAR_ML = 100_000_000


def exchanged(states: tuple[NozzleState, NozzleState], totals_ml: tuple[int, int]) -> bool:
    """Whether a port answers with the totals of its two nozzles exchanged (seen in firmware, later cured).

    Each total must continue the other nozzle's by less than 500 L, and one of them must have fallen.
    """
    (first, second), (a, b) = states, totals_ml
    if a >= first.seen_total_ml and b >= second.seen_total_ml:
        return False
    return _continues(second, a) and _continues(first, b)


def one_for_both(states: tuple[NozzleState, NozzleState], totals_ml: tuple[int, int]) -> bool:
    """Whether both nozzles are answered with the total of one of them."""
    (first, second), (a, b) = states, totals_ml
    if abs(a - b) >= LIKE_ML or abs(first.seen_total_ml - second.seen_total_ml) < 2 * LIKE_ML:
        return False
    own = (_continues(first, a), _continues(second, b))
    others = (_continues(second, a), _continues(first, b))
    return any(own) and not all(own) and any(others)


def _continues(state: NozzleState, total_ml: int) -> bool:
    return 0 <= total_ml - state.seen_total_ml < LIKE_ML


def unrolled(seen_ml: int | None, raw_ml: int, digits: int) -> int:
    """The running total behind a counter of so many digits (0.01 L), which begins again from zero.

    A counter counts as begun again when it stood within 1 % (at most 100 000 L) of its end and now stands as
    near behind zero; every other fall stays a fall.

    >>> unrolled(9_999_999_999_990, 20_000, 12)
    10000000020000
    """
    lap = 10**digits * _STEP_ML
    if seen_ml is None or raw_ml >= lap:
        return raw_ml
    near = min(lap // 100, _LAP_NEAR_ML)
    total = seen_ml // lap * lap + raw_ml
    if total < seen_ml and seen_ml - total > lap - near:
        return total + lap
    if seen_ml >= lap and total - seen_ml > lap - near:
        return total - lap
    return total
