"""Documents and what the tanks gained: each document claims its litres, and a gain is given out once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from youjian.detection.evidence import Row
from youjian.detection.gauge.series import Tank
from youjian.detection.gauge.steps import HOUR, Step

Group = tuple[Tank, ...]


@dataclass(frozen=True)
class Claim:
    """A delivery document: litres that came at a moment into one of some groups of tanks (or `named`)."""

    row: Row
    at: int
    litres: float
    groups: tuple[Group, ...]
    named: Group | None


@dataclass(frozen=True)
class Slack:
    """What is error rather than fuel: what is left of a gain that served, or a gain of so small a share."""

    litres: float
    share: float


def served(claims: Sequence[Claim], steps: Sequence[Step], reach: int, slack: Slack) -> list[float]:
    """Litres that each document gets, the best fitting pairs of document and gain first.

    A gain that is given out leaves nothing but the error of its own measurement: two documents cannot live
    on one gain of the size of one.
    """
    pairs = [
        (_misfit(claim, step), i, j)
        for i, claim in enumerate(claims)
        for j, step in enumerate(steps)
        if step.group in claim.groups
        and step.start <= claim.at + reach
        and step.end >= claim.at - reach
        and step.litres >= slack.share * claim.litres
    ]
    got, left = [0.0] * len(claims), [step.litres for step in steps]
    for _, i, j in sorted(pairs):
        given = min(claims[i].litres - got[i], left[j])
        got[i] += given
        left[j] -= given
        if given > 0 and left[j] <= max(slack.litres, slack.share * steps[j].litres):
            left[j] = 0.0
    return got


def _misfit(claim: Claim, step: Step) -> float:
    """How badly a gain fits a document, in hours: apart in time, of another size, in another tank."""
    hours = max(step.start - claim.at, claim.at - step.end, 0) / HOUR
    size = abs(float(np.log(max(claim.litres, 1.0) / step.litres)))
    elsewhere = claim.named is not None and claim.named != step.group
    return hours + 4.0 * size + (6.0 if elsewhere else 0.0)
