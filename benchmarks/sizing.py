"""What a city's machine needs: memory measured now, disk and traffic reckoned from docs/performance.md.

    python -m benchmarks.sizing [--write docs/deployment.md]

Starts the platform with two doors on an empty private database, waits until all parts answer, and takes the
memory of each part of ours (PSS: shared pages once); PostgreSQL's is what a city gives it. Rows of a
station's day are those of the audit's simulated city, bytes of a row and rows a second those of `growth`
beside two million stored fuellings.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import urllib3

from benchmarks.figures import PAGE, replaced
from benchmarks.processes import of_home, proportional_mib
from benchmarks.soak.processes import free_ports

CITIES = (100, 500, 2000)
_PARTS = ("intake", "serve", "worker", "up")
_READY_S = 120.0


def main() -> None:
    """Print the two tables, and write them where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", type=Path, help="put the tables between the marks of this page")
    arguments = parser.parse_args()
    memory = measured_memory()
    printed = "\n".join([*memory_table(memory), "", *city_table(PAGE.read_text(encoding="utf-8")), ""])
    printed += f"sizing: platform_mib={sum(memory.values()):.0f}"
    print(printed)
    if arguments.write:
        page = arguments.write.read_text(encoding="utf-8")
        arguments.write.write_text(replaced(page, "sizing", printed), encoding="utf-8")


def memory_table(memory: dict[str, float]) -> list[str]:
    """What each part holds, idle."""
    rows = [f"| {part} | {mib:.0f} MiB |" for part, mib in memory.items()]
    return ["| part, just started, nothing stored | memory |", "|---|---|", *rows]


def city_table(page: str) -> list[str]:
    """Traffic and disk for each size of city, from what the page says was measured."""
    fuellings, readings, rows = _rows_a_day(page)
    hot_fuelling = _number(page, r"growth: .*hot_bytes=([\d.]+)")
    table, index = re.findall(r"\| (\d+) \+ (\d+) \|\n\nA record", page)[0]
    hot_other = int(table) + int(index)
    sealed = _number(page, r"growth: .*sealed_bytes=([\d.]+)")
    most = _number(page, r"growth: .*rows_per_s=(\d+)")
    uplink = _number(page, r"collector: .*mb_per_day=([\d.]+)")
    a_day = fuellings * hot_fuelling + (rows - fuellings) * hot_other
    said = [
        f"A station's day: {fuellings:,.0f} fuellings, {readings:,.0f} tank readings, {rows:,.0f} records.",
        "",
        f"| stations | records a second, mean | of the {most:,.0f} measured | database a day "
        "| archive a year | from all stations, mean |",
        "|---|---|---|---|---|---|",
    ]
    for stations in CITIES:
        rate = stations * rows / 86400
        said.append(
            f"| {stations:,} | {rate:,.0f} | {rate / most:.1%} | {stations * a_day / 1e9:.2f} GB "
            f"| {stations * rows * sealed * 365 / 1e9:.0f} GB | {stations * uplink * 8 / 86400:.2f} Mbit/s |"
        )
    return said


def _rows_a_day(page: str) -> tuple[float, float, float]:
    """Fuellings, tank readings and all records of a station's day in the audit's city."""
    stations, days = re.findall(r"\| stations × days \| (\d+) × (\d+) \|", page)[0]
    found = re.findall(r"\| fuellings, tank readings, all rows \| ([\d,]+), ([\d,]+), ([\d,]+) \|", page)[0]
    fuellings, readings, rows = (int(text.replace(",", "")) / int(stations) / int(days) for text in found)
    return fuellings, readings, rows


def _number(page: str, pattern: str) -> float:
    return float(re.findall(pattern, page)[0])


def measured_memory() -> dict[str, float]:
    """Memory of each part, in MiB, once all answer."""
    with tempfile.TemporaryDirectory(prefix="youjian-sizing-", dir="/var/tmp") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with _platform(home):
            by_part = dict.fromkeys(_PARTS, 0.0)
            for pid, command in of_home(home).items():
                if part := next((part for part in _PARTS if part in command.split()), ""):
                    by_part[part] += proportional_mib({pid: command})
    names = {"intake": "two doors", "serve": "office", "up": "supervisor (`youjian up` alone)"}
    return {names.get(part, part): mib for part, mib in by_part.items()}


@contextmanager
def _platform(home: Path) -> Iterator[None]:
    door = free_ports(5)
    office, hj212 = door + 3, door + 4
    words = ["up", "--intakes", "2", "--port", str(office), "--intake-port", str(door)]
    environment = {**os.environ, "YOUJIAN_HOME": str(home)}
    process = subprocess.Popen(
        [sys.executable, "-m", "youjian.cli", *words, "--hj212-port", str(hj212)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for address in (f"{office}/healthz", f"{door + 1}/readyz", f"{door + 2}/readyz"):
            _until_answered(f"http://127.0.0.1:{address}")
        yield
    finally:
        process.terminate()
        process.wait(60)


def _until_answered(url: str) -> None:
    end = time.monotonic() + _READY_S
    while time.monotonic() < end:
        try:
            if urllib3.request("GET", url, retries=False, timeout=5).status == 200:
                return
        except urllib3.exceptions.HTTPError:
            pass
        time.sleep(0.2)
    raise SystemExit(f"{url} does not answer")


if __name__ == "__main__":
    main()
