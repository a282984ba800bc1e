"""Write the data of the shown cities' profiles, all of it but profile.toml.

    python -m scripts.make_profiles [FOLDER]

FOLDER (default: src/youjian/profiles) gets a folder per city; the same seeds give the same files. The tables
in `registry` are those of an audit folder, so `youjian import` reads them too.
"""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from scripts.city_making import cities, upkeep
from scripts.city_making.geometry import region_rows
from scripts.city_making.register import CityPlan, Register, make_register

PROFILES = Path(__file__).resolve().parent.parent / "src" / "youjian" / "profiles"
CITIES = {
    "jingdezhen": (cities.JINGDEZHEN, "景德镇市"),
    "zhengzhou": (cities.ZHENGZHOU, "郑州市"),
}
EXAMPLE_MONITOR = {
    "mn": "010000A8900016F000169DC0",  # the examples of HJ 212-2017 carry it
    "station_id": "3602030017",
    "password": "123456",
    "family": "c",
}
_DOWNTIMES = 4


def main(folder: Path) -> None:
    """Write every file of every city."""
    for name, (plan, title) in CITIES.items():
        made = make_register(plan)
        write_city(folder / name, plan, title, made, cities.CHANGED[name])
        if name == "jingdezhen":
            with (folder / name / "vapour_monitors.csv").open("a", newline="", encoding="utf-8") as out:
                csv.DictWriter(out, list(EXAMPLE_MONITOR), lineterminator="\n").writerow(EXAMPLE_MONITOR)


def write_city(
    folder: Path, plan: CityPlan, title: str, made: Register, changed: dict[str, dict[str, Any]]
) -> None:
    """Everything of a profile but profile.toml."""
    folder.joinpath("registry").mkdir(parents=True, exist_ok=True)
    folder.joinpath("boundaries.geojson").write_text(plan.layout.geojson(), encoding="utf-8")
    regions = region_rows(plan.code, title, plan.layout)
    write(folder / "regions.csv", regions)
    for table in ("stations", "tanks", "tank_charts", "nozzles", "verifications", "price_caps"):
        write(folder / "registry" / f"{table}.csv", getattr(made, table))
    rng = np.random.default_rng(plan.seed + 1)
    dispensers = list(upkeep.dispensers(made.nozzles, rng))
    names = {row["region_code"]: row["name"] for row in regions}
    ids = [station["station_id"] for station in made.stations]
    write(folder / "registry" / "seals.csv", list(upkeep.seals(dispensers)))
    approved = list(upkeep.maintenance(ids[5 : 5 + _DOWNTIMES], "值班员 林晓"))
    write(folder / "registry" / "maintenance.csv", approved)
    write(folder / "companies.csv", list(upkeep.companies(made.stations, plan.short_name)))
    write(folder / "contacts.csv", list(upkeep.contacts(made.stations, names)))
    write(folder / "operations.csv", list(upkeep.operations(made.stations, changed)))
    write(folder / "dispensers.csv", dispensers)
    write(folder / "collectors.csv", [{"collector_id": f"C{one}", "station_id": one} for one in ids])
    monitored = [s["station_id"] for s in made.stations if s["vapour_monitoring"] == "true"]
    write(folder / "vapour_monitors.csv", [vapour_monitor(station_id) for station_id in monitored])


def write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """One CSV file, UTF-8 with a header."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def vapour_monitor(station_id: str) -> dict[str, Any]:
    """A monitor's registration: MN is the station's id, as the upload families have it."""
    return {"mn": station_id, "station_id": station_id, "password": "123456", "family": "c"}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else PROFILES)
