"""By which rule a fraud was first seen: the confusion matrix of frauds and rules."""

from collections import Counter
from collections.abc import Iterable

from benchmarks.detection.matching import Trial

NOTHING = "(nothing)"


def first_rules(trials: Iterable[Trial]) -> dict[str, Counter[str]]:
    """Per fraud, how often each rule was the first to raise anything about its time, accepted or not."""
    matrix: dict[str, Counter[str]] = {}
    for trial in trials:
        first = trial.around[0].first.rule if trial.around else NOTHING
        matrix.setdefault(trial.label.fraud, Counter())[first] += 1
    return matrix
