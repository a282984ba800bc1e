"""Waits as people read them."""

from benchmarks.console_speed.driving import Waits


def share(values: list[float], part: float) -> float:
    """The value that a part of the values does not exceed.

    >>> share([3.0, 1.0, 2.0, 4.0], 0.5), share([1.0, 2.0, 3.0, 4.0], 0.95)
    (2.0, 4.0)
    """
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(part * 100) // 100) - 1)]


def lines(name: str, found: Waits) -> list[str]:
    """A line of the table for each interaction."""
    told = []
    for label, waits in found.waits.items():
        if not waits:
            raise ValueError(
                f"nothing was measured of “{label}” on the {name}: its events did not reach the page"
            )
        longest = max(found.tasks.get(label, [0.0]))
        cells = (
            len(waits),
            *(f"{share(waits, part):.0f}" for part in (0.5, 0.95)),
            f"{max(waits):.0f}",
            f"{longest:.0f}",
            *(f"{share(found.busy[label], part):.0f}" for part in (0.5, 0.95)),
        )
        told.append(f"| {name}: {label} | " + " | ".join(map(str, cells)) + " |")
    return told


def p95(found: Waits) -> float:
    """Of all waits of a page."""
    return share([wait for waits in found.waits.values() for wait in waits], 0.95)
