"""Figures as the tables show them."""

from collections.abc import Sequence

from benchmarks.detection.intervals import Interval, Share


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def share(of: Share) -> str:
    """A share with its interval; a dash where the data do not last that long.

    >>> share(Share(59, 60)), share(Share(0, 0))
    ('.98 (.91–1)', '–')
    """
    if of.trials == 0:
        return "–"
    return f"{_part(of.value)} ({interval(of.interval)})"


def interval(ends: Interval) -> str:
    """Two ends of a share."""
    return f"{_part(ends.low)}–{_part(ends.high)}"


def _part(value: float) -> str:
    text = f"{value:.2f}"
    return {"1.00": "1", "0.00": "0"}.get(text, text.removeprefix("0"))


def per_month(rate: float, ends: Interval) -> str:
    """Alarms per station-month with an interval.

    >>> per_month(0.05, Interval(0.01, 0.1234))
    '0.050 (0.010–0.123)'
    """
    return f"{rate:.3f} ({ends.low:.3f}–{ends.high:.3f})"


def hours(value: float | None) -> str:
    """Hours, or days when there are many.

    >>> hours(0.6), hours(80), hours(None)
    ('0.6 h', '3.3 d', 'never')
    """
    if value is None:
        return "never"
    return f"{value:.1f} h" if value < 48 else f"{value / 24:.1f} d"


def number(value: float | None, digits: int = 0) -> str:
    """A number, or a dash."""
    return "–" if value is None else f"{value:,.{digits}f}"
