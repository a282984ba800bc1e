"""Sealed days read back are the facts that were sealed."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from youjian.archive.days import seal_day
from youjian.archive.sealed import sealed_facts, with_sealed_days
from youjian.archive.storage import FolderStorage
from youjian.contract.columns import struct_table, to_table
from youjian.contract.fields import SHANGHAI
from youjian.contract.platform import Conflict
from youjian.contract.records import Fuelling
from youjian.contract.tables import TABLES

STATION = "3602030017"
DAYS = (date(2026, 11, 1), date(2026, 11, 2))


def fuelling(day: date, seq: int) -> Fuelling:
    started = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
    return Fuelling(
        station_id=STATION,
        nozzle_id=1,
        seq=seq,
        started_at=started,
        ended_at=started + timedelta(minutes=1),
        volume_ml=30000,
        unit_price_fen=756,
        amount_fen=22680,
        totalizer_ml=seq * 30000,
        kind="sale",
        source="live",
    )


def seal(root: Path, day: date, *fuellings: Fuelling) -> Path:
    table = to_table(TABLES["fuellings"], fuellings)
    sealed_at = datetime(2026, 11, 5, tzinfo=SHANGHAI)
    sealed = seal_day(
        FolderStorage(root), STATION, day, {"fuellings": table}, registry={}, sealed_at=sealed_at
    )
    return root / sealed.path


def test_all_days_come_back_as_one_table(tmp_path: Path) -> None:
    for seq, day in enumerate(DAYS, start=1):
        seal(tmp_path, day, fuelling(day, seq))
    facts = sealed_facts(FolderStorage(tmp_path), ["fuellings", "heartbeats"], STATION)
    assert facts.known("fuellings", datetime(2026, 11, 9, tzinfo=SHANGHAI))["seq"].to_pylist() == [1, 2]
    assert not facts.has("heartbeats")


def test_a_later_revision_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    seal(tmp_path, DAYS[0], fuelling(DAYS[0], 1))
    seal(tmp_path, DAYS[0], fuelling(DAYS[0], 1), fuelling(DAYS[0], 2))
    facts = sealed_facts(FolderStorage(tmp_path), ["fuellings"], STATION)
    assert facts.known("fuellings", datetime(2026, 11, 9, tzinfo=SHANGHAI))["seq"].to_pylist() == [1, 2]


def test_what_is_held_elsewhere_counts_once_and_only_the_days_asked_for_are_read(tmp_path: Path) -> None:
    """Of the platform's own tables, too."""
    storage = FolderStorage(tmp_path)
    at = datetime(2026, 11, 1, 9, tzinfo=SHANGHAI)
    conflict = Conflict(
        station_id=STATION,
        table="fuellings",
        key="{}",
        received_at=at,
        subject="nozzle:1",
        at=at,
        kept="{}",
        refused="{}",
    )
    refused = struct_table(Conflict, [conflict])
    for day in (*DAYS, date(2026, 11, 3)):
        tables = {"fuellings": to_table(TABLES["fuellings"], [fuelling(day, day.day)]), "conflicts": refused}
        seal_day(storage, STATION, day, tables, registry={}, sealed_at=at)
    held = {"fuellings": to_table(TABLES["fuellings"], [fuelling(DAYS[1], 2)]), "conflicts": refused}
    (tmp_path / STATION / "2026-11-03" / "r1" / "fuellings.parquet").write_bytes(b"nobody reads it")
    names = ["conflicts", "fuellings", "heartbeats"]
    tables = with_sealed_days(storage, STATION, held, names, at, until=DAYS[1])
    assert sorted(tables["fuellings"]["seq"].to_pylist()) == [1, 2]
    assert tables["conflicts"].num_rows == 1
    assert "heartbeats" not in tables


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    path = seal(tmp_path, DAYS[0], fuelling(DAYS[0], 1)) / "fuellings.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ValueError, match="not the file that was sealed"):
        sealed_facts(FolderStorage(tmp_path), ["fuellings"], STATION)
