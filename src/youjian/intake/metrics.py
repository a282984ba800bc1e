"""What a door tells Prometheus; label values are few and fixed, never a device's or a peer's name."""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

disable_created_metrics()
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_ROWS = (1, 10, 30, 100, 300, 1000, 3000, 5000, 10_000, 30_000)

COUNTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "youjian_intake_requests_total": ("requests answered", ("path", "status")),
    "youjian_intake_records_total": ("records: stored, duplicate, quarantined", ("outcome", "table")),
    "youjian_intake_quarantined_total": ("records set aside", ("reason",)),
    "youjian_intake_transactions_total": ("transactions: committed, failed, away", ("outcome",)),
    "youjian_intake_limited_total": ("questions or frames above a limit", ("door", "limit")),
    "youjian_intake_connections_total": ("connections taken", ("door",)),
    "youjian_intake_connections_refused_total": ("connections not taken: total, peer", ("door", "why")),
    "youjian_intake_connections_cut_total": ("connections ended by the door", ("door", "why")),
    "youjian_intake_journal_suppressed_total": ("refusals counted, not journaled one by one", ("door",)),
    "youjian_mqtt_questions_total": ("messages that brokers handed over", ()),
    "youjian_mqtt_unreadable_total": ("messages that could not be read and were passed over", ()),
    "youjian_hj212_frames_total": ("HJ 212 frames: good, refused", ("outcome",)),
}
HISTOGRAMS: dict[str, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "youjian_intake_request_seconds": ("from the whole question to its answer", ("path", "status"), _SECONDS),
    "youjian_intake_transaction_seconds": ("duration of a transaction", (), _SECONDS),
    "youjian_intake_transaction_rows": ("records in a transaction", (), _ROWS),
}
GAUGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "youjian_intake_up": ("1 while questions are taken, 0 while the door drains", ()),
    "youjian_intake_queue_rows": ("records that wait for a transaction", ()),
    "youjian_intake_body_bytes": ("bytes of questions in hand", ()),
    "youjian_intake_open_connections": ("connections open now", ("door",)),
    "youjian_mqtt_brokers": ("MQTT brokers connected now", ()),
    "youjian_intake_database_connections": ("connections to the database", ("state",)),
    "youjian_intake_database_waiting": ("threads that wait for such a connection", ()),
}
REASONS = frozenset({"clock", "conflict", "invalid", "station", "table", "unprocessable"})
"""Reasons of quarantine that have a series of their own; any other one is counted as `other`."""


class Metrics:
    """The counters of one door; safe to use from several threads.

    `intake` is a label of every sample where several run side by side, empty for none.

    >>> metrics = Metrics()
    >>> metrics.count("youjian_hj212_frames_total", 2, outcome="good")
    >>> [line for line in metrics.page().decode().splitlines() if line.startswith("youjian_hj212")]
    ['youjian_hj212_frames_total{outcome="good"} 2.0']
    """

    def __init__(self, intake: str = "") -> None:
        self._registry = registry = CollectorRegistry()
        self._told = _Named(registry, intake) if intake else registry
        self._counters = {
            name: Counter(name.removesuffix("_total"), meaning, labels, registry=registry)
            for name, (meaning, labels) in COUNTERS.items()
        }
        self._histograms = {
            name: Histogram(name, meaning, labels, buckets=buckets, registry=registry)
            for name, (meaning, labels, buckets) in HISTOGRAMS.items()
        }
        self._gauges = {
            name: Gauge(name, meaning, labels, registry=registry)
            for name, (meaning, labels) in GAUGES.items()
        }
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter of `COUNTERS`."""
        counter = self._counters[name]
        (counter.labels(**labels) if labels else counter).inc(amount)

    def observe(self, name: str, value: float, **labels: str) -> None:
        """Put a value into a histogram of `HISTOGRAMS`."""
        histogram = self._histograms[name]
        (histogram.labels(**labels) if labels else histogram).observe(value)

    def watch(self, name: str, value: Callable[[], float], **labels: str) -> None:
        """Let a gauge of `GAUGES` be asked when the page is made."""
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set_function(value)

    def page(self) -> bytes:
        """Everything, in the text format of Prometheus."""
        return generate_latest(self._told)


class _Named(Collector):
    """A registry whose samples all carry the label `intake`."""

    def __init__(self, registry: CollectorRegistry, intake: str) -> None:
        self._registry = registry
        self._label = {"intake": intake}

    def collect(self) -> Iterable[Metric]:
        """The registry's metrics, each sample labelled."""
        for metric in self._registry.collect():
            metric.samples = list(self._labelled(metric.samples))
            yield metric

    def _labelled(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        return (sample._replace(labels={**sample.labels, **self._label}) for sample in samples)


def reason_label(reason: str) -> str:
    """A reason as a label value.

    >>> reason_label("clock"), reason_label("as somebody wrote it")
    ('clock', 'other')
    """
    return reason if reason in REASONS else "other"
