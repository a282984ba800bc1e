"""Made-up cities: the shown ones are what their generator makes, and a big one has what was asked for."""

import csv
from pathlib import Path

import pytest

from benchmarks.city import big_register
from scripts.make_profiles import PROFILES, main
from youjian.archive.folder import read_registry
from youjian.bureau import setup

setup()

from youjian.bureau.registry.profile import profile_digest, read_profile  # noqa: E402 - needs Django set up


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_shown_cities_are_what_the_generator_makes(tmp_path: Path) -> None:
    main(tmp_path)
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(made) == 2 * 16
    differing = [
        path.relative_to(tmp_path).as_posix()
        for path in made
        if path.read_bytes() != (PROFILES / path.relative_to(tmp_path)).read_bytes()
    ]
    assert differing == []


@pytest.mark.parametrize(("stations", "nozzles"), [(16, 64), (50, 377)])
def test_a_big_city_has_exactly_what_was_asked_for(tmp_path: Path, stations: int, nozzles: int) -> None:
    big_register(tmp_path, stations, nozzles)
    register = read_registry(tmp_path / "registry")
    assert register.bad == []
    assert len(register.tables["stations"]) == stations
    assert len(register.tables["nozzles"]) == nozzles
    assert len({row["name"] for row in lines(tmp_path / "registry" / "stations.csv")}) == stations
    profile = read_profile(tmp_path)
    assert len(profile.operations.rows) == len(profile.collectors.rows) == stations


def test_the_same_seed_makes_the_same_city(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        big_register(tmp_path / name, 20, 100, seed)
    digests = [profile_digest(tmp_path / name) for name in ("a", "b", "c")]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(("stations", "nozzles"), [(20, 79), (3, 100)])
def test_a_city_that_cannot_be_is_refused(tmp_path: Path, stations: int, nozzles: int) -> None:
    with pytest.raises(ValueError, match=r"at least|between"):
        big_register(tmp_path, stations, nozzles)
