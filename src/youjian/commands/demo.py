"""Show a simulated city until Ctrl-C: history, live devices, alerts, console.

Ten stations answer on real protocol sockets (tax port, TLS-350, HJ 212) and are read by collectors; the
others report through the station API. Everything lives in $YOUJIAN_HOME (default ./.youjian), so the next
start takes seconds and goes on with the same data. A home shows one city: jingdezhen (40 stations), or with
--profile zhengzhou in a home of its own that one (48). While it runs, in another terminal:

  youjian simulate scenarios                                    what can be switched on
  youjian simulate inject hidden-sale --station 3602030017      fuel leaves without a record
"""

import argparse
import os
import time
from typing import TYPE_CHECKING

from youjian.commands.database import database, only_one, require_free, say

if TYPE_CHECKING:
    from youjian.commands.demo_city import City


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Ports, profile, and how much history."""
    parser.add_argument(
        "--profile", help="which city (default: the one that this home shows, else jingdezhen)"
    )
    parser.add_argument("--port", type=int, default=8000, help="console and API (default %(default)s)")
    parser.add_argument("--intake-port", type=int, default=8100, help="station API (default %(default)s)")
    parser.add_argument("--hj212-port", type=int, default=8212, help="HJ 212 door (default %(default)s)")
    parser.add_argument(
        "--device-port",
        type=int,
        default=15000,
        help="first simulated device, below the ports of outgoing connections (default %(default)s)",
    )
    parser.add_argument(
        "--history-days", type=int, default=None, help="days before today (default: the profile's)"
    )
    parser.add_argument("--fill-history", action="store_true", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Show the city until told to stop; leaves no process and no lock."""
    from youjian.commands.demo_city import City
    from youjian.ledger.server import home

    os.environ["YOUJIAN_HOME"] = str(home())
    if arguments.fill_history:
        return City(arguments).fill_history()
    began = time.monotonic()
    with only_one(home()):
        try:
            city = City(arguments)
        except ValueError as error:
            raise SystemExit(f"youjian: {error}") from None
        require_free("127.0.0.1", _ports(arguments))
        say("starting the database")
        with database(whole_home=True):
            return _show(city, began)


def _ports(arguments: argparse.Namespace) -> dict[str, int]:
    names = ("port", "intake_port", "hj212_port", "device_port")
    return {f"--{name.replace('_', '-')}": getattr(arguments, name) for name in names}


def _show(city: "City", began: float) -> int:
    supervisor = city.supervisor
    supervisor.stop_on_signals()
    try:
        for step in city.opening():
            say(f"{step} ({time.monotonic() - began:.0f} s)")
            if supervisor.stopping:
                return 130
        print(city.banner(time.monotonic() - began), flush=True)
        city.watch()
    finally:
        say("stopping")
        supervisor.stop()
    return 0
