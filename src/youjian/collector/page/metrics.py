"""The state of the stations as lines for a monitoring system (Prometheus text format 0.0.4)."""

from typing import Any

_HELP = {
    "outbox_records": "records that the platform has not acknowledged",
    "outbox_bytes": "size of the outbox on disk",
    "acknowledged_batch": "number of the last acknowledged batch",
    "clock_offset_seconds": "collector's clock minus the platform's",
    "device_up": "1 when a device answers",
    "count_total": "what was counted since the start, deviations by name",
}


def text(stations: list[dict[str, Any]]) -> str:
    """All figures of all stations."""
    samples: dict[str, list[str]] = {name: [] for name in _HELP}
    for found in stations:
        for name, more, value in _samples(found):
            labels = {"station": found["station_id"], **more}
            written = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
            samples[name].append(f"youjian_collector_{name}{{{written}}} {value}")
    lines: list[str] = []
    for name, sampled in samples.items():
        kind = "counter" if name.endswith("_total") else "gauge"
        full = f"youjian_collector_{name}"
        lines += [f"# HELP {full} {_HELP[name]}", f"# TYPE {full} {kind}", *sampled]
    return "\n".join(lines) + "\n"


def _samples(found: dict[str, Any]) -> list[tuple[str, dict[str, str], float]]:
    offset = found["clock_offset_s"]
    samples: list[tuple[str, dict[str, str], float]] = [
        ("outbox_records", {}, found["outbox_depth"]),
        ("outbox_bytes", {}, found["outbox_bytes"]),
        ("acknowledged_batch", {}, found["acknowledged_batch"]),
    ]
    samples += [] if offset is None else [("clock_offset_seconds", {}, offset)]
    samples += [("device_up", {"device": d}, int(state == "ok")) for d, state in found["devices"].items()]
    return samples + [("count_total", {"name": name}, value) for name, value in found["counts"].items()]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
