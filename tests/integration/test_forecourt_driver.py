"""A forecourt controller on real sockets and in real folders: every sale once, whatever happens."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.integration.collector_fakes import eventually
from youjian.collector.board import Board
from youjian.collector.config import ConfigError, load
from youjian.collector.desk import Desk
from youjian.collector.drivers.registry import worker_for
from youjian.collector.outbox import Outbox

STATION = "3602030017"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
FIELDS = (
    'fields = { number = "No", pump = "Pump", nozzle = "Nozzle", volume = { name = "Vol", decimals = 2 }, '
    'amount = { name = "Amt", decimals = 2 }, price = { name = "Price", decimals = 2 }, '
    'totalizer = { name = "Total", decimals = 2 }, ended_at = "End", status = "Status", state = "State", '
    'product = "Barcode", fault = "Fault", encoder = "Encoder", tank = "Tank", height = "Height", '
    'temperature = "Temp", at = "At" }\n'
)
COLUMNS = "No,Pump,Nozzle,Vol,Amt,Price,Total,End,Status"


class Station:
    """A station with one controller, on a home of its own; `with running(...)` is one process."""

    def __init__(self, folder: Path, url: str, more: str = 'format = "json"\n') -> None:
        self.folder = folder
        self.url = url
        folder.mkdir(exist_ok=True)
        path = folder / "station.toml"
        path.write_text(
            f'station_id = "{STATION}"\nplatform = ["http://127.0.0.1:9"]\n[[device]]\ndriver = "forecourt"\n'
            f'name = "FCC"\nurl = "{url}"\npoll_s = 0.02\n{FIELDS}{more}'
            'nozzles = [{ nozzle_id = 11, source = "1-1" }, { nozzle_id = 12, source = "1-2" }]\n',
            encoding="utf-8",
        )
        self.config = load(path)

    @contextmanager
    def running(self) -> Iterator["Running"]:
        run = Running(self)
        try:
            yield run
        finally:
            run.end()


class Running:
    """One life of the controller's thread."""

    def __init__(self, station: Station) -> None:
        self.outbox = Outbox(station.folder / "outbox.sqlite")
        self.board = Board()
        self.desk = Desk(STATION, self.outbox, self.board, lambda: NOW)
        self._stop = threading.Event()
        work = worker_for(station.config.device[0], self.desk)
        self._thread = threading.Thread(target=work, args=(self._stop,), daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()
        self.outbox.close()

    def stored(self, table: str) -> list[dict[str, Any]]:
        rows = self.outbox._db.execute("SELECT body FROM records WHERE name = ? ORDER BY id", (table,))
        return [msgspec.json.decode(row[0]) for row in rows.fetchall()]

    def fuellings(self) -> list[tuple[Any, ...]]:
        names = ("nozzle_id", "seq", "volume_ml", "amount_fen", "totalizer_ml")
        return [tuple(row[name] for name in names) for row in self.stored("fuellings")]

    def count(self, name: str) -> int:
        return self.board.as_dict()["counts"].get(name, 0)


def sale(number: int, steps: int, total: int, status: str = "Payable", nozzle: int = 1) -> dict[str, Any]:
    end = NOW - timedelta(hours=2) + timedelta(minutes=2 * number)
    return {
        "No": number, "Pump": 1, "Nozzle": nozzle, "Vol": steps, "Amt": steps * 756 // 100, "Price": 756,
        "Total": total, "End": end.isoformat(), "Status": status,
    }  # fmt: skip


def text(*rows: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def csv(*rows: dict[str, Any]) -> str:
    return "".join(",".join(str(row[name]) for name in COLUMNS.split(",")) + "\n" for row in rows)


FIRST = (11, 1, 20_000, 15_120, 1_020_000)
SECOND = (11, 2, 5_000, 3_780, 1_025_000)


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)
        yield listening


def test_a_controller_that_we_call_is_read_over_cuts_and_flushes(
    tmp_path: Path, server: socket.socket
) -> None:
    station = Station(
        tmp_path, f"tcp://127.0.0.1:{server.getsockname()[1]}", 'format = "json"\nacknowledge = "OK\\n"\n'
    )
    with station.running() as run:
        line, _ = server.accept()
        line.sendall(text(sale(1, 2000, 102_000)) + b'{"No": 2, "Pump": 1, "Noz')
        eventually(lambda: run.fuellings() == [FIRST], "the first sale")
        assert line.recv(10) == b"OK\n"
        line.close()
        again, _ = server.accept()
        flushed = [sale(1, 2000, 102_000, "Locked"), sale(1, 2000, 102_000, "Cleared"), sale(9, 0, 102_000)]
        again.sendall(text(*flushed, sale(2, 500, 102_500)))
        eventually(lambda: len(run.fuellings()) == 2, "the second sale")
        assert run.fuellings() == [FIRST, SECOND]
        assert (run.count("forecourt_again"), run.count("forecourt_ghost")) == (2, 1)
        events = [event["code"] for event in run.stored("device_events")]
        assert set(events) <= {"port_disconnected", "port_connected"}
        again.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def dial(port: int) -> socket.socket:
    def attempt() -> socket.socket | None:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5)
        except OSError:
            return None

    return eventually(attempt, "the controller's door")


def test_a_controller_that_calls_us_is_read_whatever_it_sends_between(tmp_path: Path) -> None:
    port = free_port()
    with Station(tmp_path, f"tcp-listen://127.0.0.1:{port}").running() as run:
        with dial(port) as line:
            line.sendall(b"\x00\xff\n{]\n" + b"x" * 70_000 + b"\n" + text(sale(1, 2000, 102_000)))
            line.sendall(text(sale(3, 100, 5_000, nozzle=7), sale(2, 500, 102_500)))
            eventually(lambda: len(run.fuellings()) == 2, "both sales")
        assert run.fuellings() == [FIRST, SECOND]
        assert run.count("forecourt_unknown_nozzle") == 1
        assert run.count("forecourt_overlong") == 1
        day = timedelta(days=1)
        kept = eventually(
            lambda: {frame.why for frame in run.desk.frames.between("nozzle:11", NOW - day, NOW + day)},
            "the lines kept",
        )
        assert "fuelling 1, live; totalizer None to 1020000 mL" in kept
        frames = list(run.desk.frames.between("FCC", NOW - day, NOW + day))
        assert "not taken: encoding" in {frame.why for frame in frames}


def test_a_controller_whose_clock_is_ahead_is_told_and_dates_nothing_into_the_future(tmp_path: Path) -> None:
    port = free_port()
    with Station(tmp_path, f"tcp-listen://127.0.0.1:{port}").running() as run:
        with dial(port) as line:
            line.sendall(text(sale(1, 2000, 102_000) | {"End": (NOW + timedelta(hours=2)).isoformat()}))
            eventually(run.fuellings, "the sale")
        assert run.count("forecourt_clock_ahead") == 1
        assert run.board.as_dict()["facts"]["FCC: clock ahead, s"] == 7200
        assert datetime.fromisoformat(run.stored("fuellings")[0]["ended_at"]) == NOW


def test_states_identities_and_faults_become_events_once(tmp_path: Path) -> None:
    port = free_port()
    more = 'format = "json"\nfaults = "pod-board"\nstates = { "暂停" = "CLOSED" }\n'
    with Station(tmp_path, f"tcp-listen://127.0.0.1:{port}", more).running() as run:
        with dial(port) as line:
            for state in ("FDC_READY", "FDC_OFFLINE", "FDC_OFFLINE", "FDC_READY", "暂停"):
                line.sendall(text({"Pump": 1, "Nozzle": 1, "State": state}))
            for encoder in ("E1", "E1", "E2"):
                line.sendall(text({"Pump": 1, "Nozzle": 2, "Encoder": encoder}))
            line.sendall(text({"Fault": 3001}, {"Fault": 5000}, {"Fault": 42}))
            eventually(lambda: run.count("forecourt_unknown_fault") == 1, "the last fault")
        told = [(event["device"], event["code"]) for event in run.stored("device_events")]
    assert told == [
        ("nozzle:11", "port_disconnected"),
        ("nozzle:11", "port_connected"),
        ("nozzle:11", "nozzle_disabled"),
        ("nozzle:12", "encoder_id_changed"),
        ("nozzle:11", "boot"),
        ("nozzle:12", "boot"),
    ]


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def dropped(tmp_path: Path, drop: Path, more: str = "") -> Station:
    return Station(tmp_path / "home", f"file://{drop}", f'format = "csv"\n{more}')


def test_files_are_read_once_over_restarts_appends_rotation_and_truncation(
    tmp_path: Path, drop: Path
) -> None:
    station, file = dropped(tmp_path, drop), drop / "sales.csv"
    file.write_bytes(b"\xef\xbb\xbf" + f"{COLUMNS}\n{csv(sale(1, 2000, 102_000))}".encode())
    with station.running() as run:
        eventually(lambda: run.fuellings() == [FIRST], "the first sale")
    with file.open("a") as more:
        more.write(csv(sale(2, 500, 102_500)))
    with station.running() as run:
        eventually(lambda: len(run.fuellings()) == 2, "the appended sale")
        assert run.count("forecourt_again") == 0
        file.rename(drop / "sales.old.csv")
        file.write_text(f"{COLUMNS}\n{csv(sale(3, 700, 103_200))}")
        eventually(lambda: len(run.fuellings()) == 3, "the sale after the rotation")
        file.write_text(f"{COLUMNS}\n{csv(sale(4, 100, 103_300))}")
        eventually(lambda: len(run.fuellings()) == 4, "the sale after the truncation")
        (drop / "copy.csv").write_text(f"{COLUMNS}\n{csv(sale(1, 2000, 102_000), sale(5, 100, 103_400))}")
        eventually(lambda: len(run.fuellings()) == 5, "the sale in the copy")
        assert run.count("forecourt_again") == 1
    assert [path.name for path in sorted(drop.iterdir())] == ["copy.csv", "sales.csv", "sales.old.csv"]


def test_a_rotated_file_read_after_its_successor_is_known_again(tmp_path: Path, drop: Path) -> None:
    station, file, old = dropped(tmp_path, drop), drop / "sales.csv", drop / "sales.old.csv"
    file.write_text(f"{COLUMNS}\n{csv(sale(1, 2000, 102_000))}")
    with station.running() as run:
        eventually(lambda: run.fuellings() == [FIRST], "the first sale")
    file.rename(old)
    file.write_text(f"{COLUMNS}\n{csv(sale(3, 700, 103_200))}")
    os.utime(file, (0, 0))
    with station.running() as run:
        eventually(lambda: len(run.fuellings()) == 2, "the successor's sale")
        with old.open("a") as more:
            more.write(csv(sale(2, 500, 102_500)))
        eventually(lambda: len(run.fuellings()) == 3, "what was added to the rotated file")
        assert run.count("forecourt_again") == 0


def test_a_file_for_every_sale_is_read_once_and_forgotten_with_the_file(tmp_path: Path, drop: Path) -> None:
    station = dropped(tmp_path, drop)
    for number in range(1, 31):
        (drop / f"{number:04d}.csv").write_text(f"{COLUMNS}\n{csv(sale(number, 10, 1000 + 10 * number))}")
    with station.running() as run:
        eventually(lambda: len(run.fuellings()) == 30, "every sale")
        assert [row[1] for row in run.fuellings()] == list(range(1, 31))
    for number in range(1, 30):
        (drop / f"{number:04d}.csv").unlink()
    last = f"{COLUMNS}\n{csv(sale(31, 10, 1310))}"
    Path(os.fsdecode(os.fsencode(drop) + "/加油.csv".encode("gb18030"))).write_text(last)
    with station.running() as run:
        eventually(lambda: len(run.fuellings()) == 31, "the next sale")
        assert run.count("forecourt_again") == 0
    with station.running() as run:
        eventually(lambda: run.board.devices.get("nozzle:11") == "ok", "the folder read again")
        assert len(run.fuellings()) == 31


def test_a_last_line_half_written_waits_for_its_end(tmp_path: Path, drop: Path) -> None:
    station, file = dropped(tmp_path, drop), drop / "sales.csv"
    whole = f"{COLUMNS}\n{csv(sale(1, 2000, 102_000))}"
    file.write_text(whole + csv(sale(2, 500, 102_500))[:20])
    with station.running() as run:
        eventually(lambda: run.fuellings() == [FIRST], "the whole line")
        file.write_text(whole + csv(sale(2, 500, 102_500)))
        eventually(lambda: run.fuellings() == [FIRST, SECOND], "the line once it has ended")
        assert run.count("forecourt_columns") == 0


def test_a_last_line_that_never_ends_is_taken_when_nothing_is_added(tmp_path: Path, drop: Path) -> None:
    station = dropped(tmp_path, drop, "settle_s = 0.05\n")
    (drop / "one.csv").write_text(f"{COLUMNS}\n{csv(sale(1, 2000, 102_000)).strip()}")
    with station.running() as run:
        eventually(lambda: run.fuellings() == [FIRST], "the line without its end")


def test_bad_lines_and_bad_files_stop_nothing(tmp_path: Path, drop: Path) -> None:
    station = dropped(tmp_path, drop, 'encoding = "gb18030"\nfiles = "*.csv"\n')
    (drop / "a.csv").write_bytes(b"\xff\xfe\x00\n" * 3)
    os.mkfifo(drop / "pipe.csv")
    (drop / "x.csv").mkdir()
    (drop / "not-yet.csv.tmp").write_text(f"{COLUMNS}\n{csv(sale(7, 700, 9))}")
    rows = f"{COLUMNS}\n油,机,坏\n{csv(sale(1, 2000, 102_000))}1,1,1,abc\n{csv(sale(2, 500, 102_500))}"
    (drop / "b.csv").write_bytes(rows.encode("gb18030"))
    with station.running() as run:
        eventually(lambda: len(run.fuellings()) == 2, "the good lines")
        assert run.fuellings() == [FIRST, SECOND]
        assert run.count("forecourt_columns") >= 2


def test_a_folder_that_goes_and_comes_is_told(tmp_path: Path, drop: Path) -> None:
    station = dropped(tmp_path, drop)
    with station.running() as run:
        eventually(lambda: run.board.devices.get("nozzle:11") == "ok", "the folder read")
        drop.rmdir()
        eventually(lambda: run.board.devices["nozzle:11"] == "unreachable", "the folder missed")
        drop.mkdir()
        eventually(lambda: run.board.devices["nozzle:11"] == "ok", "the folder back")
        codes = [event["code"] for event in run.stored("device_events")]
    assert codes == ["port_disconnected"] * 2 + ["port_connected"] * 2


def test_tank_levels_come_along_where_a_source_offers_them(tmp_path: Path) -> None:
    port = free_port()
    more = 'format = "json"\ntanks = [{ tank_id = 4, source = "T1" }]\n'
    with Station(tmp_path, f"tcp-listen://127.0.0.1:{port}", more).running() as run:
        with dial(port) as line:
            at = NOW.isoformat()
            line.sendall(
                text(
                    {"Tank": "T1", "Height": 1405.2, "Temp": 21.5, "At": at},
                    {"Tank": "T1", "Height": 1405.2, "Temp": 85.0, "At": at},
                    {"Tank": "T9", "Height": 1405.2, "Temp": 21.5, "At": at},
                )
            )
            eventually(lambda: run.count("forecourt_unknown_tank"), "the last line")
        readings = [(row["tank_id"], row["product_mm"], row["temp_c"]) for row in run.stored("tank_readings")]
    assert readings == [(4, 1405.2, 21.5)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('volume = { name = "Vol", decimals = 2 }, ', "", "fields: volume is missing"),
        ('volume = { name = "Vol", decimals = 2 }', 'volumes = "Vol"', "volumes"),
        ('format = "json"', 'format = "json"\ndelimiter = ";;"', "delimiter: ';;' is not one character"),
        ('format = "json"', 'format = "json"\nfaults = "x"', "faults: 'x' is none of pod-board"),
        ('format = "json"', 'format = "json"\nacknowledge = "\\u0001S60201X"', "acknowledge: no SOH"),
        ('source = "1-2"', 'source = "1-1"', "nozzles.source 1-1 is used twice"),
        ("file:///drop", "udp://1.2.3.4:5", "must begin with tcp:// or tcp-listen:// or file://"),
    ],
)
def test_a_controller_declared_wrongly_is_refused_with_the_key(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    good = Station(tmp_path, "file:///drop").folder / "station.toml"
    text_ = good.read_text()
    assert old in text_
    good.write_text(text_.replace(old, new))
    with pytest.raises(ConfigError, match=said):
        load(good)
