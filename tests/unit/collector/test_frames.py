"""Frames are kept for 30 days within their size, and never trouble a driver."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from youjian.collector import frames as frames_module
from youjian.collector.frames import Frame, Frames

START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LONG_AFTER = START + timedelta(days=400)


def said(frames: Frames, device: str | None = None) -> list[Frame]:
    return list(frames.between(device, START - timedelta(days=1), LONG_AFTER))


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("frames.sqlite*") if path.suffix != ".sqlite-shm")


def test_a_frame_comes_back_as_it_was_after_a_restart(tmp_path: Path) -> None:
    frames = Frames(tmp_path / "frames.sqlite")
    frames.keep("nozzle:1", START, "out", b"\x3a\x59", "fuelling 7")
    frames.keep("nozzle:1", START + timedelta(microseconds=5), "in", b"\x00\xff", "fuelling 7")
    frames.keep("tank:1", START, "in", b"i201", "unreadable")
    frames.close()
    again = Frames(tmp_path / "frames.sqlite")
    assert said(again, "nozzle:1") == [
        Frame("nozzle:1", START, "out", b"\x3a\x59", "fuelling 7"),
        Frame("nozzle:1", START + timedelta(microseconds=5), "in", b"\x00\xff", "fuelling 7"),
    ]
    assert [frame.device for frame in said(again)] == ["nozzle:1", "nozzle:1", "tank:1"]
    assert list(again.between("tank:1", START + timedelta(seconds=1), LONG_AFTER)) == []
    again.close()


def test_the_oldest_frames_give_way_and_the_file_stays_within_its_size(tmp_path: Path) -> None:
    limit = 3 * 2**20
    frames = Frames(tmp_path / "frames.sqlite", limit)
    for number in range(12_000):
        frames.keep("nozzle:1", START + timedelta(seconds=number), "in", bytes(400), f"{number}")
    assert frames.lost == 0
    kept = [int(frame.why) for frame in said(frames)]
    assert kept[-1] == 11_999
    assert kept == list(range(kept[0], 12_000))
    assert 3_000 < len(kept) < 8_000
    assert size(tmp_path) <= limit
    frames.close()


def test_frames_older_than_thirty_days_go(tmp_path: Path) -> None:
    frames = Frames(tmp_path / "frames.sqlite")
    for days in (0, 10, 31):
        frames.keep("nozzle:1", START + timedelta(days=days), "in", b"x", f"{days}")
        frames.flush()
    assert [frame.why for frame in said(frames)] == ["10", "31"]
    frames.close()


def test_a_clock_that_is_wrong_for_a_moment_does_not_take_all_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames_module, "_MOST_AGED", 10)
    frames = Frames(tmp_path / "frames.sqlite")
    for number in range(100):
        frames.keep("nozzle:1", START, "in", b"x", f"{number}")
    frames.flush()
    frames.keep("nozzle:1", LONG_AFTER - timedelta(days=1), "in", b"x", "wrong clock")
    frames.flush()
    assert len(said(frames)) == 91
    frames.close()


def test_a_file_that_cannot_be_written_is_counted_and_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "frames.sqlite").mkdir()
    frames = Frames(tmp_path / "frames.sqlite")
    frames.keep("nozzle:1", START, "in", b"x", "fuelling 1")
    frames.flush()
    assert frames.lost == 1
    (tmp_path / "frames.sqlite").rmdir()
    frames.keep("nozzle:1", START, "in", b"y", "fuelling 2")
    assert [frame.data for frame in said(frames)] == [b"y"]
    frames.close()


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "frames.sqlite"
    path.write_bytes(b"no database at all" * 1000)
    frames = Frames(path)
    frames.keep("nozzle:1", START, "in", b"x", "fuelling 1")
    assert [frame.data for frame in said(frames)] == [b"x"]
    assert (tmp_path / "frames.damaged").exists()
    frames.close()
    shutil.rmtree(tmp_path)
