"""How quickly the console answers a person's hand in a large city while records keep coming.

    python -m benchmarks.console_speed [--stations 2000] [--nozzles 10000] [--fuellings 20] [--rounds 12]

Makes the city in a database of its own, starts the real office (`serve`) before it, and moves mouse, wheel
and keys in Chromium at 1440 × 900, without a graphics card, on this machine's cores, which also run database
and office; the load that was there before is printed. Meanwhile fuellings and as many levels are stored, and
the office tells of them every two seconds. A wait is the time from the input to the frame that answers it: by
Event Timing (as INP) for what it counts, and for every event also from its time stamp to the end of the next
frame. CPU is what the page's main thread worked in an interaction and the 450 ms after it, live updates
included; what other programs take does not count. Last line:
`console_speed: map_p95_ms=… table_p95_ms=… map_load_s=… table_load_s=…`
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from playwright.sync_api import sync_playwright

from benchmarks.console_speed import driving, report
from benchmarks.console_speed.feeding import Feeder
from benchmarks.console_speed.ground import furnish
from benchmarks.register import server
from tests.acceptance.console_kit import office
from youjian.ledger.connection import VARIABLES


def main() -> None:
    """Make the city, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stations", type=int, default=2000)
    parser.add_argument("--nozzles", type=int, default=10_000)
    parser.add_argument("--fuellings", type=float, default=20.0, help="stored a second, and as many levels")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument(
        "--address", default="", help="an office that runs already, its database in the environment"
    )
    wanted = parser.parse_args()
    load = os.getloadavg()[0]
    with (
        _office(wanted.stations, wanted.nozzles, wanted.address) as url,
        Feeder(_stations(), wanted.fuellings) as feeder,
    ):
        on_map, in_table = _measured(url, wanted.rounds)
    print("| interaction | measured | p50 ms | p95 ms | max ms | longest task ms | CPU p50 ms | CPU p95 ms |")
    print("|---|---|---|---|---|---|---|---|")
    for name, found in (("map", on_map), ("table", in_table)):
        print("\n".join(report.lines(name, found)))
    print(
        f"\n{wanted.stations} stations, {wanted.nozzles} nozzles; {feeder.stored} records stored meanwhile; "
        f"{os.cpu_count()} cores, load average before it {load:.1f}.\n"
    )
    print(
        f"console_speed: map_p95_ms={report.p95(on_map):.0f} table_p95_ms={report.p95(in_table):.0f}"
        f" map_load_s={on_map.load_s:.2f} table_load_s={in_table.load_s:.2f}"
    )


def _measured(url: str, rounds: int) -> tuple[driving.Waits, driving.Waits]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=driving.CHROMIUM, args=driving.ARGUMENTS)
        page = driving.opened(browser, url)
        on_map = driving.on_the_map(page, url, rounds)
        in_table = driving.in_the_table(page, url, rounds)
        browser.close()
    return on_map, in_table


@contextmanager
def _office(stations: int, nozzles: int, address: str) -> Iterator[str]:
    """The address of an office before a furnished city."""
    if address:
        yield address
        return
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="youjian-console-") as where:
        home = Path(where)
        home.chmod(0o755)
        with server(home):
            furnish(home / "city", stations, nozzles)
            with office({**os.environ, "YOUJIAN_HOME": str(home / "home")}, _made(home / "home")) as (url, _):
                yield url


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _stations() -> list[str]:
    with psycopg.connect(os.environ[VARIABLES["owner"]]) as conn:
        return [row[0] for row in conn.execute("SELECT station_id FROM ledger.stations ORDER BY station_id")]


if __name__ == "__main__":
    main()
