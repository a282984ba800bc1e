"""What the right size of a finding would have been, in the finding's own unit and for its own window."""

from datetime import datetime, timedelta

from benchmarks.detection.matching import Trial
from benchmarks.detection.records import Revision

SUDDEN = timedelta(days=1)
"""A label shorter than this is one event: its litres are the truth of every finding about it."""
_ML_PER_HOUR = {"ml_per_hour": 1.0, "litres_per_hour": 1000.0}


def truth(trial: Trial, revision: Revision) -> float | None:
    """The true size that a revision estimates; None when its unit says nothing of the label's.

    Litres that go missing all the time are shared out evenly over the label's interval.
    """
    label = trial.label
    if revision.unit == "ml":
        end = revision.ended_at or revision.detected_at
        return 1000 * litres_between(trial, revision.started_at, end)
    if revision.unit == "percent":
        return label.size if label.unit == "percent" else None
    if revision.unit == "ml_per_hour" and label.unit in _ML_PER_HOUR:
        return label.size * _ML_PER_HOUR[label.unit]
    return None


def litres_between(trial: Trial, start: datetime, end: datetime) -> float:
    """Litres of the label that fall into an interval."""
    label, ends = trial.label, trial.label.ended_at or trial.data_ends
    if ends - label.started_at <= SUDDEN:
        return label.litres
    inside = min(end, ends) - max(start, label.started_at)
    return label.litres * max(0.0, inside / (ends - label.started_at))
