"""Profiles as files: both cities are whole, and every mistake is named with file and line."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from youjian.bureau import setup

setup()

from youjian.archive.folder import read_registry  # noqa: E402 - Django must be set up
from youjian.bureau.registry import profile_lines  # noqa: E402
from youjian.bureau.registry.profile import profile_digest, read_profile  # noqa: E402
from youjian.bureau.registry.profile_checks import (  # noqa: E402
    bad_operations,
    bad_stations,
    group_of,
    strangers,
)
from youjian.bureau.registry.profile_words import MODULES  # noqa: E402
from youjian.contract.registry import Station  # noqa: E402

PROFILES = Path(__file__).parents[3] / "src" / "youjian" / "profiles"
CITIES = ("jingdezhen", "zhengzhou")
TODAY = date(2026, 11, 22)
ROLES = {
    "duty", "inspector", "liaison", "auditor", "admin", "clerk", "tax", "ecology", "leader", "county_head",
    "station", "operator", "security", "builder", "installer",
}  # fmt: skip
OF_DEPARTMENTS = {"police", "emergency", "finance", "reform"}
"""Roles that a city has with the department of the same name."""


def stations_of(city: str) -> dict[str, Station]:
    register = read_registry(PROFILES / city / "registry")
    assert register.bad == []
    return {s.station_id: s for s in register.tables["stations"] if isinstance(s, Station)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile that may be spoiled, without its register."""
    return Path(shutil.copytree(PROFILES / "zhengzhou", tmp_path / "our-city"))


@pytest.mark.parametrize("city", CITIES)
def test_every_part_of_a_shown_city_fits_the_others(city: str) -> None:
    profile, stations = read_profile(PROFILES / city), stations_of(city)
    regions = {row.region_code for row in profile.regions.rows}
    assert profile.name == city
    assert {station.region_code for station in stations.values()} <= regions
    assert list(bad_operations(profile.operations, stations, TODAY)) == []
    for lines in (profile.operations, profile.contacts, profile.dispensers, profile.collectors):
        assert list(strangers(lines, stations)) == []
        assert {row.station_id for row in lines.rows} == set(stations)
    assert {row.uscc for row in profile.companies.rows} == {s.uscc for s in stations.values()}
    assert profile.boundaries["features"]
    assert all(row.longitude is not None for row in profile.regions.rows)


@pytest.mark.parametrize("city", CITIES)
def test_a_shown_city_is_marked_as_made_up(city: str) -> None:
    profile = read_profile(PROFILES / city)
    assert profile.file.city.sample
    assert "示范数据" in profile.file.city.name


@pytest.mark.parametrize("city", CITIES)
def test_there_is_an_account_for_each_role_and_a_duty_for_each_department(city: str) -> None:
    file = read_profile(PROFILES / city).file
    there = OF_DEPARTMENTS & {one.code for one in file.departments}
    assert {account.role for account in file.accounts} == ROLES | there | {role.code for role in file.roles}
    assert all(department.duties for department in file.departments)
    assert [one.kind for one in file.departments].count("lead") == 1
    assert file.modules is not None
    assert set(file.modules.on) < set(MODULES)


def test_groups_follow_the_plans() -> None:
    jingdezhen, zhengzhou = (read_profile(PROFILES / city) for city in CITIES)
    state, private = jingdezhen.file.ownership_groups
    assert (state.equipment, private.equipment) == ("company", "county")
    assert [group.install_until for group in jingdezhen.file.ownership_groups] == [None, None]
    majors, others = zhengzhou.file.ownership_groups
    assert (majors.install_until, others.install_until) == (date(2020, 11, 10), date(2020, 12, 10))
    assert {group.operate_from for group in (majors, others)} == {date(2021, 1, 1)}


def test_a_franchised_station_under_a_major_s_name_is_none_of_the_major_s() -> None:
    profile, stations = read_profile(PROFILES / "zhengzhou"), stations_of("zhengzhou")
    groups = profile.file.ownership_groups
    own = {"owned": "majors", "leased": "majors", "franchised": "others"}
    for station in stations.values():
        if station.ownership in ("sinopec", "petrochina"):
            group = group_of(groups, station, None)
            assert group is not None
            assert group.code == own[str(station.operating_mode)]


def test_a_station_of_no_group_is_named() -> None:
    profile, stations = read_profile(PROFILES / "zhengzhou"), stations_of("zhengzhou")
    [majors, _] = profile.file.ownership_groups
    named = list(bad_stations([majors], stations.values(), {}))
    assert named
    assert all("belongs to none of the ownership_groups" in line for line in named)


Change = Callable[[str], str]


def swapped(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


_ROLE = '[[roles]]\ncode = "own"\nname = "自设"\npermissions = '


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (swapped("title_en =", "titel_en ="), r"profile\.toml:\d+: city\.titel_en: there is no such key"),
        (
            swapped('"vapour",', '"vapours",'),
            r"modules\.?.*there is no module 'vapours'; there are workbench",
        ),
        (swapped('kind = "lead"', 'kind = "boss"'), r"departments\[1\].*there is no kind 'boss'"),
        (swapped("2020-11-10", '"soon"'), r"ownership_groups\[1\]\.install_until: "),
        (swapped("operate_from = 2021-01-01", "operate_from = 2020-01-01"), r"must follow each other"),
        (swapped('groups = ["majors"]', 'groups = ["minors"]'), r"there is no ownership group 'minors'"),
        (swapped('departments = ["operator"]', 'departments = ["nobody"]'), r"no department 'nobody'"),
        (swapped('post = "计量科"', 'post = "织造科"'), r"market has no post '织造科'"),
        (swapped("[terms.collector]", "[terms.gadget]"), r"there is no term 'gadget'"),
        (swapped('base = "2026-01"', 'base = "2025"'), r"there is no rule set '2025'; there are 2026-01"),
        (swapped("alarm_s = 3600", "alarm_s = 60"), r"collector\.offline: warning_s = 600, alarm_s = 60"),
        (swapped("alarm_s = 3600", "alarm_s = true"), r"collector\.offline: alarm_s = True"),
        (swapped("apart_s = 60", "apart_m = 1"), r"vapour\.volume_mismatch has no parameter 'apart_m'"),
        (
            swapped('rule = "collector.offline"', 'rule = "collector.off"'),
            r"there is no rule 'collector\.off'",
        ),
        (swapped('code = "others"', 'code = "majors"'), r"ownership_groups: 'majors' is there twice"),
        (
            swapped('scope = ["4101"]', 'scope = ["3602"]'),
            r":\d+: '3602' does not lie within the city \(4101\)",
        ),
        (
            swapped("[[accounts]]", f'{_ROLE}["map.sea"]\n[[accounts]]'),
            r":\d+: there is no permission 'map\.sea'",
        ),
        (
            swapped("[[accounts]]", f'{_ROLE}["accounts.manage", "journal.see"]\n[[accounts]]'),
            r":\d+: accounts\.manage and journal\.see are kept apart",
        ),
        (swapped("[rules]", "[rules"), r"profile\.toml: .*line \d+"),
    ],
)
def test_a_mistake_in_profile_toml_is_named_with_its_line(folder: Path, change: Change, told: str) -> None:
    path = folder / "profile.toml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ValueError, match=told) as raised:
        read_profile(folder)
    assert str(raised.value).startswith("profile.toml")


def test_the_line_of_a_mistake_is_the_right_one(folder: Path) -> None:
    path = folder / "profile.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if "apart_s" in line)
    lines[number] = lines[number].replace("apart_s = 60", "apart_s = -60")
    lines[3] += "\ncolour = 7"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ValueError, match=r"^profile\.toml:5: colour: there is no such key$"):
        read_profile(folder)
    path.write_text("\n".join(lines).replace("\ncolour = 7", ""), encoding="utf-8")
    rule = next(n for n, line in enumerate(lines) if 'rule = "vapour' in line)
    with pytest.raises(ValueError, match=rf"^profile\.toml:{rule}: vapour\.volume_mismatch: apart_s = -60"):
        read_profile(folder)


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("collectors.csv", "C2,36", r"collectors\.csv:50: .*station_id"),
        (
            "collectors.csv",
            "C4101050001,4101050001",
            r"collectors\.csv:50: the same collector_id as in line 2",
        ),
        ("regions.csv", "410199,x,4101,county,1,2,,more", r"regions\.csv:19: more fields than the header"),
        ("operations.csv", "4101050001,2026-02-30,x,private,,,", r"operations\.csv:53: "),
        ("companies.csv", "91410105MA0001001D,again,,,,,", r"companies\.csv:50: the same uscc as in line 2"),
    ],
)
def test_a_bad_line_of_a_table_is_named(folder: Path, file: str, line: str, told: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        read_profile(folder)


def test_a_column_that_nobody_knows_is_named(folder: Path) -> None:
    path = folder / "dispensers.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("maker,", "marker,", 1), encoding="utf-8")
    with pytest.raises(ValueError, match=r"dispensers\.csv:2: there is no column marker"):
        read_profile(folder)


def test_every_mistake_is_told_at_once(folder: Path) -> None:
    for file in ("collectors.csv", "contacts.csv"):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8") + "x,y\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"contacts\.csv:50: .*\n(.*\n)*collectors\.csv:50: "):
        read_profile(folder)


def test_an_operation_in_force_says_what_the_station_s_row_says(folder: Path) -> None:
    path = folder / "operations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",franchised", ",owned", 1), encoding="utf-8")
    lines = read_profile(folder).operations
    assert any("operating_mode" in told for told in bad_operations(lines, stations_of("zhengzhou"), TODAY))


def test_a_digest_changes_with_any_file(folder: Path) -> None:
    before = profile_digest(folder)
    assert profile_digest(folder) == before
    (folder / "registry" / "seals.csv").open("a", encoding="utf-8").write("\n")
    assert profile_digest(folder) != before


def test_the_examples_of_lines_are_right() -> None:
    import doctest

    assert doctest.testmod(profile_lines).failed == 0
