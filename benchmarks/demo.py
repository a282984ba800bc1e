"""How long the demo takes to show a city, what it costs, and how soon a hidden sale is an alert.

    python -m benchmarks.demo [--minutes-of-memory 3]

Runs `youjian demo` in a home of its own on ports of its own, twice. Last line:
`demo: start_s=… city_s=… peak_mb=… alert_s=… second_start_s=… left=…`
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError

from benchmarks.office import Office, answers
from benchmarks.processes import of_home, proportional_mib

PORTS = {"--port": "8900", "--intake-port": "8901", "--hj212-port": "8902", "--device-port": "18900"}
ADDRESS = "http://127.0.0.1:8900"
STATION = "3602030017"
_UP = "Ctrl-C ends everything"


class Demo:
    """One run of the demo as a child process; notes the highest memory that was seen."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.peak_mib = 0.0
        log = home / "printed.log"
        self.printed_before = log.read_text(encoding="utf-8").count(_UP) if log.exists() else 0
        words = [word for pair in PORTS.items() for word in pair]
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "youjian.cli", "demo", *words],
            env={**os.environ, "YOUJIAN_HOME": str(home)},
            stdout=(home / "printed.log").open("ab"),
            stderr=subprocess.STDOUT,
        )

    @property
    def seconds(self) -> float:
        """Since it was started."""
        return time.monotonic() - self.began

    def ready(self) -> bool:
        """Whether this run has said that the city is up: devices and collectors run."""
        return self.printed_before < (self.home / "printed.log").read_text(encoding="utf-8").count(_UP)

    def until(self, condition: Callable[[], bool], what: str, limit_s: float, step_s: float = 0.5) -> float:
        """Seconds since the start at which the condition came true."""
        end = time.monotonic() + limit_s
        while not condition():
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit(f"demo: not reached: {what}; see {self.home}/printed.log")
            self.peak_mib = max(self.peak_mib, proportional_mib(of_home(self.home)))
            time.sleep(step_s)
        return self.seconds

    def interrupt(self) -> dict[int, str]:
        """Ctrl-C, and what is left a moment later."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        end = time.monotonic() + 5
        while of_home(self.home) and time.monotonic() < end:
            time.sleep(0.2)
        return of_home(self.home)


def reachable() -> bool:
    """Whether the office and the door answer."""
    return answers(f"{ADDRESS}/healthz") and answers("http://127.0.0.1:8901/healthz")


def live_stations(office: Office) -> int:
    """How many stations are in touch now."""
    with suppress(URLError):
        return sum(station["link"] == "up" for station in office.get("/map")["stations"])
    return 0


def newest_gap(office: Office, since: datetime) -> dict[str, Any] | None:
    """The newest totalizer alert of the station that was opened after a moment."""
    found = office.get(f"/alerts?rule=fuelling.totalizer_gap&station_id={STATION}&page_size=5")["items"]
    fresh = [item for item in found if datetime.fromisoformat(item["opened_at"]) >= since]
    return fresh[0] if fresh else None


def hidden_sale_seconds(demo: Demo, office: Office) -> float:
    """Seconds from the platform's receipt of the record that shows the gap to the alert in the list."""
    since = datetime.now(UTC)
    subprocess.run(
        [sys.executable, "-m", "youjian.cli", "simulate", "inject", "hidden-sale", "--station", STATION],
        env={**os.environ, "YOUJIAN_HOME": str(demo.home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    seen: dict[str, Any] = {}

    def shown() -> bool:
        seen.update(newest_gap(office, since) or {})
        return bool(seen)

    demo.until(shown, "the alert of the hidden sale", 300, step_s=0.1)
    now = datetime.now(UTC)
    return (now - datetime.fromisoformat(seen["detected_at"])).total_seconds()


def main() -> None:
    """Run it twice and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes-of-memory", type=float, default=3.0, help="how long memory is watched")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="youjian-demo-", dir="/var/tmp") as folder:
        home = Path(folder)
        home.chmod(0o755)
        demo = Demo(home)
        start_s = demo.until(reachable, "office and door answer", 240)
        office = Office(ADDRESS)
        office.log_in("zhiban", "Youjian-2026")
        city_s = demo.until(lambda: demo.ready() and live_stations(office) >= 10, "ten live stations", 240)
        alert_s = hidden_sale_seconds(demo, office)
        end = time.monotonic() + 60 * arguments.minutes_of_memory
        demo.until(lambda: time.monotonic() > end, "memory watched", 3600, step_s=2)
        all_s = demo.until(lambda: live_stations(office) >= 40, "forty stations report", 1200, step_s=2)
        left = demo.interrupt()
        again = Demo(home)
        second_s = again.until(
            lambda: reachable() and live_stations(office) >= 10, "second start", 120, step_s=0.2
        )
        left |= again.interrupt()
    rows = {
        "office and door answer after": f"{start_s:.1f} s",
        "ten stations live through protocol sockets after": f"{city_s:.1f} s",
        "all forty stations report after": f"{all_s:.1f} s",
        "highest memory, shared pages once": f"{demo.peak_mib:.0f} MiB",
        "hidden sale: record received to alert in the list": f"{alert_s:.2f} s",
        "second start to ten live stations": f"{second_s:.1f} s",
        "processes left after Ctrl-C": f"{len(left)}",
    }
    print("| what | measured |\n|---|---|")
    for what, value in rows.items():
        print(f"| {what} | {value} |")
    print(
        f"demo: start_s={start_s:.1f} city_s={city_s:.1f} peak_mb={demo.peak_mib:.0f} alert_s={alert_s:.2f} "
        f"second_start_s={second_s:.1f} left={len(left)}"
    )


if __name__ == "__main__":
    main()
