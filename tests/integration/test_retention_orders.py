"""Whatever order records, seals, drops and restores of a day come in, every record is kept, once."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.retention_kit import TODAY, Sealer, days_ago, reading, take_in
from youjian.archive.days import last_of_day, read_table
from youjian.archive.storage import FolderStorage
from youjian.ledger.dropping import drop_day, everywhere, stored_rows
from youjian.ledger.restoring import NotDroppedError, restore_day

STATIONS = ("3602030017", "3602030018")
_DAYS = iter(range(70, 364))
_MINUTES = st.integers(0, 6)
_VERBS = st.sampled_from(("store", "store", "store", "seal", "settle", "settle", "drop", "drop", "restore"))
_STEPS = st.tuples(_VERBS, st.integers(0, 1), st.lists(_MINUTES, min_size=1, max_size=4))


class City:
    """Two stations on one day, and what should be known of it."""

    def __init__(self, sealer: Sealer, intake, bureau) -> None:
        self.sealer, self.intake, self.bureau = sealer, intake, bureau
        self.stored: dict[str, set[int]] = {station: set() for station in STATIONS}
        self.sealed: dict[str, set[int]] = {station: set() for station in STATIONS}
        self.day: date = days_ago(next(_DAYS))

    def store(self, station: str, minutes: list[int]) -> None:
        outcome = take_in(self.intake, [reading(station, self.day, minute) for minute in minutes])
        new = set(minutes) - self.stored[station]
        assert (outcome.stored, outcome.duplicates) == (len(new), len(minutes) - len(new))
        assert outcome.quarantined == []
        self.stored[station] |= new

    def seal(self, station: str, _: list[int]) -> None:
        if self.stored[station]:
            self.sealer.seal(station, self.day)
            self.sealed[station] = set(self.stored[station])

    def settle(self, *_: object) -> None:
        for station in STATIONS:
            self.seal(station, [])

    def drop(self, *_: object) -> None:
        there = self.in_ledger()
        drop = drop_day(self.bureau, self.sealer.storage, "tank_readings", self.day, tries=1)
        if any(self.sealed[station] != self.stored[station] for station in STATIONS if there[station]):
            assert drop.refused, "something of the day was not sealed"
        if drop.refused:
            assert self.in_ledger() == there
        else:
            assert self.in_ledger() == {station: set() for station in STATIONS}

    def restore(self, *_: object) -> None:
        try:
            restore_day(self.intake, self.sealer.storage, "tank_readings", self.day, today=TODAY, stays=-1)
        except NotDroppedError:
            return
        there = self.in_ledger()
        assert all(self.sealed[station] <= there[station] for station in STATIONS)

    def in_ledger(self) -> dict[str, set[int]]:
        with everywhere(self.bureau):
            tables = [stored_rows(self.bureau, "tank_readings", self.day, station) for station in STATIONS]
        return {s: self._minutes(table) for s, table in zip(STATIONS, tables, strict=True)}

    def in_archive(self, station: str) -> set[int]:
        seal = last_of_day(self.sealer.storage, station, self.day)
        return self._minutes(read_table(self.sealer.storage, seal, "tank_readings")) if seal else set()

    def _minutes(self, table) -> set[int]:
        start = reading(STATIONS[0], self.day, 0).at
        found = [round((at - start).total_seconds() / 60) for at in table["at"].to_pylist()]
        assert len(found) == len(set(found))
        return set(found)


@pytest.fixture(scope="module")
def new_city(module_database, tmp_path_factory) -> Iterator[Callable[[], City]]:
    sealer = Sealer(module_database, FolderStorage(tmp_path_factory.mktemp("archive")))
    with (
        closing(module_database.connect("intake", autocommit=True)) as intake,
        closing(module_database.connect("bureau", autocommit=True)) as bureau,
    ):
        yield lambda: City(sealer, intake, bureau)


@settings(max_examples=20)
@given(steps=st.lists(_STEPS, min_size=8, max_size=20))
def test_no_record_is_lost_or_taken_twice(new_city, steps):
    city = new_city()
    for verb, station, minutes in steps:
        getattr(city, verb)(STATIONS[station], minutes)
        there = city.in_ledger()
        for one in STATIONS:
            assert there[one] | city.in_archive(one) == city.stored[one]
