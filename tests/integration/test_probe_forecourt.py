"""`collect probe forecourt`: what lines tell, and a guess at what their columns mean."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from youjian.collector.probing import FoundNozzle, ProbeError, probe

JSON = (
    '{"transNo": 7, "pumpId": 1, "nozzleId": 2, "vol": 3000, "amt": 22680, "price": 756, '
    '"volumeTotalizer": 123459789, "endTime": "2026-11-22 10:00:00", "barcode": "60001"}\n'
)
CSV = "流水号;油枪;升数;金额;单价;泵码;加油时间\n7;3;30.00;226.80;7.56;1234597.89;20261122100000\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_bytes(CSV.encode("gb18030"))
    return tmp_path


def test_a_folder_of_csv_is_read_by_a_guess_that_is_printed(folder: Path) -> None:
    report = probe("forecourt", f"file://{folder}")
    assert report.nozzles == [
        FoundNozzle(nozzle_id=3, product=None, total_ml=1_234_597_890, total_fen=None, unit_price_fen=756)
    ]
    told = " | ".join(report.notes)
    assert "lines: Transaction 1" in told
    assert 'time_format = "%Y%m%d%H%M%S"' in told
    assert 'volume = "升数"' in told


def test_one_file_may_be_named_too(folder: Path) -> None:
    assert probe("forecourt", f"file://{folder}/a.csv").nozzles[0].nozzle_id == 3


@pytest.fixture
def controller() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def send() -> None:
            line, _ = server.accept()
            with line:
                line.sendall(JSON.encode())

        threading.Thread(target=send, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


def test_whole_numbers_are_scaled_as_the_person_says(controller: str) -> None:
    report = probe("forecourt", controller, {"decimals": "2", "listen_s": "5"})
    assert report.nozzles == [
        FoundNozzle(nozzle_id=1, product="60001", total_ml=1_234_597_890, total_fen=None, unit_price_fen=756)
    ]
    assert "nozzle 1 is '1-2' in the source" in report.notes


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("file:///no/such/folder", "Give file:///folder or one file"),
        ("tcp://127.0.0.1:1", "Check cable and controller"),
        ("tcp-listen://127.0.0.1:1", "is tried with `collect run`"),
    ],
)
def test_nothing_found_says_what_to_do(address: str, said: str) -> None:
    with pytest.raises(ProbeError, match=said):
        probe("forecourt", address)


def test_an_empty_folder_and_lines_of_no_sense_are_told(tmp_path: Path) -> None:
    with pytest.raises(ProbeError, match="no line came"):
        probe("forecourt", f"file://{tmp_path}")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe,,\n\x00\x01\n")
    report = probe("forecourt", f"file://{tmp_path}")
    assert report.nozzles == []
    assert "unread" in report.notes[0]
