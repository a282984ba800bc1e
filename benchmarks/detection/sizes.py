"""How right the sizes are: bias and spread of the estimates, and how many intervals hold the truth."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from benchmarks.detection.intervals import Share
from benchmarks.detection.matching import Trial
from benchmarks.detection.records import Revision
from benchmarks.detection.truth import truth


@dataclass(frozen=True)
class Sizes:
    """Errors in percent of the truth, and the coverage of the 95 % intervals."""

    bias_pct: float
    sd_pct: float
    coverage: Share


def first_sizes(trials: Iterable[Trial]) -> Sizes | None:
    """Sizes of the first alarms, which had to be stated with the least data."""
    return _sizes((t, t.hit.first) for t in trials if t.hit)


def last_sizes(trials: Iterable[Trial]) -> Sizes | None:
    """Sizes as the same findings stood in the end."""
    return _sizes((t, t.hit.last) for t in trials if t.hit)


def _sizes(stated: Iterable[tuple[Trial, Revision]]) -> Sizes | None:
    pairs = [(r, true) for t, r in stated if r.estimate is not None and (true := truth(t, r))]
    if not pairs:
        return None
    errors = [100 * (abs(r.estimate or 0.0) / abs(true) - 1) for r, true in pairs]
    covered = [_covers(r, true) for r, true in pairs if r.low is not None and r.high is not None]
    spread = float(np.std(errors, ddof=1)) if len(errors) > 1 else 0.0
    return Sizes(float(np.mean(errors)), spread, Share(sum(covered), len(covered)))


def _covers(revision: Revision, true: float) -> bool:
    ends = sorted((abs(revision.low or 0.0), abs(revision.high or 0.0)))
    crosses_zero = (revision.low or 0.0) * (revision.high or 0.0) < 0
    return (0.0 if crosses_zero else ends[0]) <= abs(true) <= ends[1]
