"""The wiring of the demo's live stations: which socket is whose, and the collectors' files made from it."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VAPOUR_OFFSET = 900


@dataclass(frozen=True)
class Wiring:
    """Addresses on this machine. `device_port` is the simulator's base port."""

    device_port: int
    intake_port: int
    hj212_port: int
    live: tuple[str, ...]
    direct_vapour: frozenset[str]

    def vapour_port(self, station_id: str) -> int:
        """Where the vapour monitor of a station pushes to: the platform's door or its collector."""
        if station_id in self.direct_vapour:
            return self.hj212_port
        return self.device_port + VAPOUR_OFFSET + self.live.index(station_id)


def monitors(profile_folder: Path) -> dict[str, dict[str, str]]:
    """The registered vapour monitor of each station: mn, password, family."""
    with (profile_folder / "vapour_monitors.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {row["station_id"]: row for row in reversed(rows)}


def collector_file(
    station_id: str,
    opened: dict[str, Any],
    wiring: Wiring,
    monitor: dict[str, str] | None,
    heights_mm: dict[int, float],
) -> str:
    """A collector's TOML for one live station; `opened` is the station's entry of endpoints.json."""
    sections = [_head(station_id, wiring), _gauge(opened["gauge"], heights_mm)]
    sections += [_dispenser(name, entry) for name, entry in opened["dispensers"].items()]
    if monitor is not None and station_id not in wiring.direct_vapour and "vapour" in opened:
        sections.append(_vapour(station_id, wiring, monitor))
    return "\n".join(sections)


def heights(registry: Path) -> dict[str, dict[int, float]]:
    """The height of every tank, by station: what its gauge can plausibly say, in mm."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    with (registry / "tanks.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found[row["station_id"]][int(row["tank_id"])] = float(row["diameter_mm"])
    return found


def _head(station_id: str, wiring: Wiring) -> str:
    return f"""station_id = "{station_id}"
platform = ["http://127.0.0.1:{wiring.intake_port}"]
link = "wired"
[status]
listen = ""
"""


def _gauge(entry: dict[str, Any], heights_mm: dict[int, float]) -> str:
    tanks = ", ".join(
        f"{{ number = {tank}, tank_id = {tank}, height_max_mm = {heights_mm[tank]} }}"
        for tank in entry["tanks"]
    )
    return f"""[[device]]
name = "gauge"
driver = "tls350"
url = "tcp://{entry["host"]}:{entry["port"]}"
tanks = [{tanks}]
volume_unit = "L"
height_unit = "mm"
temperature_unit = "C"
poll_s = 30
"""


def _dispenser(name: str, entry: dict[str, Any]) -> str:
    nozzles = ", ".join(
        f"{{ nozzle_id = {nozzle}, address = {address} }}"
        for address, nozzle in enumerate(entry["nozzles"], start=1)
    )
    return f"""[[device]]
name = "dispenser {name}"
driver = "taxport"
url = "tcp://{entry["host"]}:{entry["port"]}"
dispenser_id = {name}
nozzles = [{nozzles}]
"""


def _vapour(station_id: str, wiring: Wiring, monitor: dict[str, str]) -> str:
    return f"""[[device]]
name = "vapour"
driver = "hj212"
url = "tcp-listen://127.0.0.1:{wiring.vapour_port(station_id)}"
mn = "{monitor["mn"]}"
password = "{monitor["password"]}"
"""
