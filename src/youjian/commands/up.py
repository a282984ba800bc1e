"""Run the whole platform under one supervisor: the door (intake), the office (serve) and the worker.

With YOUJIAN_DATABASE_URL unset a private PostgreSQL is started in $YOUJIAN_HOME and stopped at the end. The
schema is brought up to date first. A process that dies is started again; Ctrl-C or SIGTERM ends all in order.
"""

import argparse

from youjian.commands.database import database, only_one, require_free, say
from youjian.commands.supervisor import Child, Supervisor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The addresses of the office and of the door."""
    listen = "address to listen on (default %(default)s)"
    parser.add_argument("--host", default="127.0.0.1", help=listen)
    parser.add_argument("--port", type=int, default=8000, help="console and API (default %(default)s)")
    parser.add_argument("--intake-port", type=int, default=8100, help="station API (default %(default)s)")
    parser.add_argument(
        "--hj212-port", type=int, default=8212, help="HJ 212 door, 0 = none (default %(default)s)"
    )
    parser.add_argument(
        "--mqtt", metavar="URL", help="station API also at this MQTT 5 broker (default $YOUJIAN_MQTT_URL)"
    )


def platform_children(arguments: argparse.Namespace) -> list[Child]:
    """The processes of a platform, in starting order."""
    host = arguments.host
    doors = ["--port", str(arguments.intake_port), "--hj212-port", str(arguments.hj212_port)]
    if getattr(arguments, "mqtt", None):
        doors += ["--mqtt", arguments.mqtt]
    return [
        Child("intake", ["intake", "--host", host, *doors]),
        Child("worker", ["worker"]),
        Child("serve", ["serve", "--host", host, "--port", str(arguments.port)]),
    ]


def run(arguments: argparse.Namespace) -> int:
    """Bring the schema up to date, run until told to stop, end cleanly."""
    from youjian.commands.migrate import migrate_all
    from youjian.ledger.server import home

    ports = {"--port": "port", "--intake-port": "intake_port", "--hj212-port": "hj212_port"}
    with only_one(home()):
        require_free(arguments.host, {option: getattr(arguments, name) for option, name in ports.items()})
        with database(whole_home=True):
            migrate_all(progress=say)
            _supervise(arguments)
    return 0


def _supervise(arguments: argparse.Namespace) -> None:
    supervisor = Supervisor(platform_children(arguments))
    supervisor.stop_on_signals()
    try:
        supervisor.start()
        say(f"console on http://{arguments.host}:{arguments.port}, Ctrl-C ends it")
        supervisor.watch()
    finally:
        supervisor.stop()
