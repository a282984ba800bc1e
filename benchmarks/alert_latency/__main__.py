"""How long from a record's receipt to its alert in somebody else's browser, while records keep coming.

    python -m benchmarks.alert_latency [--records-per-s 1000] [--seconds 60] [--no-browser]

Real intake, worker and office on this machine, PostgreSQL beside them. Honest fuellings come through the HTTP
door at the rate; once a second a nozzle reports a fuelling whose totalizer shows another one that nobody
reported. The latency is from the moment at which that record is handed to the door, so that its wait for
being stored counts (the ledger stamps its receipt after that wait), to the moment at which the alert's row
stands in the list that somebody logged in has open in Chromium; with `--no-browser` to the event on the
stream that such a page reads. An alert that is not seen fails the run.
Last line: `alert_latency: p50_s=… p99_s=…`.
"""

import argparse
import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.alert_latency.injecting import Injections
from benchmarks.alert_latency.seeing import PASSWORD, USERNAME, Reader, Seen, browser
from benchmarks.intake import cpu
from benchmarks.intake.fleet import Fleet
from benchmarks.intake.ground import Ground
from benchmarks.intake.measuring import Measured, lanes_of, signed, through
from benchmarks.soak.processes import free_ports, until
from benchmarks.soak.world import addresses

_PER_BATCH, _STATIONS, _NOZZLES, _LANES = 10, 200, 4, 32
_FIRST_INJECTED = 2001
_PATIENCE_S = 30.0
_REGIONS = [
    ("3602", "瓷都市", None, "city"),
    *((f"36020{n}", f"{n}区", "3602", "county") for n in range(1, 5)),
]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records-per-s", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--no-browser", action="store_true")
    asked = parser.parse_args()
    latencies, load = measure(asked.records_per_s, asked.seconds, with_browser=not asked.no_browser)
    told = sorted(latencies.values())
    where = "the stream of events" if asked.no_browser else "the list in Chromium"
    print("| records/s asked | stored/s | alerts | p50 s | p90 s | p99 s | max s | seen in |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    rate = load.seen.stored / load.seen.seconds
    print(
        f"| {asked.records_per_s:,} | {rate:,.0f} | {len(told)} | {_at(told, 0.5):.2f} | {_at(told, 0.9):.2f}"
        f" | {_at(told, 0.99):.2f} | {told[-1]:.2f} | {where} |\n"
    )
    shares = [f"{name} {used / load.seen.seconds:.2f}" for name, used in load.cpu.items()]
    print(f"Cores in use while records came: {', '.join(shares)} of {os.cpu_count()}.\n")
    print(f"alert_latency: p50_s={_at(told, 0.5):.2f} p99_s={_at(told, 0.99):.2f}")


def measure(records_per_s: int, seconds: int, *, with_browser: bool) -> tuple[dict[str, float], Measured]:
    """By station, the seconds from receipt to sight of its alert; and what became of the load."""
    since = datetime.now(UTC) - timedelta(hours=23)
    fleet = Fleet(_STATIONS, _NOZZLES, since)
    injected = Injections(max(seconds - 4, 1), since, _FIRST_INJECTED)
    sales = fleet.sales(records_per_s * seconds, _PER_BATCH)
    with Ground(broker=False) as ground:
        ground.register([*fleet.collectors, *injected.fleet.collectors], [])
        _people(ground)
        ground.open_doors()
        url = _office(ground)
        injected.prepare(ground.http_port)
        lanes = lanes_of(signed(sales), _LANES, "http")
        with browser(url) if with_browser else Reader(url) as seen:
            sending = injected.sending(ground.http_port, 1.0)
            later = threading.Timer(2.0, sending.start)
            before = _spent_elsewhere(ground)
            later.start()
            load = through(ground, "alerts", lanes, "http", per_s=records_per_s / _PER_BATCH)
            load.cpu.update(cpu.spent(before, _spent_elsewhere(ground)))
            later.join()
            sending.join()
            found = _all_seen(seen, injected.stations)
        return {station: at - injected.sent[station] for station, at in found.items()}, load


def _spent_elsewhere(ground: Ground) -> dict[str, float]:
    """Processor seconds so far of worker, office and the window, if there is one."""
    assert ground.processes is not None
    roots = {name: ground.processes.pid(name) for name in ("worker", "serve")}
    shown = sorted(pid for pid in cpu.tree_of(os.getpid()) if cpu.name_of(pid).startswith("chrom"))
    roots |= {"window": shown[0]} if shown else {}
    return {name: cpu.seconds_of(pid) for name, pid in roots.items()}


def _office(ground: Ground) -> str:
    """Start worker and office; the office's address."""
    assert ground.processes is not None
    port = free_ports(1)
    ground.processes.start("worker", sys.executable, "-m", "youjian.cli", "worker")
    ground.processes.start("serve", sys.executable, "-m", "youjian.cli", "serve", "--port", str(port))
    url = f"http://127.0.0.1:{port}"
    import urllib3  # noqa: PLC0415 - for the one question whether it is well

    until(
        lambda: urllib3.request("GET", f"{url}/healthz", retries=False).status == 200,
        "the office answers",
        120,
    )
    return url


def _people(ground: Ground) -> None:
    """Regions, a department, and who looks at the screen."""
    with ground.owner() as conn:
        conn.cursor().executemany(
            "INSERT INTO ledger.regions (region_code, name, parent_code, level) VALUES (%s, %s, %s, %s)",
            _REGIONS,
        )
    os.environ.update(addresses(ground.server))
    os.environ.setdefault("YOUJIAN_SECRET_KEY", "a-key-of-the-benchmark-that-signs-nothing-else-01234")
    from youjian.bureau import setup  # noqa: PLC0415 - its settings read the database's address

    setup()
    from youjian.bureau.accounts import services  # noqa: PLC0415

    services.take_departments([{"code": "commerce", "name": "市商务局"}])
    services.take_accounts([_person()])
    from django.db import connections  # noqa: PLC0415

    connections.close_all()


def _person() -> dict[str, Any]:
    return {
        "username": USERNAME,
        "password": PASSWORD,
        "display_name": "值班员 林晓",
        "department": "commerce",
        "role": "duty",
        "scope": ["3602"],
    }


def _all_seen(seen: Callable[[], Seen], stations: list[str]) -> Seen:
    """What was seen, once everything was; raises TimeoutError naming how many alerts never came."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        found = seen()
        if found.keys() >= set(stations):
            return {station: found[station] for station in stations}
        time.sleep(0.5)
    missing = sorted(set(stations) - seen().keys())
    raise TimeoutError(f"{len(missing)} of {len(stations)} alerts were not seen: {', '.join(missing[:5])} …")


def _at(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


if __name__ == "__main__":
    main()
