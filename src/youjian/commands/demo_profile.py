"""A profile's part that only the demo reads: which stations are simulated, how, and what happened before."""

import csv
import shlex
import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from youjian.contract.fields import StationId

_FIRST, _MARK = "jingdezhen", "profile"
PROFILES = Path(__file__).resolve().parent.parent / "profiles"


class HistoryScenario(Struct, frozen=True):
    """Something dishonest in the history of a station, so that a first look has something to look at."""

    station_id: StationId
    scenario: str
    hours_ago: Annotated[float, Meta(gt=0)]


class Simulation(Struct, frozen=True, forbid_unknown_fields=True):
    """What is simulated: `live` stations answer on protocol sockets, the others report by the station API.

    The vapour monitors of `direct_vapour` speak at the platform's HJ 212 door, the others to their collector.
    """

    seed: int
    history_days: Annotated[int, Meta(ge=1)]
    ledger_days: Annotated[int, Meta(ge=1)]
    fill_interval_s: Annotated[float, Meta(gt=0)]
    live: list[StationId]
    direct_vapour: list[StationId]
    history_scenarios: list[HistoryScenario] = []


class Account(Struct, frozen=True):
    """A demo account, as it is printed."""

    username: str
    password: str
    display_name: str
    role: str


class DemoProfile(Struct, frozen=True):
    """A profile as the demo sees it; `collectors` maps station to collector."""

    folder: Path
    city_name: str
    accounts: list[Account]
    simulation: Simulation
    collectors: dict[str, str]

    @property
    def registry(self) -> Path:
        """The register as an audit folder."""
        return self.folder / "registry"

    @property
    def reporting(self) -> list[str]:
        """Stations that report through the station API, without device sockets."""
        return [station for station in sorted(self.collectors) if station not in self.simulation.live]


def load(name: str) -> DemoProfile:
    """Read a profile; raises ValueError that names the file and what is missing."""
    folder = PROFILES / name
    path = folder / "profile.toml"
    if not path.exists():
        known = ", ".join(
            sorted(entry.name for entry in PROFILES.iterdir() if (entry / "profile.toml").exists())
        )
        raise ValueError(f"no profile {name!r} in {PROFILES}; there is: {known}")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    if "simulation" not in raw:
        raise ValueError(f"{path} has no [simulation]: it can be loaded, but not shown as a demo")
    return DemoProfile(
        folder=folder,
        city_name=raw["city"]["name"],
        accounts=msgspec.convert(raw["accounts"], list[Account]),
        simulation=msgspec.convert(raw["simulation"], Simulation),
        collectors=_collectors(folder / "collectors.csv"),
    )


def shown(folder: Path) -> str:
    """The city that a home's demo shows; one from before there were several showed the first of them."""
    mark = folder / _MARK
    return mark.read_text(encoding="utf-8").strip() if mark.exists() else _FIRST


def claim(folder: Path, profile: str) -> None:
    """Remember which city a home's demo shows. A home shows one: raises ValueError when it is another."""
    mark = folder / _MARK
    if (mark.exists() or (folder / "history").exists()) and shown(folder) != profile:
        home = folder.parent
        other = shlex.quote(str(home.with_name(f"{home.name}-{profile}")))
        raise ValueError(
            f"{home} shows {shown(folder)}; a home shows one city. For {profile} use a home of its own:\n"
            f"  YOUJIAN_HOME={other} youjian demo --profile {profile}\n"
            "(with another --port, --intake-port, --hj212-port and --device-port when both are to run)"
        )
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(f"{profile}\n", encoding="utf-8")


def _collectors(path: Path) -> dict[str, str]:
    with path.open(newline="", encoding="utf-8") as lines:
        return {row["station_id"]: row["collector_id"] for row in csv.DictReader(lines)}
