"""Each station-day is sealed once it is whole or old, and again for whatever comes later; nothing is lost."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.sealing_kit import (
    DAY,
    END,
    OTHER,
    STATION,
    Office,
    at,
    fuelling,
    reading,
    until_somebody_waits,
    whole_day,
)
from youjian.archive.days import read_day, read_registry, seals_of
from youjian.archive.storage import FolderStorage
from youjian.archive.verify import verify
from youjian.ledger.scope import set_scope
from youjian.ledger.sealing import ArchiveAwayError, index, rounds, sealer

SOON = END + timedelta(hours=2)
OLD = END + timedelta(hours=48)
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def office(module_database, tmp_path: Path) -> Iterator[Office]:
    made = Office(module_database, FolderStorage(tmp_path / "archive"))
    made.empty()
    yield made
    made.conn.close()
    assert verify(made.archive) == []


def test_a_day_with_all_its_records_is_sealed_at_once(office):
    office.take_day()
    assert [seal.manifest.day for seal in office.seal(END + timedelta(minutes=9))] == []
    [seal] = office.seal(SOON)
    assert (seal.manifest.day, seal.manifest.revision, seal.manifest.reason) == (DAY, 1, "complete")
    tables = read_day(office.archive, STATION, DAY)
    assert {name: table.num_rows for name, table in tables.items()} == {"fuellings": 6, "tank_readings": 1}
    assert read_registry(office.archive, seal)["nozzles"].num_rows == 2
    assert (office.index(), office.seal(SOON)) == ([(1, "complete")], [])


@pytest.mark.parametrize(
    "missing",
    [
        fuelling(1, 103, at(12)),
        fuelling(2, 105, at(25)),
        fuelling(1, 102, at(1)),
    ],
    ids=["one of the day", "the first after it", "the first of it"],
)
def test_a_day_that_lacks_a_fuelling_waits_for_48_hours(office, missing):
    office.take(*(record for record in whole_day() if record != missing))
    early = office.seal(OLD - timedelta(microseconds=1))
    assert DAY not in {seal.manifest.day for seal in early}
    reasons = {seal.manifest.day: seal.manifest.reason for seal in office.seal(OLD)}
    assert reasons[DAY] == "aged"


def test_a_day_whose_total_does_not_agree_waits_for_48_hours(office):
    honest, wrong = fuelling(1, 103, at(12)), fuelling(1, 103, at(12), volume_ml=9_000)
    office.take_day(*(wrong if record == honest else record for record in whole_day()))
    assert office.seal(SOON) == []
    assert DAY in {seal.manifest.day for seal in office.seal(OLD)}


def test_days_without_any_record_are_sealed_as_empty(office):
    office.take(reading(at(-47)), received_at=at(-46))
    sealed = {seal.manifest.day: seal.manifest.tables for seal in office.seal(OLD)}
    first = DAY - timedelta(days=2)
    assert list(sealed) == [first, BEFORE, DAY]
    assert (list(sealed[first]), sealed[BEFORE], sealed[DAY]) == (["tank_readings"], {}, {})


def test_a_late_record_makes_the_next_revision_with_it(office):
    office.take_day()
    office.seal(SOON)
    office.take(reading(at(7)), received_at=at(30))
    [seal] = office.seal(at(31))
    assert (seal.manifest.revision, seal.manifest.reason, seal.manifest.number) == (2, "late", 3)
    assert read_day(office.archive, STATION, DAY)["tank_readings"].num_rows == 2
    assert read_day(office.archive, STATION, DAY, 1)["tank_readings"].num_rows == 1
    assert (office.marks(), office.seal(at(32))) == (0, [])


def test_a_correction_makes_the_next_revision_with_both_versions(office):
    office.take_day()
    office.seal(SOON)
    office.take(fuelling(1, 103, at(12), source="corrected", volume_ml=9_000), received_at=at(30))
    [seal] = office.seal(at(31))
    sealed = read_day(office.archive, STATION, DAY)["fuellings"].to_pylist()
    volumes = [
        (row["source"], row["volume_ml"]) for row in sealed if (row["nozzle_id"], row["seq"]) == (1, 103)
    ]
    assert (seal.manifest.revision, volumes) == (2, [("live", 10_000), ("corrected", 9_000)])


def test_a_conflict_is_sealed_with_the_day_on_which_it_became_known(office):
    office.take_day()
    office.take(reading(at(6), product_mm=1.0), received_at=at(10))
    office.seal(SOON)
    assert read_day(office.archive, STATION, DAY)["conflicts"].num_rows == 1


def test_duplicates_and_test_records_leave_a_sealed_day_alone(office):
    office.take_day()
    office.seal(SOON)
    office.take(*whole_day(), received_at=at(30))
    office.take(reading(at(8)), received_at=at(30), test=True)
    assert (office.seal(at(31)), office.index()) == ([], [(1, "complete")])


def test_a_record_before_the_first_day_is_sealed_with_the_days_between(office):
    office.take_day()
    office.seal(OLD)
    office.take(reading(at(-71)), received_at=at(74))
    assert [seal.manifest.day for seal in office.seal(at(75))] == [DAY - timedelta(days=3)]
    assert [seal.manifest.day for seal in office.seal(at(75))] == [DAY - timedelta(days=2)]


def test_what_the_ledger_does_not_hold_any_more_stays_in_later_revisions(office):
    office.take_day()
    office.seal(SOON)
    with office.database.connect("owner") as conn:
        conn.execute("TRUNCATE ledger.tank_readings")
    office.take(fuelling(1, 103, at(12), source="corrected", volume_ml=9_000), received_at=at(30))
    [seal] = office.seal(at(31))
    assert {name: one.rows for name, one in seal.manifest.tables.items()} == {
        "fuellings": 7,
        "tank_readings": 1,
    }


@pytest.mark.parametrize("late", [False, True], ids=["first", "late"])
@pytest.mark.parametrize("step", ["take_up", "read_content", "seal_day", "keep", "advance"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_round_that_ends_anywhere_is_made_up_for_by_the_next(office, monkeypatch, step, when, late):
    office.take_day()
    now, revisions = SOON, [(1, "complete")]
    if late:
        office.seal(SOON)
        office.take(reading(at(7)), received_at=at(30))
        now, revisions = at(31), [(1, "complete"), (2, "late")]
    killed(office, monkeypatch, step, when, now)
    monkeypatch.undo()
    office.seal(now)
    assert (office.index(), office.marks()) == (revisions, 0)
    assert [seal.manifest.number for seal in seals_of(office.archive, STATION)] == [1, 2, 3][
        : len(revisions) + 1
    ]
    assert office.seal(now) == []


class Killed(BaseException):
    """Nobody catches it: what a killed process does not do afterwards is not done here either."""


def killed(office: Office, monkeypatch: pytest.MonkeyPatch, step: str, when: str, now: datetime) -> None:
    """A round cut off before or after a step, its connection gone with it."""
    place = sealer if hasattr(sealer, step) else index
    real = getattr(place, step)

    def cut(*arguments, **named):
        if when == "after":
            real(*arguments, **named)
        office.lose()
        raise Killed

    monkeypatch.setattr(place, step, cut)
    with suppress(Killed):
        office.seal(now)
    office.lose()
    office.__post_init__()


def test_records_that_come_in_while_a_day_is_sealed_leave_their_mark(office, monkeypatch):
    office.take_day()
    read = sealer.read_content

    def meanwhile(*arguments, **named):
        office.take(reading(at(9)), received_at=at(26))
        return read(*arguments, **named)

    monkeypatch.setattr(sealer, "read_content", meanwhile)
    [seal] = office.seal(SOON)
    monkeypatch.undo()
    assert (seal.manifest.tables["tank_readings"].rows, office.marks()) == (1, 1)
    [seal] = office.seal(SOON)
    assert (seal.manifest.tables["tank_readings"].rows, seal.manifest.revision, office.marks()) == (2, 2, 0)


def test_a_writer_that_began_before_the_day_ended_is_waited_for(office):
    office.take_day()
    with office.database.connect("intake") as writer:
        office.take_in(writer, reading(at(9)), received_at=at(23.9))
        sealed: list[int] = []
        sealing = threading.Thread(
            target=lambda: sealed.extend(
                seal.manifest.tables["tank_readings"].rows for seal in office.seal(SOON)
            )
        )
        sealing.start()
        until_somebody_waits(office.database)
        writer.commit()
        sealing.join()
    assert sealed == [2]


def test_an_archive_that_is_away_loses_nothing_and_is_tried_again(office, tmp_path):
    office.take_day()
    there, blocked = office.archive, tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    office.archive = FolderStorage(blocked)
    assert office.seal(SOON) == []
    [(day, error)] = office.rows("SELECT day, error FROM ledger.sealing_failures")
    assert day == DAY
    assert str(blocked) in error
    office.archive = there
    assert [seal.manifest.day for seal in office.seal(SOON)] == [DAY]
    assert office.rows("SELECT FROM ledger.sealing_failures") == []


def test_an_archive_that_takes_nothing_of_several_stations_ends_the_round(office, tmp_path, monkeypatch):
    monkeypatch.setattr(rounds, "_AWAY", 1)
    office.take_day()
    (tmp_path / "blocked").touch()
    there, office.archive = office.archive, FolderStorage(tmp_path / "blocked")
    with pytest.raises(ArchiveAwayError, match="blocked"):
        office.seal(SOON)
    office.archive = there
    assert len(office.seal(SOON)) == 1


def test_seals_of_the_archive_that_the_index_does_not_know_are_put_into_it(office):
    office.take_day()
    office.seal(SOON)
    with office.database.connect("owner") as conn:
        conn.execute("TRUNCATE ledger.day_seals, ledger.sealed_through")
    office.take(reading(at(7)), received_at=at(30))
    [seal] = office.seal(at(31))
    assert (seal.manifest.number, office.index()) == (3, [(1, "complete"), (2, "late")])


def test_an_archive_from_elsewhere_is_indexed_at_first_sight_of_its_station(office):
    office.take_day()
    office.seal(SOON)
    with office.database.connect("owner") as conn:
        conn.execute("TRUNCATE ledger.day_seals, ledger.sealed_through")
    assert office.seal(END) == []
    assert office.index() == [(1, "complete")]


def test_an_archive_that_lost_its_newest_seal_is_not_sealed_onto(office, tmp_path):
    office.take_day()
    office.seal(SOON)
    there, office.archive = office.archive, FolderStorage(tmp_path / "older")
    office.take(reading(at(7)), received_at=at(30))
    assert office.seal(at(31)) == []
    [(error,)] = office.rows("SELECT error FROM ledger.sealing_failures")
    assert "ends at seal 0" in error
    office.archive = there


def test_two_rounds_at_once_write_one_chain(office):
    office.take_day()
    second = Office(office.database, office.archive)
    both = [threading.Thread(target=one.seal, args=(OLD,)) for one in (office, second)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    second.conn.close()
    office.seal(OLD)
    numbers = [seal.manifest.number for seal in seals_of(office.archive, STATION)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [row[0] for row in office.rows("SELECT number FROM ledger.day_seals ORDER BY 1")] == numbers


def test_the_index_shows_stations_of_the_scope_alone(office):
    office.take_day()
    office.seal(SOON)
    query = "SELECT station_id FROM ledger.day_seals UNION SELECT station_id FROM ledger.sealed_through"
    with office.database.connect("bureau") as conn:
        set_scope(conn, [OTHER[:6]])
        assert conn.execute(query).fetchall() == []
        set_scope(conn, [STATION[:6]])
        assert conn.execute(query).fetchall() == [(STATION,)]


def test_only_what_is_asked_for_is_sealed(office):
    office.take_day()
    assert office.seal(OLD, station_id=OTHER) == []
    assert office.seal(OLD, day=date(2026, 1, 1)) == []
    assert [seal.manifest.day for seal in office.seal(OLD, station_id=STATION, day=DAY)] == [DAY]
