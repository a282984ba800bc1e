"""Taking a city's profile into an installation: whole, once, and of one city."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import Person
from youjian.bureau.scope import scoped
from youjian.cli import main

PROFILES = Path(__file__).parents[2] / "src" / "youjian" / "profiles"
PASSWORD = "Youjian-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Zhengzhou's profile as a folder that may be changed."""
    return Path(shutil.copytree(PROFILES / "zhengzhou", tmp_path / "zhengzhou"))


def load(folder: Path) -> dict[str, Any]:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.registry.loading import load_profile

    return load_profile(SYSTEM, folder)


def changes() -> int:
    from youjian.bureau.database import raw_connection

    with scoped():
        row = raw_connection().execute("SELECT count(*) FROM ledger.register_changes").fetchone()
    return int(row[0]) if row else 0


def come_in(username: str) -> Person:
    person = Person()
    assert person.log_in(username, PASSWORD).status_code == 200
    return person


Wrong = tuple[str, Callable[[str], str], str]
"""A file, what is done to it, and what is said of it."""


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def test_a_second_load_changes_nothing_and_makes_no_history(office_database: Database, folder: Path) -> None:
    from youjian.bureau.registry.loading import is_taken

    assert not is_taken(folder)
    first = load(folder)
    assert (first["stations"].new, first["operations"].new) == (48, 51)
    written = changes()
    assert is_taken(folder)
    assert {(count.new, count.changed) for count in load(folder).values()} == {(0, 0)}
    assert changes() == written


def test_every_row_s_history_begins_with_one_line(office_database: Database, folder: Path) -> None:
    from youjian.bureau.database import raw_connection

    load(folder)
    with scoped():
        rows = raw_connection().execute(
            "SELECT table_name, kind, source, count(*), count(DISTINCT row_key) FROM ledger.register_changes"
            " GROUP BY 1, 2, 3"
        )
        said = rows.fetchall()
    assert {(kind, source) for _, kind, source, _, _ in said} == {("added", "profile")}
    assert all(lines == keys for *_, lines, keys in said)


def test_what_a_person_changed_is_replaced_only_by_a_changed_profile(
    office_database: Database, folder: Path
) -> None:
    from youjian.bureau.registry.models import Station

    load(folder)
    with scoped():
        Station.objects.filter(station_id="4101050001").update(name="丰庆路站")
    edit(folder / "registry" / "stations.csv", lambda text: text.replace("丰庆中化", "新丰庆中化"))
    counts = load(folder)
    assert (counts["stations"].new, counts["stations"].changed) == (0, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        ("collectors.csv", lambda text: text + "C9,4101059999\n", "collectors.csv:50: there is no station"),
        ("registry/tanks.csv", lambda text: text.replace(",92,", ",93,", 1), "tanks.csv:2"),
        ("operations.csv", lambda text: text.replace(",owned", ",leased", 1), "operations.csv:"),
        (
            "profile.toml",
            lambda text: text.replace('role = "tax"', 'role = "taxman"'),
            "unknown role 'taxman'",
        ),
        (
            "profile.toml",
            lambda text: text.replace('"map.see", ', '"map.draw", '),
            "no permission 'map.draw'",
        ),
    ],
)
def test_a_bad_profile_is_not_taken_at_all(
    office_database: Database, folder: Path, capsys: pytest.CaptureFixture[str], wrong: Wrong
) -> None:
    from youjian.bureau.accounts.models import Department, User
    from youjian.bureau.registry.models import City

    file, change, told = wrong
    edit(folder / file, change)
    assert main(["import", str(folder)]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "nothing was imported" in said
    assert [City.objects.count(), User.objects.count(), Department.objects.count(), changes()] == [0, 0, 0, 0]


def test_two_cities_do_not_share_a_database(
    office_database: Database, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from youjian.bureau.registry.models import Station

    load(folder)
    assert main(["import", str(PROFILES / "jingdezhen")]) == 2
    said = capsys.readouterr().err
    assert "this installation is 郑州（示范数据） (4101)" in said
    assert "YOUJIAN_HOME" in said
    with scoped():
        assert not Station.objects.filter(station_id__startswith="3602").exists()


def test_a_changed_rule_set_wants_a_new_revision(office_database: Database, folder: Path) -> None:
    toml = folder / "profile.toml"
    load(folder)
    edit(toml, lambda text: text.replace("alarm_s = 3600", "alarm_s = 1800"))
    with pytest.raises(ValueError, match=r"2026-01\+zhengzhou\.1 was taken with other values"):
        load(folder)
    edit(toml, lambda text: text.replace("revision = 1", "revision = 2"))
    edit(toml, lambda text: text.replace("effective_from = 2026-01-01", "effective_from = 2025-01-01"))
    with pytest.raises(ValueError, match="from a day before 2026-01-01"):
        load(folder)
    edit(toml, lambda text: text.replace("effective_from = 2025-01-01", "effective_from = 2026-02-01"))
    load(folder)
    assert come_in("zhiban").see("/city").json()["rule_set"]["version"] == "2026-01+zhengzhou.2"
    edit(toml, lambda text: text[: text.index("[rules]")] + text[text.index("# Demo accounts") :])
    with pytest.raises(ValueError, match="the next revision without overrides"):
        load(folder)


def test_the_city_tells_what_its_profile_settles(office_database: Database, folder: Path) -> None:
    load(folder)
    person = come_in("xinmi")
    city = person.see("/city").json()
    assert (city["name"], city["title"], city["profile"], city["sample"]) == (
        "郑州（示范数据）", "郑州市加油站远程智能监管系统", "zhengzhou", True,
    )  # fmt: skip
    assert "vapour" in city["modules"]
    assert "tax" not in city["modules"]
    assert {"code": "tax", "name": "税务比对", "on": False} in city["all_modules"]
    assert city["terms"] == {"采集终端": "智能监管终端", "Collector": "Supervision terminal"}
    majors, others = city["ownership_groups"]
    assert (majors["install_until"], others["install_until"]) == ("2020-11-10", "2020-12-10")
    assert majors["equipment"] == {"code": "company", "name": "企业自行承担"}
    assert majors["stations"] + others["stations"] == 4  # those of her own county
    assert [one["due"] for one in city["milestones"]][:2] == ["2020-09-28", "2020-09-30"]
    lead = next(one for one in city["departments"] if one["kind"]["code"] == "lead")
    assert lead["name"] == "市市场监督管理局"
    [offline, _] = city["rule_set"]["overrides"]
    assert (offline["name"], offline["parameters"], offline["usual"]) == (
        "采集终端离线", {"alarm_s": "3600"}, {"alarm_s": "7200"},
    )  # fmt: skip


def test_the_city_s_own_role_may_do_what_its_profile_says(office_database: Database, folder: Path) -> None:
    load(folder)
    me = come_in("dudao").see("/auth/me").json()
    assert me["role"]["name"] == "督导组"
    assert me["permissions"] == ["alert.see", "export.take", "map.see", "station.see"]


def test_the_city_speaks_english_too(office_database: Database, folder: Path) -> None:
    load(folder)
    person = come_in("lingdao")
    city = person.see("/city", **{"X-Language": "en"}).json()
    assert city["title"] == "Zhengzhou remote smart supervision of petrol stations"
    assert [group["name"] for group in city["ownership_groups"]] == [
        "Sinopec's and PetroChina's own", "All others",
    ]  # fmt: skip
    assert city["rule_set"]["overrides"][0]["name"] == "collector offline"
    assert person.see("/auth/me", **{"X-Language": "en"}).json()["platform_title"] == city["title"]


def test_a_city_without_a_profile_has_every_module_on(office_database: Database) -> None:
    from youjian.bureau.accounts import services
    from youjian.bureau.registry.profile_words import MODULES

    services.take_accounts(
        [{"username": "first", "password": PASSWORD, "display_name": "甲", "role": "duty", "scope": ["*"]}]
    )
    city = come_in("first").see("/city").json()
    assert city["modules"] == list(MODULES)
    assert city["rule_set"] == {"version": "2026-01", "effective_from": "2026-01-01", "overrides": []}


def test_nobody_is_told_about_the_city_before_they_log_in(office_database: Database) -> None:
    assert Person().see("/city").status_code == 401
