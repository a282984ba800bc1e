"""Show a simulated city of 40 stations until Ctrl-C: history, live devices, alerts, console.

Ten stations answer on real protocol sockets (tax port, TLS-350, HJ 212) and are read by collectors; the
others report through the station API. Everything lives in $YOUJIAN_HOME (default ./.youjian), so the next
start takes seconds and goes on with the same data. While it runs, in another terminal:

  youjian simulate scenarios                                    what can be switched on
  youjian simulate inject hidden-sale --station 3602030017      fuel leaves without a record
"""

import argparse
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from youjian.commands.demo_city import City


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Ports, profile, and how much history."""
    parser.add_argument("--profile", default="demo", help="which city (default %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="console and API (default %(default)s)")
    parser.add_argument("--intake-port", type=int, default=8100, help="station API (default %(default)s)")
    parser.add_argument("--hj212-port", type=int, default=8212, help="HJ 212 door (default %(default)s)")
    parser.add_argument(
        "--device-port", type=int, default=15000, help="first simulated device (default %(default)s)"
    )
    parser.add_argument(
        "--history-days", type=int, default=None, help="days before today (default: the profile's)"
    )
    parser.add_argument("--fill-history", action="store_true", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Show the city until told to stop; leaves no process and no lock."""
    from youjian.commands.demo_city import City
    from youjian.ledger.server import ensure_database, home

    os.environ["YOUJIAN_HOME"] = str(home())
    if arguments.fill_history:
        return City(arguments).fill_history()
    signal.signal(signal.SIGTERM, _as_interrupt)
    folder = home() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    with only_one(folder):
        began = time.monotonic()
        _say("starting the database")
        server = ensure_database()
        try:
            return _show(City(arguments), began)
        finally:
            if server is not None:
                server.stop()


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder itself, so that nothing is left to clean up; raises SystemExit when it is held."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(f"youjian: a demo is running already with {folder.parent}") from None
    try:
        yield
    finally:
        os.close(descriptor)


def _show(city: "City", began: float) -> int:
    supervisor = city.supervisor
    supervisor.stop_on_signals()
    try:
        for step in city.opening():
            _say(f"{step} ({time.monotonic() - began:.0f} s)")
            if supervisor.stopping:
                return 130
        print(city.banner(time.monotonic() - began), flush=True)
        city.watch()
    finally:
        _say("stopping")
        supervisor.stop()
    return 0


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    print(f"youjian: {text}", flush=True)
