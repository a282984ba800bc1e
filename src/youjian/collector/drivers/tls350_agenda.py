"""What to ask a console beside the inventory, and when: one question a poll, so that levels never wait.

Pure: the clock is handed in. A function that the console does not know is asked again a day later.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

_AGAIN_UNKNOWN = timedelta(hours=24)
_AGAIN_FAILED = timedelta(minutes=10)
_FAILURES = 3


class Question(Struct, frozen=True):
    """A report of one tank, or of all (0)."""

    function: str
    device: int = 0


class Agenda:
    """The questions of one console in the order in which they fall due."""

    def __init__(self, numbers: Sequence[int], alarms_s: float, evidence_h: float) -> None:
        alarms, evidence = timedelta(seconds=alarms_s), timedelta(hours=evidence_h)
        charts = [Question(function, number) for function in ("i217", "i216") for number in numbers]
        self._every: dict[Question, timedelta] = {
            Question("i205"): alarms,
            Question("i20C"): max(alarms, timedelta(hours=1)),
            **dict.fromkeys((Question("i218"), Question("i219"), *charts), evidence),
            **dict.fromkeys((Question("i902"), Question("iC01")), evidence),
        }
        self._due: dict[Question, datetime] = {}
        self._answered: set[Question] = set()
        self._failures: Counter[Question] = Counter()

    def next(self, now: datetime) -> Question | None:
        """The question that has been due longest, or None."""
        waiting = [question for question in self._every if self._is_due(question, now)]
        return min(waiting, key=lambda question: self._due.get(question, now - _AGAIN_UNKNOWN), default=None)

    def _is_due(self, question: Question, now: datetime) -> bool:
        """Also when its time lies further ahead than any wait: then our clock has been put back."""
        ahead = self._due.get(question, now) - now
        return ahead <= timedelta(0) or ahead > max(self._every[question], _AGAIN_UNKNOWN)

    def answered(self, question: Question, now: datetime) -> None:
        """The question was answered: it falls due again after its interval."""
        self._due[question] = now + self._every[question]
        self._answered.add(question)
        self._failures.pop(question, None)

    def unknown(self, question: Question, now: datetime) -> None:
        """The console does not know this report: not before tomorrow again."""
        self._answered.discard(question)
        self._due[question] = now + max(self._every[question], _AGAIN_UNKNOWN)

    def failed(self, question: Question, now: datetime) -> None:
        """Silence or damage: again in a while, after three times tomorrow; retries never delay the levels."""
        self._failures[question] += 1
        if self._failures[question] % _FAILURES == 0:
            self.unknown(question, now)
            return
        self._due[question] = now + min(self._every[question], _AGAIN_FAILED)

    def reconnected(self, now: datetime) -> None:
        """The line was gone: somebody may have worked on the gauge, so what it answers is asked again."""
        self._due = {question: self._due.get(question, now) for question in self._every}
        self._due |= dict.fromkeys(self._answered, now)

    def delivered(self, now: datetime) -> None:
        """A delivery has ended: what the gauge saw of it is asked for."""
        if Question("i20C") in self._due:
            self._due[Question("i20C")] = now
