"""Counters of the door in the Prometheus text format (version 0.0.4)."""

import threading
from collections.abc import Mapping

Labels = tuple[tuple[str, str], ...]

COUNTERS: dict[str, str] = {
    "youjian_intake_requests_total": "requests answered, by path and status",
    "youjian_intake_records_total": "records decided, by outcome: stored, duplicate, quarantined",
    "youjian_intake_transactions_total": "transactions, by outcome: committed, failed, away",
    "youjian_mqtt_questions_total": "messages that brokers handed over",
    "youjian_hj212_frames_total": "HJ 212 frames, by outcome: good, refused",
    "youjian_hj212_connections_total": "HJ 212 connections opened",
}
GAUGES: dict[str, str] = {
    "youjian_intake_pending_rows": "rows that wait for a transaction",
    "youjian_mqtt_brokers": "MQTT brokers connected now",
    "youjian_hj212_connections": "HJ 212 connections open now",
}


class Metrics:
    """Counts by name and labels; safe to use from several threads.

    >>> metrics = Metrics()
    >>> metrics.count("youjian_hj212_frames_total", 2, outcome="good")
    >>> print(metrics.render({}).splitlines()[-1])
    youjian_hj212_frames_total{outcome="good"} 2
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[str, Labels], int] = {}
        self._lock = threading.Lock()

    def count(self, name: str, amount: int = 1, **labels: str) -> None:
        """Add to a counter of `COUNTERS`."""
        key = (name, tuple(sorted(labels.items())))
        with self._lock:
            self._counts[key] = self._counts.get(key, 0) + amount

    def render(self, gauges: Mapping[str, int]) -> str:
        """The page: each metric's help and type, then its values."""
        with self._lock:
            counts = sorted(self._counts.items())
        lines: list[str] = []
        for name, value in gauges.items():
            lines += [*_head(name, "gauge", GAUGES[name]), f"{name} {value}"]
        for name, meaning in COUNTERS.items():
            mine = [(labels, value) for (n, labels), value in counts if n == name]
            if mine:
                lines += _head(name, "counter", meaning)
                lines += [f"{name}{_braces(labels)} {value}" for labels, value in mine]
        return "\n".join(lines) + "\n"


def _head(name: str, kind: str, meaning: str) -> list[str]:
    return [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]


def _braces(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else ""
