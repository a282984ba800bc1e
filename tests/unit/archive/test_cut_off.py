"""Whoever writes seals or anchors may be killed between two files: nothing half stands, the next goes on."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.unit.archive.archive_kit import (
    DAY,
    KEY,
    NOW,
    OTHER,
    SIGNER,
    anchor,
    look,
    rows,
    seal,
    small_archive,
)
from youjian.archive.anchors import head_of, read_anchors, write_anchor
from youjian.archive.days import seal_day, seals_of
from youjian.archive.storage import FolderStorage
from youjian.archive.thinning import thin_day
from youjian.archive.verify import examine
from youjian.detection.samples import STATION


class KilledError(Exception):
    pass


class Dying(FolderStorage):
    """A folder whose writer dies at its n-th step; before it a file may lie there half written."""

    def __init__(self, root: Path, steps: int, half: bool = False) -> None:
        super().__init__(root)
        self.steps = steps
        self.half = half

    def write(self, name: str, data: bytes) -> None:
        self._step(name, data)
        super().write(name, data)

    def delete(self, name: str) -> None:
        self._step(name, b"")
        super().delete(name)

    def _step(self, name: str, data: bytes) -> None:
        if self.steps == 0:
            path = self.root / name
            if self.half and data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.with_name(f".{path.name}.partial").write_bytes(data[: len(data) // 2])
            raise KilledError
        self.steps -= 1


@pytest.mark.parametrize(("first", "half"), [(True, False), (False, True)])
def test_a_seal_cut_off_anywhere_leaves_none_and_the_next_one_is_whole(
    tmp_path: Path, first: bool, half: bool
) -> None:
    for steps in range(20):
        root = tmp_path / str(steps)
        if not first:
            seal(FolderStorage(root), STATION, DAY - timedelta(days=1), 8)
        before = len(seals_of(FolderStorage(root), STATION))
        try:
            seal(Dying(root, steps, half), STATION, DAY, 1, 2)
        except KilledError:
            left = seals_of(FolderStorage(root), STATION)
            assert len(left) in (before, before + 1)
            assert look(FolderStorage(root)) == [], steps
        else:
            break
        seal(FolderStorage(root), STATION, DAY, 1, 2, 4)
        assert look(FolderStorage(root)) == [], steps
        assert not [name for name in FolderStorage(root).names() if "partial" in name or "pending" in name]
    register = 2 if first else 0
    assert steps == 6 + register, "pending, register, two tables, manifest, head, pending away"


def test_another_day_after_a_cut_off_one_takes_its_leftovers_away(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    seal(storage, STATION, DAY, 1)
    with pytest.raises(KilledError):
        seal_day(
            Dying(tmp_path, 3, half=True),
            STATION,
            DAY + timedelta(days=1),
            rows(STATION, 2),
            registry={},
            sealed_at=NOW,
        )
    assert examine(storage).looked.unfinished == [f"{STATION}/{DAY + timedelta(days=1)}/r1"]
    seal(storage, STATION, DAY + timedelta(days=2), 3)
    days = {name.split("/")[1] for name in storage.names(STATION)} - {"register"}
    assert days == {str(DAY), str(DAY + timedelta(days=2))}
    assert look(storage) == []
    assert examine(storage).looked.unfinished == []


def test_a_thinning_cut_off_anywhere_is_made_up_for(tmp_path: Path) -> None:
    for steps in range(20):
        root = tmp_path / str(steps)
        seal(FolderStorage(root), STATION, DAY, 1, 2)
        seal(FolderStorage(root), STATION, DAY, 1, 2, 3)
        try:
            thin_day(Dying(root, steps), STATION, DAY, {"heartbeats": None}, sealed_at=NOW)
        except KilledError:
            assert look(FolderStorage(root)) == []
        else:
            break
        thin_day(FolderStorage(root), STATION, DAY, {"heartbeats": None}, sealed_at=NOW)
        assert look(FolderStorage(root)) == []
        assert not list(root.glob(f"{STATION}/*/r*/heartbeats.parquet"))
    assert steps == 7


def test_an_anchor_cut_off_is_taken_up_and_the_chain_does_not_fork(tmp_path: Path) -> None:
    storage, second = small_archive(tmp_path)
    seal(storage, STATION, DAY, 1, 2, 4, 5)
    heads = {STATION: head_of(seals_of(storage, STATION)[-1])}
    for steps, count in ((0, 2), (1, 3)):
        with pytest.raises(KilledError):
            write_anchor(Dying(second.root, steps, half=True), SIGNER, heads, at=NOW)
        assert len(list(read_anchors(second))) == count
        assert look(storage, second) == []
    heads[OTHER] = head_of(seal(storage, OTHER, DAY, 7, 9))
    with pytest.raises(KilledError):
        write_anchor(Dying(second.root, 2), SIGNER, heads, at=NOW)
    assert look(storage, second) == [], "cut off twice in the same place"
    assert write_anchor(second, SIGNER, heads, at=NOW) is None, "the fourth anchor stands already"
    seal(storage, OTHER, DAY, 7, 8)
    anchor(storage, second, 9, STATION, OTHER)
    assert [one.number for one in read_anchors(second)] == [1, 2, 3, 4, 5]
    assert examine(storage, second, [KEY]).problems == []


def test_a_full_disk_leaves_no_partial_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = FolderStorage(tmp_path)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            storage.write("a.json", b"x")
    assert storage.names() == []
