"""The tables of the month."""

from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.alert_month.scoring import Answered
from benchmarks.alert_month.told import Told
from benchmarks.detection.intervals import Share
from benchmarks.detection.words import share, table

_COLOURS = ("red", "orange", "yellow", "blue")


def causes_table(found: Iterable[Answered]) -> str:
    """By kind of cause: how many there were, how many were told of, how often exactly once and rightly."""
    by_fraud: dict[str, list[Answered]] = {}
    for one in found:
        if one.cause.due:
            by_fraud.setdefault(one.cause.fraud, []).append(one)
    every = [one for listed in by_fraud.values() for one in listed]
    head = ["true cause", "causes", "told", "exactly once", "right colour", "right inbox"]
    rows = [_row(fraud, listed) for fraud, listed in sorted(by_fraud.items())]
    return table(head, [*rows, _row("all", every)])


def _row(name: str, listed: Sequence[Answered]) -> list[str]:
    told = [one for one in listed if one.alerts]
    counted = (
        sum(one.once for one in told),
        sum(o.right_colour for o in told),
        sum(o.right_inbox for o in told),
    )
    return [name, str(len(listed)), str(len(told)), *map(str, counted)]


def alerts_table(told: Sequence[Told], false: Sequence[Told]) -> str:
    """By colour: how many alerts, how many of them a true cause explains."""
    wrong = {alert.fingerprint for alert in false}
    head = ["colour", "alerts", "explained", "precision (95 %)"]
    rows = [_precision(colour, [a for a in told if a.colour == colour], wrong) for colour in _COLOURS]
    return table(head, [*rows, _precision("all", told, wrong)])


def _precision(name: str, told: Sequence[Told], wrong: set[str]) -> list[str]:
    right = sum(alert.fingerprint not in wrong for alert in told)
    return [name, str(len(told)), str(right), share(Share(right, len(told)))]


def unexplained_words(false: Iterable[Told]) -> str:
    """Which alerts nothing explains, by cause and colour."""
    counted = Counter((alert.cause, alert.colour) for alert in false)
    return "; ".join(f"{cause} {colour} {n}" for (cause, colour), n in sorted(counted.items())) or "none"
