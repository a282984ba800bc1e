"""A small archive: two stations, some days, revisions and anchors; and what a look through it says."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from youjian.archive.anchors import head_of, write_anchor
from youjian.archive.days import DaySeal, RuleSetSealed, seal_day, seals_of
from youjian.archive.signing import Ed25519Signer, PublicKey, public_key_of
from youjian.archive.storage import FolderStorage, Storage
from youjian.archive.verify import Problem, verify
from youjian.contract.columns import to_table
from youjian.contract.tables import TABLES
from youjian.detection.samples import STATION, fuelling, heartbeat, station

OTHER = "3602030018"
DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
SIGNER = Ed25519Signer(bytes(range(32)))
KEY: PublicKey = public_key_of(SIGNER)
RULES = [RuleSetSealed(version="2026-01", effective_from=date(2026, 1, 1), parameters={"a.b": {"limit": 2}})]


def rows(station_id: str, *numbers: int) -> dict[str, pa.Table]:
    return {
        "fuellings": to_table(TABLES["fuellings"], [fuelling(n, station_id=station_id) for n in numbers]),
        "heartbeats": to_table(TABLES["heartbeats"], [heartbeat(numbers[0], station_id=station_id)]),
    }


def seal(storage: Storage, station_id: str, day: date, *numbers: int) -> DaySeal:
    register = {"stations": to_table(TABLES["stations"], [station(station_id=station_id)])}
    return seal_day(
        storage,
        station_id,
        day,
        rows(station_id, *numbers),
        registry=register,
        rule_sets=RULES,
        sealed_at=NOW,
    )


def anchor(storage: Storage, second: Storage, minute: int, *stations: str) -> None:
    heads = {one: head_of(seals_of(storage, one)[-1]) for one in stations}
    write_anchor(second, SIGNER, heads, {"journal": f"{minute:064x}"}, at=NOW + timedelta(minutes=minute))


def small_archive(root: Path) -> tuple[FolderStorage, FolderStorage]:
    """Two days of one station, of which the first was revised, and one day of another; two anchors."""
    storage, second = FolderStorage(root / "archive"), FolderStorage(root / "anchors")
    fill(storage, second)
    return storage, second


def fill(storage: Storage, second: Storage) -> None:
    """What a small archive holds, in whatever places."""
    seal(storage, STATION, DAY, 1, 2)
    seal(storage, OTHER, DAY, 7)
    anchor(storage, second, 1, STATION, OTHER)
    seal(storage, STATION, DAY + timedelta(days=1), 3)
    seal(storage, STATION, DAY, 1, 2, 4)
    anchor(storage, second, 2, STATION, OTHER)


def look(storage: Storage, second: Storage | None = None) -> list[Problem]:
    return verify(storage, second, [KEY])
