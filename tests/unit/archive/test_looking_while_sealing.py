"""Sealing goes on while somebody looks through the archive, and nobody is accused."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.unit.archive.archive_kit import DAY, NOW, OTHER, anchor, look, seal, small_archive
from youjian.archive.storage import FolderStorage
from youjian.archive.thinning import thin_day
from youjian.detection.samples import STATION


class Busy(FolderStorage):
    """A folder in which something happens once, right after a listing or before a read."""

    def __init__(self, root: Path, at: str, happens: Callable[[], object]) -> None:
        super().__init__(root)
        self.at = at
        self.happens: Callable[[], object] | None = happens

    def names(self, prefix: str = "") -> list[str]:
        found = super().names(prefix)
        self._now(f"names {prefix}")
        return found

    def read(self, name: str) -> bytes:
        self._now(f"read {name}")
        return super().read(name)

    def _now(self, step: str) -> None:
        if self.happens is not None and step == self.at:
            happens, self.happens = self.happens, None
            happens()


def test_a_seal_an_anchor_or_a_thinning_in_the_middle_is_no_finding(tmp_path: Path) -> None:
    newest = f"{STATION}/{DAY}/r2/manifest.json"
    for number, at in enumerate((f"names {STATION}", f"read heads/{STATION}.pending.json", f"read {newest}")):
        storage, second = small_archive(tmp_path / str(number))

        def happens(storage: FolderStorage = storage, second: FolderStorage = second) -> None:
            seal(storage, STATION, DAY + timedelta(days=3), 9)
            thin_day(storage, STATION, DAY, {"heartbeats": None}, sealed_at=NOW)
            seal(storage, "3602030019", DAY, 1)
            anchor(storage, second, 5, STATION, "3602030019")

        busy = Busy(storage.root, at, happens)
        assert look(busy, second) == [], at
        assert busy.happens is None
        assert look(storage, second) == []


def test_a_station_that_comes_in_the_middle_is_looked_at_too(tmp_path: Path) -> None:
    storage, _ = small_archive(tmp_path)
    third = "3602030019"
    busy = Busy(storage.root, f"names {OTHER}", lambda: seal(storage, third, DAY, 1))
    assert look(busy) == []
    busy = Busy(storage.root, f"names {OTHER}", (storage.root / "3602030020").mkdir)
    (storage.root / third / str(DAY) / "r1/fuellings.parquet").unlink()
    assert [(p.kind, p.station_id, p.day) for p in look(busy)] == [("missing", third, DAY)]


def test_anchors_written_in_the_middle_are_no_finding(tmp_path: Path) -> None:
    storage, second = small_archive(tmp_path)
    seal(storage, STATION, DAY + timedelta(days=3), 9)
    for at in ("read last.json", "names ", "read 000000/000000001.json"):
        minute = len(second.names())
        busy = Busy(second.root, at, lambda minute=minute: anchor(storage, second, minute, STATION))
        assert look(storage, busy) == [], at
    assert look(storage, second) == []
