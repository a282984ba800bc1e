"""The demo profile is consistent in itself, and a collector takes the files that are made from it."""

from pathlib import Path
from typing import Any

import pytest

from youjian.bureau.registry.profile import read_profile
from youjian.collector import config
from youjian.commands import demo_devices, demo_profile
from youjian.simulator.registry import read_registry
from youjian.simulator.scenarios import CATALOGUE

PROFILE = demo_profile.load("jingdezhen")
LIVE = PROFILE.simulation.live
WIRING = demo_devices.Wiring(15000, 8100, 8212, tuple(LIVE), frozenset(PROFILE.simulation.direct_vapour))


def opened(station_id: str) -> dict[str, Any]:
    """What the simulator writes into endpoints.json for a station."""
    plan = read_registry(PROFILE.registry)[station_id]
    first = 15010 + 20 * LIVE.index(station_id)
    dispensers = {
        str(dispenser): {"host": "127.0.0.1", "port": first + number, "nozzles": list(nozzles)}
        for number, (dispenser, nozzles) in enumerate(plan.dispensers.items(), start=1)
    }
    gauge = {"host": "127.0.0.1", "port": first, "tanks": sorted(plan.tanks)}
    return {"gauge": gauge, "dispensers": dispensers, "vapour": {"port": WIRING.vapour_port(station_id)}}


@pytest.mark.parametrize("station_id", LIVE)
def test_every_live_station_gets_a_file_that_its_collector_accepts(station_id: str, tmp_path: Path) -> None:
    monitors = demo_devices.monitors(PROFILE.folder)
    heights = demo_devices.heights(PROFILE.registry)[station_id]
    path = tmp_path / "station.toml"
    text = demo_devices.collector_file(
        station_id, opened(station_id), WIRING, monitors.get(station_id), heights
    )
    path.write_text(text, encoding="utf-8")
    loaded = config.load(path)
    drivers = sorted(type(device).__name__ for device in loaded.device)
    plan = read_registry(PROFILE.registry)[station_id]
    through_collector = station_id in monitors and station_id not in PROFILE.simulation.direct_vapour
    assert drivers.count("TankGauge") == 1
    assert drivers.count("TaxPort") == len(plan.dispensers)
    assert drivers.count("VapourMonitor") == through_collector
    nozzles = {nozzle_id for device in loaded.device for nozzle_id in device.nozzle_ids}
    assert nozzles == set(plan.nozzles)


def test_no_two_devices_share_a_port() -> None:
    ports = [
        port
        for station_id in LIVE
        for entry in [opened(station_id)]
        for port in [entry["gauge"]["port"], *(d["port"] for d in entry["dispensers"].values())]
    ]
    listeners = [WIRING.vapour_port(s) for s in LIVE if s not in PROFILE.simulation.direct_vapour]
    assert len(set(ports + listeners)) == len(ports) + len(listeners)


def test_the_profile_names_only_what_it_has() -> None:
    stations = set(read_registry(PROFILE.registry))
    assert len(stations) == 40
    assert set(PROFILE.collectors) == stations
    assert len(LIVE) == 10
    assert set(LIVE) <= stations
    assert set(PROFILE.simulation.direct_vapour) <= set(LIVE) & set(demo_devices.monitors(PROFILE.folder))
    for scenario in PROFILE.simulation.history_scenarios:
        assert scenario.station_id in stations
        assert scenario.scenario in CATALOGUE


@pytest.mark.parametrize("city", ["jingdezhen", "zhengzhou"])
def test_every_shown_city_names_only_what_it_has(city: str) -> None:
    profile = demo_profile.load(city)
    stations = set(read_registry(profile.registry))
    assert set(profile.collectors) == stations
    assert set(profile.simulation.live) <= stations
    monitored = set(demo_devices.monitors(profile.folder))
    assert set(profile.simulation.direct_vapour) <= set(profile.simulation.live) & monitored
    for scenario in profile.simulation.history_scenarios:
        assert scenario.station_id in stations
        assert scenario.scenario in CATALOGUE


def test_a_home_shows_one_city_and_says_where_the_other_goes(tmp_path: Path) -> None:
    demo = tmp_path / "home" / "demo"
    assert demo_profile.shown(demo) == "jingdezhen"
    demo_profile.claim(demo, "zhengzhou")
    assert demo_profile.shown(demo) == "zhengzhou"
    demo_profile.claim(demo, "zhengzhou")
    with pytest.raises(
        ValueError, match=r"shows zhengzhou;.*\n  YOUJIAN_HOME=.*home-jingdezhen youjian demo"
    ):
        demo_profile.claim(demo, "jingdezhen")


def test_a_home_from_before_shows_the_first_city(tmp_path: Path) -> None:
    (tmp_path / "demo" / "history").mkdir(parents=True)
    with pytest.raises(ValueError, match="shows jingdezhen"):
        demo_profile.claim(tmp_path / "demo", "zhengzhou")
    demo_profile.claim(tmp_path / "demo", "jingdezhen")


def test_the_office_reads_the_same_profile() -> None:
    profile = read_profile(PROFILE.folder)
    assert profile.file.city.name == PROFILE.city_name
    assert [a.username for a in profile.file.accounts] == [a.username for a in PROFILE.accounts]


def test_an_unknown_profile_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"no profile 'atlantis'.*jingdezhen"):
        demo_profile.load("atlantis")
