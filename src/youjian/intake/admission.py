"""Who asks too often: collectors that are known, and senders whose questions prove nothing.

A question that nobody signed rightly is paid for by its sender, before anything is looked up, decompressed or
verified; a collector that has signed from there before is not held up by a flood beside it.
"""

from collections.abc import Hashable

from youjian.intake.limits import Buckets
from youjian.intake.metrics import Metrics
from youjian.intake.refusals import RefusalError, too_often
from youjian.intake.requests import Question
from youjian.intake.settings import Settings

Name = str | tuple[str, str]
_MOST = 20_000
_NOT_PROVED = frozenset({401, 404, 413, 422})


class Admission:
    """The limits of one door on questions and records; a refusal is 429 with `Retry-After`."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._metrics = metrics
        self._strangers = Buckets[Name](settings.stranger_s, settings.stranger_burst)
        self._requests = Buckets[Name](settings.collector_requests_s, settings.collector_requests_burst)
        self._records = Buckets[Name](settings.collector_records_s, settings.collector_records_burst)
        self._told = Buckets[Hashable](1.0, 30.0)
        self._met: dict[tuple[str, str], None] = {}

    def check(self, question: Question) -> Name:
        """The name under which a question pays; refuses one that owes too much. Costs next to nothing."""
        collector_id = question.headers.get("collector-id", "")
        pair = (question.sender, collector_id)
        if pair not in self._met:
            self._require(self._strangers, question.sender, question, "failures")
            return question.sender
        self._require(self._strangers, pair, question, "failures")
        self._require(self._requests, collector_id, question, "requests")
        return pair

    def knock(self, question: Question) -> Name:
        """The same, and a stranger pays in advance: many at the same time are no way around."""
        name = self.check(question)
        if isinstance(name, str):
            self._strangers.take(name)
        return name

    def settle(self, name: Name, status: int) -> None:
        """Give back what a stranger paid in advance, or let a collector pay that proved nothing this time."""
        stranger, failed = isinstance(name, str), status in _NOT_PROVED
        if stranger and not failed:
            self._strangers.take(name, -1)
        elif failed and not stranger:
            self._strangers.take(name)

    def request(self, question: Question, collector_id: str) -> None:
        """Count a question that is signed rightly; refuses one above the limit."""
        self._met.pop(pair := (question.sender, collector_id), None)
        if len(self._met) >= _MOST:
            del self._met[next(iter(self._met))]
        self._met[pair] = None
        self._require(self._requests, collector_id, question, "requests")
        self._requests.take(collector_id)

    def records(self, question: Question, collector_id: str, count: int) -> None:
        """Count its records; refuses before they are counted, so that any batch is taken one day."""
        self._require(self._records, collector_id, question, "records")
        self._records.take(collector_id, count)

    def worth_telling(self, about: Hashable) -> bool:
        """Whether the log should hear of a refusal: a flood fills no disk."""
        if self._told.wait(about):
            return False
        self._told.take(about)
        return True

    def _require(self, buckets: Buckets[Name], name: Name, question: Question, limit: str) -> None:
        wait = buckets.wait(name)
        if wait:
            self._metrics.count("youjian_intake_limited_total", door=question.door, limit=limit)
            raise _refusal(limit, wait)


def _refusal(limit: str, wait: float) -> RefusalError:
    return too_often(f"above the limit of {limit}; keep everything, wait and send again", wait)
