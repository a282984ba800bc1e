"""What the priority list sorts by. No I/O."""


def short_share(error_pct: float) -> float:
    """The share of each litre shown that the customer does not get; 0 for a meter that gives too much.

    >>> round(short_share(1.0), 5), short_share(-0.4)
    (0.0099, 0.0)
    """
    return max(error_pct, 0.0) / (100.0 + error_pct)


def weight_ml(error_pct: float, sold_ml: int, chance: float) -> float:
    """The list's weight, mL in 30 days: short measure per litre x litres sold x certainty.

    >>> round(weight_ml(1.0, 10_000_000, 0.9))
    89109
    """
    return short_share(error_pct) * sold_ml * chance
