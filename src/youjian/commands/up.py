"""Run the whole platform under one supervisor: the door (intake), the office (serve) and the worker.

With YOUJIAN_DATABASE_URL unset a private PostgreSQL is started in $YOUJIAN_HOME and stopped at the end. The
schema is brought up to date first. A process that dies is started again; Ctrl-C or SIGTERM ends all in order.

With --intakes N several doors share the ports of the station API and of HJ 212, and the questions at the
broker; each has a port of its own for /readyz and /metrics: --intake-port + 1 to + N.
"""

import argparse
import sys

from youjian.commands.database import database, only_one, require_free, say
from youjian.commands.supervisor import Child, Supervisor

_MOST_INTAKES = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The addresses of the office and of the door."""
    listen = "addresses to listen on, with commas (default %(default)s)"
    parser.add_argument("--host", default="127.0.0.1", help=listen)
    parser.add_argument("--port", type=int, default=8000, help="console and API (default %(default)s)")
    parser.add_argument("--intake-port", type=int, default=8100, help="station API (default %(default)s)")
    parser.add_argument(
        "--hj212-port", type=int, default=8212, help="HJ 212 door, 0 = none (default %(default)s)"
    )
    parser.add_argument(
        "--intakes", type=int, default=1, metavar="N", help="doors side by side (default %(default)s)"
    )
    parser.add_argument(
        "--mqtt", metavar="URL", help="station API also at this MQTT 5 broker (default $YOUJIAN_MQTT_URL)"
    )


def platform_children(arguments: argparse.Namespace) -> list[Child]:
    """The processes of a platform, in starting order."""
    return [
        *_intakes(arguments),
        Child("worker", ["worker"]),
        Child("serve", ["serve", "--host", arguments.host, "--port", str(arguments.port)]),
    ]


def _intakes(arguments: argparse.Namespace) -> list[Child]:
    """One door alone, or several at the same ports, each with its name and a port of its own."""
    words = ["intake", "--host", arguments.host, "--port", str(arguments.intake_port)]
    words += ["--hj212-port", str(arguments.hj212_port)]
    if getattr(arguments, "mqtt", None):
        words += ["--mqtt", arguments.mqtt]
    own = own_ports(arguments)
    if not own:
        return [Child("intake", words)]
    return [
        Child(name, [*words, "--reuse-port", "--name", name, "--own-port", str(port)])
        for name, port in own.items()
    ]


def own_ports(arguments: argparse.Namespace) -> dict[str, int]:
    """The port of each intake alone, by its name; none where there is one intake only."""
    count = getattr(arguments, "intakes", 1)
    numbers = range(1, count + 1) if count > 1 else ()
    return {f"intake-{number}": arguments.intake_port + number for number in numbers}


def run(arguments: argparse.Namespace) -> int:
    """Bring the schema up to date, run until told to stop, end cleanly; 2 when an argument is wrong."""
    from youjian.commands.migrate import migrate_all
    from youjian.ledger.server import home

    if not 1 <= arguments.intakes <= _MOST_INTAKES:
        print(f"youjian up: --intakes {arguments.intakes} is not 1 to {_MOST_INTAKES}", file=sys.stderr)
        return 2
    options = {"--port": "port", "--intake-port": "intake_port", "--hj212-port": "hj212_port"}
    ports = {option: getattr(arguments, name) for option, name in options.items()}
    ports |= {f"--intake-port (for {name})": port for name, port in own_ports(arguments).items()}
    with only_one(home()):
        require_free(arguments.host, ports)
        with database(whole_home=True):
            migrate_all(progress=say)
            _supervise(arguments)
    return 0


def _shown(listed: str) -> str:
    """The first of the hosts as an address of the web writes it.

    >>> _shown("::1,127.0.0.1")
    '[::1]'
    """
    from youjian.intake.sockets import hosts

    first = hosts(listed)[0]
    return f"[{first}]" if ":" in first else first


def _supervise(arguments: argparse.Namespace) -> None:
    supervisor = Supervisor(platform_children(arguments))
    supervisor.stop_on_signals()
    try:
        supervisor.start()
        say(f"console on http://{_shown(arguments.host)}:{arguments.port}, Ctrl-C ends it")
        supervisor.watch()
    finally:
        supervisor.stop()
