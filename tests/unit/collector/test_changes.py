"""What a changed station's file means for a running collector: decided before anything moves."""

from pathlib import Path

import pytest

from youjian.collector.changes import Change, RefusedError, difference
from youjian.collector.config import StationConfig, load

HEAD = 'station_id = "3602030017"\nplatform = ["http://a"]\n'


def device(name: str, nozzle_id: int, more: str = "") -> str:
    return (
        f'[[device]]\ndriver = "taxport"\nname = "{name}"\nurl = "tcp://127.0.0.1:{nozzle_id}"\n{more}'
        f"nozzles = [{{nozzle_id = {nozzle_id}, address = 1}}]\n"
    )


def config(folder: Path, text: str) -> StationConfig:
    path = folder / "station.toml"
    path.write_text(text)
    return load(path)


def test_devices_are_told_apart_by_name(tmp_path: Path) -> None:
    old = config(tmp_path, HEAD + device("a", 1) + device("b", 2) + device("c", 3))
    new = config(tmp_path, HEAD + device("b", 2, "poll_s = 2.0\n") + device("c", 3) + device("d", 4))
    change = difference(old, new)
    assert change == Change(added=("d",), removed=("a",), changed=("b",))
    assert str(change) == "added d; removed a; changed b"


def test_an_unchanged_file_is_no_change(tmp_path: Path) -> None:
    old = config(tmp_path, HEAD + device("a", 1))
    assert not difference(old, config(tmp_path, HEAD + "# a remark\n" + device("a", 1)))


@pytest.mark.parametrize(
    ("head", "change"),
    [
        ('platform = ["http://a", "http://b"]\n', Change(uplink=True)),
        ('platform = ["http://a"]\nlink = "5g"\n', Change(uplink=True)),
        ('platform = ["http://a"]\noutbox_mib = 300\n', Change(limits=True)),
        ('platform = ["http://a"]\nclock_jump_s = 5\n', Change(later=("clock_jump_s",))),
        ('platform = ["http://a"]\n[status]\nlisten = ""\n', Change(later=("status",))),
    ],
)
def test_every_other_key_has_its_consequence(tmp_path: Path, head: str, change: Change) -> None:
    old = config(tmp_path, HEAD + device("a", 1))
    assert difference(old, config(tmp_path, 'station_id = "3602030017"\n' + head + device("a", 1))) == change


@pytest.mark.parametrize("head", [HEAD.replace("0017", "0018"), HEAD + 'home = "elsewhere"\n'])
def test_the_station_and_its_folder_cannot_change(tmp_path: Path, head: str) -> None:
    old = config(tmp_path, HEAD + 'home = "here"\n' + device("a", 1))
    with pytest.raises(RefusedError, match="undo it"):
        difference(old, config(tmp_path, head + device("a", 1)))
