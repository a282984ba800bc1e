"""What a caller may set; everything else is drawn."""

from dataclasses import dataclass
from typing import Literal

from youjian.simulator.twin.names import COUNTIES

Received = Literal["null", "prompt"]


@dataclass(frozen=True)
class Knobs:
    """None means drawn. `turnover_m3` is m³ per tank and day and overrides `fills_per_day` (per tank).

    `received`: whether records that came at once carry `received_at`. `night`, `tank` and `hours` steer
    frauds: in the dark or by day, which tank, how long an outage. `start` is a date; `oddities` names
    those of messy stations instead of chance. Without `documents` their tables are absent. `counties`: in
    which the stations lie.
    """

    reading_s: float | None = None
    fills_per_day: float | None = None
    turnover_m3: float | None = None
    nozzles_per_tank: int | None = None
    tanks: int | None = None
    gauge_step_mm: float | None = None
    documents: bool = True
    received: Received = "prompt"
    heartbeat_s: float = 120.0
    pressure_s: float = 30.0
    start: str | None = None
    oddities: tuple[str, ...] | None = None
    night: bool | None = None
    tank: int | None = None
    hours: float | None = None
    counties: tuple[str, ...] = COUNTIES
