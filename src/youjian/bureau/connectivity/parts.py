"""What a silence is made of, and what a day is made of. Pure: spans in, seconds out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from youjian.detection.spans import Span, length, within

EXCUSED = ("power", "carrier", "supplier", "area")
"""Causes that are not the station's: their seconds are taken out before anybody is ranked."""


@dataclass(frozen=True)
class Dark:
    """A silence as a day counts it: `behind` are the spans in which the collector itself was silent."""

    span: Span
    cause: str
    announced: tuple[Span, ...] = ()
    behind: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Parts:
    """Seconds of a day, each in exactly one part."""

    service_s: int
    up_s: int
    announced_s: int = 0
    platform_s: int = 0
    power_s: int = 0
    carrier_s: int = 0
    supplier_s: int = 0
    area_s: int = 0
    behind_s: int = 0
    down_s: int = 0


def union(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, what overlaps or touches put together.

    >>> from datetime import UTC, datetime
    >>> hour = [datetime(2026, 1, 1, h, tzinfo=UTC) for h in range(5)]
    >>> [(a.hour, b.hour) for a, b in union([(hour[2], hour[3]), (hour[0], hour[1]), (hour[1], hour[2])])]
    [(0, 3)]
    """
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def minus(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of spans when others are taken away."""
    away, left = union(taken), list[Span]()
    for start, end in union(spans):
        at = start
        for gone_start, gone_end in away:
            if gone_end <= at or gone_start >= end:
                continue
            if gone_start > at:
                left.append((at, gone_start))
            at = max(at, gone_end)
        if at < end:
            left.append((at, end))
    return left


def cut(spans: Iterable[Span], bounds: Span) -> list[Span]:
    """The parts of spans within bounds, in order and disjoint."""
    return within(bounds, union(spans))


def common(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """What lies in spans and in others too."""
    held = list(others)
    return [part for span in union(spans) for part in within(span, union(held))]


def seconds(spans: Iterable[Span]) -> float:
    """How long spans last together, what overlaps counted once."""
    return length(union(spans)).total_seconds()


def outages(gaps: Sequence[Span], shut: Sequence[Span], longest: timedelta) -> list[Span]:
    """The gaps between signs of life that are outages: longer than allowed while a door was open."""
    return [gap for gap in union(gaps) if seconds(minus([gap], shut)) > longest.total_seconds()]


def day_parts(service: Sequence[Span], shut: Sequence[Span], dark: Sequence[Dark]) -> Parts:
    """The parts of a day within which a device was in service.

    In this order, each from what is left: the platform's own outage, what was announced, what lies behind a
    silent collector, what the outage's cause excuses, and what is the station's. The rest is up. Fractions
    of a second are not lost: the moments between parts are rounded, not their lengths.
    """
    left = union(service)
    taken: dict[str, list[Span]] = {}
    for part, spans in _claims(shut, dark):
        taken.setdefault(part, []).extend(common(left, spans))
        left = minus(left, spans)
    counted = {part: _whole(spans) for part, spans in taken.items()}
    whole = _whole(union(service))
    return Parts(service_s=whole, up_s=whole - sum(counted.values()), **counted)


def _claims(shut: Sequence[Span], dark: Sequence[Dark]) -> list[tuple[str, Sequence[Span]]]:
    announced = [part for one in dark for part in common([one.span], one.announced)]
    behind = [part for one in dark for part in common([one.span], one.behind)]
    causes: Mapping[str, list[Span]] = {
        cause: [one.span for one in dark if one.cause == cause] for cause in EXCUSED
    }
    return [
        ("platform_s", shut),
        ("announced_s", announced),
        ("behind_s", behind),
        *((f"{cause}_s", spans) for cause, spans in causes.items()),
        ("down_s", [one.span for one in dark]),
    ]


def _whole(spans: Iterable[Span]) -> int:
    return sum(round(end.timestamp()) - round(start.timestamp()) for start, end in spans)


def rate(up_s: int, of_s: int) -> float | None:
    """A share of seconds, rounded down to hundredths of a per cent; None of nothing.

    >>> rate(86_399, 86_400), rate(86_400, 86_400), rate(0, 0)
    (0.9999, 1.0, None)
    """
    return up_s * 10_000 // of_s / 10_000 if of_s > 0 else None
