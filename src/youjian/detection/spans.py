"""Spans of time: how much of an interval is left when others are kept or taken away."""

from collections.abc import Iterable
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


def within(span: Span, kept: Iterable[Span]) -> list[Span]:
    """The parts of a span that lie in at least one of `kept`, in order and disjoint.

    >>> from datetime import UTC
    >>> hour = [datetime(2026, 1, 1, h, tzinfo=UTC) for h in range(5)]
    >>> [(a.hour, b.hour) for a, b in within((hour[1], hour[4]), [(hour[0], hour[2]), (hour[3], hour[4])])]
    [(1, 2), (3, 4)]
    """
    parts: list[Span] = []
    for start, end in sorted(kept):
        cut = (max(start, span[0], parts[-1][1] if parts else span[0]), min(end, span[1]))
        if cut[0] < cut[1]:
            parts.append(cut)
    return parts


def length(spans: Iterable[Span]) -> timedelta:
    """How long disjoint spans last together."""
    return sum((end - start for start, end in spans), timedelta())


def without(spans: Iterable[Span], taken: Iterable[Span]) -> timedelta:
    """How long disjoint spans last when what lies in `taken` does not count."""
    away = list(taken)
    return sum(((end - start) - length(within((start, end), away)) for start, end in spans), timedelta())
