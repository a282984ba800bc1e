"""How fast the office answers over a large register: every list, the map, the search, an export.

    python -m benchmarks.register [--stations 2000] [--nozzles 15000]

Makes a city in a database of its own. Times are the server's: from the request inside the process to the
whole answer, the median of five after one that warms up; no network, no browser. Last line:
`register: list_s=… search_s=… export_s=… page_queries=… map_s=…`
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.city import NOZZLES, STATIONS, big_register
from benchmarks.statements import counted
from youjian.ledger.connection import VARIABLES
from youjian.ledger.server import EmbeddedServer

_FACTS = Path(__file__).with_name("register_facts.sql")
_ROUNDS = 5
_PASSWORD = "Youjian-2026"  # noqa: S105 - the made-up city's own
_FURTHER = {
    "stations": (
        "sort=name&page=20",
        "q=加油&region_code=410122",
        "worst=red&sort=-open_alerts,name",
        "link=down",
    ),
    "nozzles": ("sort=station_name&page=100", "q=加油站&product=92", "station_region=410122"),
    "verifications": ("valid_until.to=2027-01-01&sort=valid_until",),
    "alerts": ("sort=-colour,opened_at&status=open", "q=12.00", "station_region=410122"),
}
"""Lists as people narrow them down, beside each as it opens."""
_SEARCHES = ("加油站", "4101220001", "检2026", "JY4101220001-1", "9141", "nothing-like-this")


@dataclass(frozen=True)
class Measured:
    """A request: seconds of the server, statements it sent, bytes of its answer."""

    seconds: float
    statements: int
    size: int


def main() -> None:
    """Make the city, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stations", type=int, default=STATIONS)
    parser.add_argument("--nozzles", type=int, default=NOZZLES)
    wanted = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp", prefix="youjian-register-") as where,
        server(Path(where)),
    ):
        loaded_s = seed(Path(where) / "city", wanted.stations, wanted.nozzles)
        office = log_in()
        lists = {path: measured(office, path) for path in list_paths(office)}
        searches = {text: measured(office, f"/search?q={text}") for text in _SEARCHES}
        map_ = measured(office, "/map")
        export, peak_mib = exported(office, "/tables/nozzles/export")
        rows = row_counts()
    worst = max(lists, key=lambda path: lists[path].seconds)
    list_s, search_s = lists[worst].seconds, max(found.seconds for found in searches.values())
    print("| what | measured |\n|---|---|")
    print(f"| stations, nozzles, verifications, seals, alerts, deliveries | {rows} |")
    print(f"| the register taken from its files, with the history of each row | {loaded_s:.1f} s |")
    for path, found in lists.items():
        print(f"| {path.removeprefix('/tables/')} | {found.seconds:.3f} s, {found.statements} statements |")
    for text, found in searches.items():
        print(f"| search “{text}” | {found.seconds:.3f} s, {found.statements} statements |")
    print(f"| the map | {map_.seconds:.3f} s, {map_.statements} statements, {map_.size / 1024:.0f} KiB |")
    print(f"| {wanted.nozzles} nozzles as .xlsx | {export.seconds:.1f} s, {export.size / 1024:.0f} KiB |")
    print(f"| Python memory above the start while it is written | {peak_mib:.1f} MiB |")
    queries = max(found.statements for found in lists.values())
    print(
        f"register: list_s={list_s:.3f} search_s={search_s:.3f} export_s={export.seconds:.1f}"
        f" page_queries={queries} map_s={map_.seconds:.3f}"
    )


@contextmanager
def server(home: Path) -> Iterator[None]:
    """A database server of its own with the newest schema; Django works on it."""
    database = EmbeddedServer(home)
    database.start()
    try:
        with psycopg.connect(database.url(None, "postgres"), autocommit=True) as conn:
            conn.execute("CREATE DATABASE register OWNER youjian_owner")
        os.environ.update({VARIABLES[role]: database.url(role, "register") for role in VARIABLES})
        os.environ["YOUJIAN_SECRET_KEY"] = "a-key-for-measuring-that-signs-nothing-else-0123456789"  # noqa: S105
        from youjian.bureau import setup  # noqa: PLC0415 - reads where the database is
        from youjian.bureau.schema import migrate_all  # noqa: PLC0415

        setup()
        migrate_all(lambda _: None)
        yield
    finally:
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
        database.stop()


def seed(folder: Path, stations: int, nozzles: int) -> float:
    """Take a made-up register and what stands beside it; seconds that taking the register took."""
    from youjian.bureau.accounts.contracts import SYSTEM  # noqa: PLC0415 - needs Django set up
    from youjian.bureau.registry.loading import load_profile  # noqa: PLC0415

    print(f"making {stations} stations with {nozzles} nozzles", file=sys.stderr)
    big_register(folder, stations, nozzles)
    began = time.perf_counter()
    load_profile(SYSTEM, folder)
    seconds = time.perf_counter() - began
    with psycopg.connect(os.environ[VARIABLES["owner"]], autocommit=True) as conn:
        for statement in _FACTS.read_text(encoding="utf-8").split(";\n"):
            conn.execute(statement.encode())
    return seconds


def log_in() -> Any:
    """A session of somebody who sees the whole city and may export."""
    from django.test import Client  # noqa: PLC0415 - needs Django set up

    client = Client()
    words = {"username": "zhiban", "password": _PASSWORD}
    answer = client.post("/api/v1/auth/login", words, content_type="application/json")
    if answer.status_code != 200:
        sys.exit(f"the login was refused: {answer.content.decode()}")
    return client


def list_paths(office: Any) -> list[str]:
    """Every list as it opens, and some as people narrow them down."""
    names = [table["name"] for table in office.get("/api/v1/tables").json()]
    further = [f"/tables/{name}?{query}" for name in names for query in _FURTHER.get(name, ())]
    return [f"/tables/{name}" for name in names] + further


def measured(office: Any, path: str) -> Measured:
    """The median of some requests after one that warms up."""
    with counted() as sent:
        size = len(asked(office, path))
    seconds = [timed(lambda: asked(office, path)) for _ in range(_ROUNDS)]
    return Measured(statistics.median(seconds), len(sent), size)


def exported(office: Any, path: str) -> tuple[Measured, float]:
    """An export, and the memory that Python took for it beyond what it held before, in MiB."""
    tracemalloc.start()
    size = len(asked(office, path))
    peak = tracemalloc.get_traced_memory()[1] - size
    tracemalloc.stop()
    return Measured(timed(lambda: asked(office, path)), 0, size), peak / 2**20


def asked(office: Any, path: str) -> bytes:
    """The whole answer to a request."""
    answer = office.get(f"/api/v1{path}")
    body = b"".join(answer) if answer.streaming else answer.content
    if answer.status_code != 200:
        sys.exit(f"{path} answered {answer.status_code}: {body[:300].decode()}")
    return body


def timed(action: Callable[[], object]) -> float:
    """Seconds that something took."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def row_counts() -> str:
    """How large the city is."""
    tables = ("stations", "nozzles", "verifications", "seals")
    names = [*(f"ledger.{table}" for table in tables), "bureau.alerts_alert", "ledger.deliveries"]
    with psycopg.connect(os.environ[VARIABLES["owner"]]) as conn:
        counts = [conn.execute(f"SELECT count(*) FROM {name}".encode()).fetchone() for name in names]  # noqa: S608
    return ", ".join(f"{count[0]:,}" for count in counts if count)


if __name__ == "__main__":
    main()
