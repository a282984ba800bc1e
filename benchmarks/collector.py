"""What a box at a large station needs: memory, processor, bytes towards the platform.

    python -m benchmarks.collector [--minutes 4] [--sales 1500]

A station of 24 nozzles behind 12 tax ports polled every second, 8 tanks on one console read every 30 s, one
vapour monitor that pushes each fill and a pressure every 30 s. The collector is a process of its own; the
devices are those of `youjian collect simulate`; a receiver answers like the platform's door and counts what
goes over the connection, HTTP's headers in both directions included (TCP and TLS are not).

Half the time nothing is sold, then 20 fuellings a minute; a day's bytes are those of a quiet day and, for
each of its sales, what one sale costs more. Last line: `collector: rss_mb=… cpu_pct=… mb_per_day=…`
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.processes import proportional_mib
from youjian.collector.emulators.hj212 import Monitor
from youjian.collector.emulators.serving import TcpLine
from youjian.collector.emulators.taxport import TaxPortTalk
from youjian.collector.emulators.tls350 import ConsoleTalk
from youjian.collector.emulators.world import World
from youjian.protocols import station

NOZZLES, TANKS, PORTS = 24, 8, 12
STATION = "3602030017"
VAPOUR_PORT = 21_912
BUSY_PER_NOZZLE_HOUR = 50.0
_TICK = os.sysconf("SC_CLK_TCK")


class Counted:
    """A file of a connection that counts its bytes in the receiver."""

    def __init__(self, file: Any, receiver: "Receiver") -> None:
        self._file = file
        self._receiver = receiver

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int = -1) -> bytes:
        """Bytes in."""
        return self._receiver.counted(self._file.read(size))

    def readline(self, size: int = -1) -> bytes:
        """A line in."""
        return self._receiver.counted(self._file.readline(size))

    def write(self, data: bytes) -> int:
        """Bytes out."""
        return self._file.write(self._receiver.counted(data))


class Receiver:
    """The platform's side: answers in full, keeps nothing but counts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.bytes = 0
        self.requests = 0
        self.records: dict[str, int] = {}
        handler = type("Handler", (_Handler,), {"receiver": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def counted(self, data: bytes) -> bytes:
        """Count bytes of any connection."""
        with self._lock:
            self.bytes += len(data)
        return data

    def answer(self, path: str, headers: Any, body: bytes) -> msgspec.Struct:
        """The reply of the platform's door."""
        now = datetime.now(UTC)
        self.requests += 1
        match path:
            case station.ENROL:
                return station.EnrolmentReply(
                    collector_id="C1", station_id=STATION, epoch=1, key_id="k1", server_time=now
                )
            case station.BOOT:
                return station.BootReply(status="accepted", heartbeat_s=60, batch_s=5, server_time=now)
            case station.HEARTBEAT:
                return station.HeartbeatReply(server_time=now)
            case station.BATCHES:
                return self._receipt(int(headers["Batch-No"]), body, headers["Content-Encoding"], now)
            case _:
                return station.CommandResultsReply(received=[], server_time=now)

    def _receipt(self, number: int, body: bytes, encoding: str, now: datetime) -> station.BatchReceipt:
        batch = station.decode_body(station.unpack(body, encoding), station.BatchBody)
        stored = 0
        for table, rows in batch.records.items():
            self.records[table] = self.records.get(table, 0) + len(rows)
            stored += len(rows)
        return station.BatchReceipt(
            batch_no=number, stored=stored, duplicates=0, quarantined=[], server_time=now
        )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver

    def setup(self) -> None:
        super().setup()
        self.rfile = Counted(self.rfile, self.receiver)  # type: ignore[assignment]
        self.wfile = Counted(self.wfile, self.receiver)  # type: ignore[assignment]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        data = station.encode_body(self.receiver.answer(self.path, self.headers, body))
        self.send_response(200)
        self.send_header("Content-Type", station.JSON)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """No line per request."""


class Devices:
    """The station's devices on sockets of this machine."""

    def __init__(self) -> None:
        self.world = World(NOZZLES, TANKS, sales_per_hour=0.0)
        each = NOZZLES // PORTS
        self.groups = [self.world.nozzles[first : first + each] for first in range(0, NOZZLES, each)]
        self.ports = [TcpLine(lambda group=group: TaxPortTalk(self.world, group)) for group in self.groups]
        self.console = TcpLine(lambda: ConsoleTalk(self.world))
        self.monitor = Monitor(self.world, "127.0.0.1", VAPOUR_PORT, STATION, "123456")

    def file(self, receiver: Receiver) -> str:
        """The station's file."""
        parts = [f'station_id = "{STATION}"\nplatform = ["{receiver.url}"]\nhome = "home"\nlink = "4g"\n']
        parts.append('[status]\nlisten = "127.0.0.1:21980"\n')
        for number, (group, port) in enumerate(zip(self.groups, self.ports, strict=True), start=1):
            nozzles = ", ".join(
                f"{{ nozzle_id = {nozzle.nozzle_id}, address = {place} }}"
                for place, nozzle in enumerate(group, start=1)
            )
            parts.append(
                f'[[device]]\ndriver = "taxport"\nname = "dispenser {number}"\nurl = "{port.url}"\n'
                f"dispenser_id = {number}\nnozzles = [{nozzles}]\npoll_s = 1.0\n"
            )
        tanks = ", ".join(f"{{ number = {n}, tank_id = {n} }}" for n in range(1, TANKS + 1))
        parts.append(
            f'[[device]]\ndriver = "tls350"\nname = "gauge"\nurl = "{self.console.url}"\ntanks = [{tanks}]\n'
            'volume_unit = "L"\nheight_unit = "mm"\ntemperature_unit = "C"\npoll_s = 30.0\n'
        )
        parts.append(
            f'[[device]]\ndriver = "hj212"\nname = "vapour"\nurl = "tcp-listen://127.0.0.1:{VAPOUR_PORT}"\n'
            f'mn = "{STATION}"\npassword = "123456"\n'
        )
        return "".join(parts)


@dataclass(frozen=True)
class Sample:
    """Where things stood at a moment: bytes on the connection, the process's CPU seconds, records, sales."""

    at: float
    bytes: int
    cpu_s: float
    sales: int


def sample(pid: int, receiver: Receiver) -> Sample:
    """Take one."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    cpu_s = (int(fields[11]) + int(fields[12])) / _TICK
    return Sample(time.monotonic(), receiver.bytes, cpu_s, receiver.records.get("fuellings", 0))


def resident_mib(pid: int) -> float:
    """Resident memory at its highest (VmHWM), MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:", 1)[1].split()[0]) / 1024


def until(condition: Any, what: str, seconds: float) -> None:
    """Wait for something."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"collector: not reached: {what}")
        time.sleep(0.2)


def measured(box: "subprocess.Popen[bytes]", devices: Devices, receiver: Receiver, minutes: float) -> Any:
    """The quiet part, the busy part, and the most memory that was in use.

    Both parts are whole minutes, as heartbeats come: a part of one would count one too many or too few.
    """
    until(lambda: receiver.records.get("tax_states", 0) >= NOZZLES, "all tax ports read", 60)
    until(lambda: receiver.records.get("pressure_readings", 0) >= 1, "the vapour monitor heard", 60)
    whole = max(1, round(minutes / 2))
    started = sample(box.pid, receiver)
    time.sleep(60 * whole)
    quiet = sample(box.pid, receiver)
    devices.world.sales_per_hour = BUSY_PER_NOZZLE_HOUR
    time.sleep(60 * whole)
    busy = sample(box.pid, receiver)
    if box.poll() is not None:
        sys.exit("collector: it ended by itself")
    return started, quiet, busy, resident_mib(box.pid), proportional_mib({box.pid: ""})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=4.0, help="how long is measured")
    parser.add_argument("--sales", type=int, default=1500, help="fuellings of the station's day")
    arguments = parser.parse_args()
    receiver, devices = Receiver(), Devices()
    with tempfile.TemporaryDirectory(prefix="youjian-box-", dir="/var/tmp") as folder:
        file = Path(folder) / "station.toml"
        file.write_text(devices.file(receiver), encoding="utf-8")
        with (Path(folder) / "log").open("wb") as log:
            box = subprocess.Popen(
                [sys.executable, "-m", "youjian.cli", "collect", "run", str(file), "--code", "any-code"],
                stderr=log,
            )
            try:
                parts = measured(box, devices, receiver, arguments.minutes)
            finally:
                box.terminate()
                box.wait(30)
    report(parts, receiver, arguments.sales)


def report(parts: Any, receiver: Receiver, sales_a_day: int) -> None:
    """The table and the last line."""
    started, quiet, busy, rss, pss = parts
    quiet_a_day = (quiet.bytes - started.bytes) / (quiet.at - started.at) * 86_400
    busy_more = busy.bytes - quiet.bytes - quiet_a_day * (busy.at - quiet.at) / 86_400
    a_sale = busy_more / max(1, busy.sales - quiet.sales)
    a_day = (quiet_a_day + a_sale * sales_a_day) / 1e6
    idle = 100 * (quiet.cpu_s - started.cpu_s) / (quiet.at - started.at)
    cpu = 100 * (busy.cpu_s - quiet.cpu_s) / (busy.at - quiet.at)
    per_minute = (busy.sales - quiet.sales) / (busy.at - quiet.at) * 60
    received = ", ".join(f"{name} {count}" for name, count in sorted(receiver.records.items()))
    rows = {
        "nozzles, tax ports polled every second, tanks": f"{NOZZLES}, {PORTS}, {TANKS}",
        "resident memory, at its highest": f"{rss:.1f} MiB",
        "its share, pages that other programs use counted in part": f"{pss:.1f} MiB",
        "processor while nothing is sold, of one core": f"{idle:.1f} %",
        f"processor at {per_minute:.0f} sales a minute": f"{cpu:.1f} %",
        "uplink of a day without a sale, HTTP both ways": f"{quiet_a_day / 1e6:.2f} MB",
        "uplink of one sale with its vapour record": f"{a_sale:.0f} bytes",
        f"uplink of a day with {sales_a_day} sales": f"{a_day:.2f} MB",
        "records received in the run": received,
    }
    print("| what | measured |\n|---|---|")
    for what, value in rows.items():
        print(f"| {what} | {value} |")
    print(f"collector: rss_mb={rss:.1f} cpu_pct={cpu:.1f} mb_per_day={a_day:.2f}")


if __name__ == "__main__":
    main()
