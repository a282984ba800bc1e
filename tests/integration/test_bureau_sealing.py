"""What people see of sealed days, what the worker does for them by the clock, and the operators' command."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.sealing_kit import reading
from tests.integration.tables_kit import office_on
from youjian.archive.anchors import is_signed, read_anchors
from youjian.archive.verify import verify
from youjian.contract.fields import business_day, day_bounds
from youjian.ledger import places
from youjian.ledger.batch import Batch
from youjian.ledger.store import store

DAY = date(2026, 11, 10)
START, END = day_bounds(DAY)
OLD = END + timedelta(hours=49)
AFTER = DAY + timedelta(days=1)


@pytest.fixture(scope="module")
def city(
    module_database: Database, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Two counties with a sealed day each; one of them got a record since."""
    home = tmp_path_factory.mktemp("home")
    before = os.environ.get("YOUJIAN_HOME")
    os.environ["YOUJIAN_HOME"] = str(home)
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.sealing import services

        for station_id in (ZHUSHAN, LEPING):
            take(module_database, station_id, START + timedelta(hours=6))
        services.seal(OLD)
        services.anchor(OLD)
        take(module_database, ZHUSHAN, START + timedelta(hours=7))
        yield module_database
    os.environ.pop("YOUJIAN_HOME") if before is None else os.environ.update(YOUJIAN_HOME=before)


def take(database: Database, station_id: str, at: datetime) -> None:
    record = reading(at, station_id=station_id)
    with database.connect("intake") as conn:
        store(conn, [Batch("station", station_id, [("tank_readings", 0, record)])], at, None)


def listed(person: Person, query: str = "") -> list[dict[str, Any]]:
    return person.see(f"/tables/day_seals?{query}").json()["items"]


def test_the_list_shows_sealed_days_with_anchor_and_late_records(city: Database) -> None:
    [mine] = listed(Person("zhiban"), f"station_id={ZHUSHAN}&day={DAY}")
    assert (mine["revision"], mine["reason"], mine["rows"], mine["late"]) == (1, "aged", 1, True)
    assert mine["anchored_at"] is not None
    [other] = listed(Person("zhiban"), f"station_id={LEPING}")
    assert other["late"] is False


def test_a_county_sees_its_own_seals_alone(city: Database) -> None:
    person = Person("leping")
    assert {row["station_id"] for row in listed(person)} == {LEPING}
    for path in (f"/day-seals/{ZHUSHAN}/{DAY}/1", f"/stations/{ZHUSHAN}/sealing"):
        assert person.see(path).status_code == 404
    state = person.see("/sealing").json()
    assert {one["station_id"] for one in state["days"]} <= {LEPING}


def test_a_seal_is_shown_with_its_digests_chain_and_anchor(city: Database) -> None:
    shown = Person("zhiban").see(f"/day-seals/{ZHUSHAN}/{DAY}/1").json()
    assert (shown["archive"], shown["reason_name"], shown["number"]) == ("same", "到期", 1)
    [table] = shown["tables"]
    assert (table["name"], table["title"], table["rows"], len(table["sm3"])) == (
        "tank_readings",
        "液位记录",
        1,
        64,
    )
    assert {one["name"] for one in shown["register_files"]} >= {"stations", "tanks", "rules-1"}
    assert (shown["before"], shown["after"]) == (None, None)
    assert shown["anchor"]["number"] == 1


def test_an_archive_that_is_away_leaves_what_the_index_knows(
    city: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YOUJIAN_ARCHIVE", str(tmp_path / "elsewhere"))
    shown = Person("zhiban").see(f"/day-seals/{ZHUSHAN}/{DAY}/1").json()
    assert (shown["archive"], [one["rows"] for one in shown["tables"]]) == ("missing", [1])


def test_what_waits_and_what_got_records_since_is_told(city: Database) -> None:
    state = Person("zhiban").see("/sealing").json()
    assert (state["anchor"], state["unanchored"]) == (1, 0)
    assert {"station_id": ZHUSHAN, "day": DAY.isoformat(), "state": "late"}.items() <= state["days"][
        0
    ].items()
    assert state["overdue"] > 0, "the days since were not sealed"
    mine = Person("zhiban").see(f"/stations/{ZHUSHAN}/sealing").json()
    assert (mine["sealed_through"], mine["late"], mine["failing"]) == (DAY.isoformat(), 1, False)


def test_anchors_are_signed_and_hold_the_journals_head(city: Database) -> None:
    from youjian.bureau.journal import selectors
    from youjian.bureau.scope import scoped
    from youjian.bureau.sealing import services

    anchor = services.anchor(OLD + timedelta(minutes=1))
    with scoped():
        number, head = selectors.standing()
    anchors = list(read_anchors(places.anchors()))
    assert all(is_signed(one) for one in anchors)
    assert anchors[-1].extra == {"journal": head, "journal_number": str(number)}
    assert anchor in (None, anchors[-1])
    assert services.anchor(OLD + timedelta(minutes=2)) is None, "nothing changed"
    assert verify(places.archive(), places.anchors()) == []


def test_an_anchor_that_the_index_missed_is_put_into_it(city: Database) -> None:
    from youjian.bureau.sealing import services

    with city.connect("owner") as conn:
        conn.execute("TRUNCATE ledger.anchors")
        conn.execute("UPDATE ledger.day_seals SET anchor = NULL")
    services.anchor(OLD + timedelta(minutes=3))
    assert [row["anchored_at"] for row in listed(Person("zhiban"))].count(None) == 0


def test_a_second_place_that_was_replaced_is_not_anchored_in(
    city: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from youjian.bureau.sealing import services

    monkeypatch.setenv("YOUJIAN_ANCHORS", str(tmp_path / "empty"))
    with pytest.raises(ValueError, match="the anchors end at number 0"):
        services.anchor(OLD + timedelta(minutes=4))


def test_the_tasks_tell_what_fails_and_do_not_fail_themselves(
    city: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from youjian.bureau.sealing import tasks

    (tmp_path / "file").touch()
    monkeypatch.setenv("YOUJIAN_ANCHORS", str(tmp_path / "file"))
    tasks.anchor(timestamp=int(OLD.timestamp()))
    assert "nothing could be anchored" in caplog.text


def test_the_command_seals_what_is_due_and_says_so(city: Database, tmp_path: Path) -> None:
    waiting = command("--list", "--station", ZHUSHAN)
    assert f"{ZHUSHAN} {DAY} due: late records" in waiting.stdout
    assert f"{ZHUSHAN} {AFTER} due: aged" in waiting.stdout
    (tmp_path / "file").touch()
    failed = command("--day", str(DAY), YOUJIAN_ARCHIVE=str(tmp_path / "file"))
    assert (failed.returncode, f"{ZHUSHAN} {DAY} could not be sealed" in failed.stderr) == (1, True)
    done = command("--station", ZHUSHAN)
    assert done.returncode == 0, done.stderr
    assert f"{ZHUSHAN} {DAY} r2 late" in done.stdout
    assert f"{ZHUSHAN} {AFTER} r1 aged" in done.stdout
    assert "nothing was due" in command("--station", ZHUSHAN, "--day", str(DAY)).stdout
    assert len(listed(Person("zhiban"), f"station_id={ZHUSHAN}&day={DAY}")) == 2


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "youjian.cli", "seal", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_day_is_not_over_before_its_end(city: Database) -> None:
    from youjian.ledger.sealing.due import last_over

    assert last_over(END) == DAY - timedelta(days=1)
    assert last_over(END + timedelta(minutes=10)) == DAY == business_day(END - timedelta(microseconds=1))
