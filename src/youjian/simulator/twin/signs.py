"""What devices say of themselves: heartbeats, tax chips, events."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from youjian.simulator.twin.clock import DAY, FloatArray, micros, moment
from youjian.simulator.twin.folder import from_rows, in_order, table
from youjian.simulator.twin.spec import Spec


@dataclass
class Signs:
    """Spans in which the collector is silent, and events."""

    silent: list[tuple[float, float]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def event(self, spec: Spec, device: str, at: float, code: str, detail: str | None = None) -> None:
        """Add an event that arrived at once."""
        arrived = None if spec.knobs.received == "null" else moment(at + 5)
        row = {"station_id": spec.station_id, "device": device, "at": moment(at), "code": code}
        self.events.append({**row, "detail": detail, "received_at": arrived})

    def table(self) -> pa.Table:
        """Events in the order of their keys."""
        return in_order("device_events", from_rows("device_events", self.events))


def heartbeats(spec: Spec, signs: Signs) -> pa.Table:
    """A beat every so often while the collector is up."""
    rng = spec.rng(13)
    at = np.arange(spec.start + 1.0, spec.end, spec.knobs.heartbeat_s) + 0.0
    at = at + rng.uniform(0, 2, len(at))
    at = at[~inside(at, signs.silent)]
    arrived = np.full(len(at), np.iinfo(np.int64).min)
    if spec.knobs.received != "null":
        arrived = micros(at + rng.uniform(0.1, 2, len(at)))
    offset = np.clip(rng.normal(0, 3) + rng.normal(0, 0.3, len(at)), -50, 50)
    return table(
        "heartbeats",
        len(at),
        station_id=spec.station_id,
        device="collector",
        at=micros(at),
        clock_offset_s=np.round(offset, 2),
        outbox_depth=rng.poisson(0.5, len(at)),
        firmware="2.4.1",
        link=str(rng.choice(["4g", "5g", "wired"])),
        signal_dbm=np.round(rng.normal(-82, 4, len(at))),
        received_at=arrived,
    )


def tax_states(spec: Spec) -> pa.Table:
    """Each chip once a week, initialised with the register's taxpayer."""
    rows = [
        {
            "station_id": spec.station_id,
            "nozzle_id": n.nozzle_id,
            "read_at": moment(at),
            "initialised": True,
            "chip_taxpayer": spec.uscc,
            "factory_no": n.factory_no,
            "received_at": None if spec.knobs.received == "null" else moment(at + 10),
        }
        for n in spec.nozzles
        for at in np.arange(spec.start + 3 * 3600, spec.end, 7 * DAY)
    ]
    return from_rows("tax_states", rows)


def inside(at: FloatArray, spans: list[tuple[float, float]]) -> np.ndarray:
    """Which moments lie in any of the spans."""
    found = np.zeros(len(at), bool)
    for first, last in spans:
        found |= (at >= first) & (at < last)
    return found
