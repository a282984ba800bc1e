"""The door: the station API over HTTP, and the HJ 212 door for vapour monitors that report directly.

Whatever a device was told is received is in the database, and judged by the pairwise rules. SIGTERM or
Ctrl-C: takes nothing more, commits and answers what waits, ends with 0 within YOUJIAN_INTAKE_DRAIN_S.

Several may run side by side on one database, at the same ports with --reuse-port; each then wants a --name
for its metrics and an --own-port where it alone answers /healthz, /readyz and /metrics.
`youjian up --intakes N` does that by itself.

With --mqtt (or YOUJIAN_MQTT_URL, which keeps a password out of the list of processes) the station API is also
answered over MQTT 5 at the brokers named, with commas between them.

Settings beyond the addresses come from the environment: YOUJIAN_INTAKE_HJ212_CONNECTIONS,
YOUJIAN_INTAKE_COLLECTOR_RECORDS_S, YOUJIAN_INTAKE_BODY_BYTES and the others of docs/intake.md. With
YOUJIAN_DATABASE_URL unset a private PostgreSQL is started in $YOUJIAN_HOME.
"""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from youjian.commands.database import database

if TYPE_CHECKING:
    from youjian.intake.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the two doors listen."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="addresses of both doors, with commas (default %(default)s)"
    )
    parser.add_argument("--port", type=int, default=8100, help="station API (default %(default)s)")
    parser.add_argument("--hj212-port", type=int, default=8212, help="HJ 212, 0 = none (default %(default)s)")
    parser.add_argument("--reuse-port", action="store_true", help="other intakes listen on the same ports")
    parser.add_argument("--name", default="", help="label of this one's metrics, where several run")
    parser.add_argument("--own-port", type=int, default=0, help="HTTP of this one alone, 0 = none")
    parser.add_argument(
        "--mqtt",
        metavar="URL",
        default=os.environ.get("YOUJIAN_MQTT_URL", ""),
        help="also at this broker, such as mqtt://127.0.0.1:1883 (default $YOUJIAN_MQTT_URL)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; 0 after a clean end, 2 when a setting is wrong or a port is taken."""
    from youjian.intake import logs, server

    logs.configure(intake=args.name)
    try:
        settings = settings_of(args)
    except ValueError as error:
        print(f"youjian intake: {error}", file=sys.stderr)
        return 2
    with database():
        status = server.serve(settings)
    return server.leave(status)


def settings_of(args: argparse.Namespace) -> "Settings":
    """What the command line says, and beyond it the environment; raises ValueError for nonsense."""
    from youjian.intake.settings import from_environment

    given = {name: value for name, value in _given(args).items() if value}
    return from_environment(os.environ, host=args.host, port=args.port, hj212_port=args.hj212_port, **given)


def _given(args: argparse.Namespace) -> dict[str, str | int | bool]:
    """What the environment may say when the command line does not."""
    return {
        "mqtt_url": args.mqtt,
        "reuse_port": args.reuse_port,
        "name": args.name,
        "own_port": args.own_port,
        "hj212_host": "" if "YOUJIAN_INTAKE_HJ212_HOST" in os.environ else args.host,
    }
