"""What live stations promise: devices answer on real sockets and lines, and their account is the truth."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.simulator.sample_city import FIRST, SECOND, write_registry
from youjian.contract.fields import SHANGHAI
from youjian.protocols import hj212, taxport, tls350

DEADLINE_S = 30.0


def _eventually(condition: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {DEADLINE_S:.0f} s: {what}")


def _free_block() -> int:
    """A first port with a free block behind it."""
    for base in range(23000 + os.getpid() % 1000 * 20, 60000, 100):
        try:
            for port in (base, base + 10, base + 11, base + 12, base + 30):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return base
    raise AssertionError("no free ports")


class Simulator:
    """`youjian simulate run` as a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.state = folder / "state"
        self.registry = write_registry(folder / "registry")
        self.base_port = _free_block()
        self._options = options
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> dict[str, Any]:
        """Start and wait until all doors are open."""
        command = [
            sys.executable, "-m", "youjian.cli", "simulate", "run",
            "--registry", str(self.registry), "--state", str(self.state),
            "--base-port", str(self.base_port), "--seed", "7", *self._options,
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        assert any(line == "ready\n" for line in lines)
        return json.loads((self.state / "endpoints.json").read_text())

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it and return its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        status = self.process.wait(DEADLINE_S)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status

    def log(self, name: str) -> list[dict[str, Any]]:
        """Lines of one of its logs."""
        path = self.state / f"{name}.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def inject(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`youjian simulate inject` on its state folder."""
        command = [
            sys.executable,
            "-m",
            "youjian.cli",
            "simulate",
            "inject",
            *words,
            "--state",
            str(self.state),
        ]
        return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Simulator]:
    """Two stations whose nozzles are used every few seconds."""
    simulator = Simulator(tmp_path, "--fill-interval", "3", "--serial")
    simulator.start()
    yield simulator
    if simulator.process is not None and simulator.process.poll() is None:
        simulator.stop()


def _endpoints(simulator: Simulator, station_id: str = FIRST) -> dict[str, Any]:
    return json.loads((simulator.state / "endpoints.json").read_text())["stations"][station_id]


def _gauge(simulator: Simulator, command: bytes) -> bytes:
    port = _endpoints(simulator)["gauge"]["port"]
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as line:
        line.sendall(command)
        answer = b""
        while not answer.endswith(b"\x03"):
            answer += line.recv(4096)
        return answer


def _ask(simulator: Simulator, dispenser: int, request: taxport.Request) -> taxport.Answer:
    port = _endpoints(simulator)["dispensers"][str(dispenser)]["port"]
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as line:
        line.sendall(taxport.encode_request(request))
        reader = taxport.FrameReader()
        while not (frames := reader.feed(line.recv(4096))):
            pass
        return taxport.decode_answer(frames[0])


def _total(simulator: Simulator, dispenser: int = 1, place: int = 1) -> int:
    answer = _ask(simulator, dispenser, taxport.GrandTotalRequest(place))
    assert isinstance(answer, taxport.GrandTotal)
    return answer.totalizer_ml


def test_the_gauge_answers_in_both_formats_and_knows_no_write(busy: Simulator) -> None:
    inventory = tls350.parse(_gauge(busy, tls350.encode_command("i201")))
    assert isinstance(inventory, tls350.Inventory)
    assert [tank.tank for tank in inventory.tanks] == [1, 2, 3]
    levels = [(tank.height or 0.0, tank.volume or 0.0) for tank in inventory.tanks]
    assert all(1000 < height < 2400 and volume > 5000 for height, volume in levels)
    one = tls350.parse(_gauge(busy, tls350.encode_command("i201", 2, terminator=b"")))
    assert isinstance(one, tls350.Inventory)
    assert [tank.tank for tank in one.tanks] == [2]
    shown = tls350.parse(_gauge(busy, tls350.encode_command("I201")))
    assert isinstance(shown, tls350.Inventory)
    assert shown.display is not None
    assert [tank.label for tank in shown.tanks] == ["92#", "95#", "0D#"]
    assert _gauge(busy, tls350.encode_command("i501")) == b"\x019999FF1B\x03"
    assert busy.log("attacks") == []
    assert _gauge(busy, b"\x01S602011REGULAR UNLEADED\r\n") == b"\x019999FF1B\x03"
    assert [attack["command"] for attack in busy.log("attacks")] == [b"\x01S602011REGULAR UNLEADED".hex()]


def test_the_gauge_tells_its_charts_and_serial_numbers(busy: Simulator) -> None:
    def asked(function: str, device: int = 0) -> tls350.Reply:
        return tls350.parse(_gauge(busy, tls350.encode_command(function, device)))

    charts, inventory = asked("i216"), asked("i201")
    assert isinstance(charts, tls350.Charts)
    assert isinstance(inventory, tls350.Inventory)
    for chart, tank in zip(charts.tanks, inventory.tanks, strict=True):
        assert (chart.tank, len(chart.points)) == (tank.tank, 50)
        assert tank.height is not None
        assert tank.volume is not None
        known = tank.volume + (tank.water_volume or 0.0)
        assert abs(chart.volume_at(tank.height) - known) < 0.02 * chart.full_volume
    assert {type(asked(f)) for f in ("i202", "i20C")} == {tls350.Deliveries}
    kinds = {"i206": tls350.AlarmHistory, "i217": tls350.OtherReply, "i218": tls350.ChartAudit}
    kinds |= {"i219": tls350.ChartSecurity, "i902": tls350.Software}
    for function, kind in kinds.items():
        assert isinstance(asked(function), kind), function


def test_the_tax_port_shows_what_the_account_says(busy: Simulator) -> None:
    def agreed() -> bool:
        total = _total(busy)
        fill = _ask(busy, 1, taxport.LastFillRequest(1))
        lines = [line for line in busy.log("fuellings") if (line["station"], line["nozzle"]) == (FIRST, 1)]
        if not lines or lines[-1]["totalizer_ml"] != total:
            return False
        assert isinstance(fill, taxport.LastFill)
        told = (fill.volume_ml, fill.amount_fen, fill.unit_price_fen)
        return told == tuple(lines[-1][name] for name in ("volume_ml", "amount_fen", "unit_price_fen"))

    _eventually(agreed, "total, last fill and log agree")
    today = datetime.now(SHANGHAI).date()
    total = _ask(busy, 1, taxport.DayTotalRequest(1, today))
    month = _ask(busy, 1, taxport.MonthTotalRequest(1, today.year, today.month))
    assert isinstance(total, taxport.DayTotal)
    assert isinstance(month, taxport.MonthTotal)
    assert 0 < total.volume_ml <= month.volume_ml
    empty = _ask(busy, 1, taxport.DayTotalRequest(1, today - timedelta(days=40)))
    assert isinstance(empty, taxport.DayTotal)
    assert (empty.status, empty.volume_ml) == (0, 0)
    info = _ask(busy, 2, taxport.TaxInfoRequest(2))
    assert isinstance(info, taxport.TaxInfo)
    assert (info.status, info.factory_no) == (1, "YJ00170004")


def test_an_unknown_place_and_a_damaged_request_get_no_answer(busy: Simulator) -> None:
    port = _endpoints(busy)["dispensers"]["1"]["port"]
    good = taxport.encode_request(taxport.GrandTotalRequest(1))
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as line:
        line.sendall(taxport.encode_request(taxport.GrandTotalRequest(3)) + good[:-1] + b"\x00" + good)
        frames = taxport.FrameReader().feed(line.recv(4096))
    assert len(frames) == 1


def test_the_serial_line_answers_as_the_socket_does(busy: Simulator) -> None:
    path = _endpoints(busy)["dispensers"]["1"]["serial"]
    descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
    try:
        os.write(descriptor, taxport.encode_request(taxport.GrandTotalRequest(2)))
        reader = taxport.FrameReader()
        while not (frames := reader.feed(os.read(descriptor, 256))):
            pass
    finally:
        os.close(descriptor)
    answer = taxport.decode_answer(frames[0])
    assert isinstance(answer, taxport.GrandTotal)
    assert answer.totalizer_ml > 0


def test_a_hidden_sale_moves_the_total_and_not_the_last_fill_until_the_next_customer(tmp_path: Path) -> None:
    calm = Simulator(tmp_path, "--fill-interval", "100000", "--stations", FIRST, "--speed", "10")
    calm.start()

    def honest() -> list[dict[str, Any]]:
        return [line for line in calm.log("fuellings") if line["label"] == "honest" and line["nozzle"] == 1]

    try:
        _eventually(honest, "a first honest customer")
        total, fill = _total(calm), _ask(calm, 1, taxport.LastFillRequest(1))
        words = ("hidden-sale", "--station", FIRST, "--nozzle", "1", "--litres", "30", "--next-sale-in", "0")
        done = calm.inject(*words)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["volume_ml"] == 30_000
        assert _total(calm) == total + 30_000
        assert _ask(calm, 1, taxport.LastFillRequest(1)) == fill
        line = _eventually(lambda: honest()[1:], "the next honest customer")[0]
        assert line["totalizer_ml"] == total + 30_000 + line["volume_ml"]
        assert _ask(calm, 1, taxport.LastFillRequest(1)) != fill
        assert [label["scenario"] for label in calm.log("labels")] == ["hidden-sale"]
        refused = calm.inject("hidden-sale", "--station", SECOND)
        assert (refused.returncode, "does not run here" in refused.stderr) == (2, True)
    finally:
        calm.stop()


def test_totals_never_fall_and_the_account_is_whole_after_kill_9(tmp_path: Path) -> None:
    simulator = Simulator(tmp_path, "--fill-interval", "1", "--stations", FIRST)
    simulator.start()
    first = json.loads((simulator.state / f"{FIRST}.json").read_text())["state"]["nozzles"]
    seen = {place: _total(simulator, 1, place) for place in (1, 2)}
    for _ in range(4):
        count = len(simulator.log("fuellings"))
        _eventually(lambda count=count: len(simulator.log("fuellings")) > count + 3, "fuellings")
        before = {place: _total(simulator, 1, place) for place in (1, 2)}
        assert all(before[place] >= seen[place] for place in seen)
        assert simulator.stop(signal.SIGKILL) == -signal.SIGKILL
        simulator.start()
        seen = {place: _total(simulator, 1, place) for place in (1, 2)}
        assert all(seen[place] >= before[place] for place in seen)
    assert simulator.stop() == 0
    lines = simulator.log("fuellings")
    assert [line["no"] for line in lines] == list(range(1, len(lines) + 1))
    state = json.loads((simulator.state / f"{FIRST}.json").read_text())["state"]["nozzles"]
    for nozzle, counters in state.items():
        own = [line for line in lines if line["nozzle"] == int(nozzle)]
        assert [line["seq"] for line in own] == list(range(1, len(own) + 1))
        opening = own[0]["totalizer_ml"] - own[0]["volume_ml"] if own else first[nozzle]["totalizer_ml"]
        assert counters["totalizer_ml"] - opening == sum(line["volume_ml"] for line in own)


def test_the_vapour_monitor_sends_until_acknowledged_over_lost_answers_and_lines(tmp_path: Path) -> None:
    door = socket.create_server(("127.0.0.1", 0))
    door.settimeout(DEADLINE_S)
    targets = tmp_path / "vapour.csv"
    with targets.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["station_id", "host", "port", "mn", "password"])
        writer.writerow([FIRST, "127.0.0.1", door.getsockname()[1], FIRST, "123456"])
    simulator = Simulator(tmp_path, "--fill-interval", "2", "--stations", FIRST, "--vapour", str(targets))
    simulator.start()
    try:
        line, _ = door.accept()
        unanswered = _frames(line, 1)[0]
        line.close()
        line, _ = door.accept()
        again = _frames(line, 1)[0]
        assert again == unanswered
        taken = [again]
        line.sendall(hj212.encode_frame(hj212.data_answer(again)))
        while len({_fill(frame) for frame in taken if _fill(frame)}) < 3:
            frame = _frames(line, 1)[0]
            taken.append(frame)
            line.sendall(hj212.encode_frame(hj212.data_answer(frame)))
        line.close()
    finally:
        simulator.stop()
        door.close()
    assert len({frame.qn for frame in taken}) == len(taken)
    ended = {(s["nozzle"], s["ended_at"][:19]) for s in simulator.log("fuellings")}
    assert {fill for frame in taken if (fill := _fill(frame))} <= ended
    assert any(hj212.vapour_upload(frame).pressures for frame in taken)


def _frames(line: socket.socket, count: int) -> list[hj212.Frame]:
    line.settimeout(DEADLINE_S)
    reader, found = hj212.FrameReader(), []
    while len(found) < count:
        data = line.recv(4096)
        assert data, "the monitor hung up"
        found += reader.feed(data)
    assert all(isinstance(frame, hj212.Frame) for frame in found)
    return found


def _fill(frame: hj212.Frame) -> tuple[int, str] | None:
    fills = hj212.vapour_upload(frame).fills
    return (fills[0].nozzle_id, fills[0].ended_at.isoformat()[:19]) if fills else None
