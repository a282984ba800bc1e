"""The platform's background work in one process: ticks, alerts, events, device states.

It judges the watch rules at every full ten minutes UTC, turns findings into alerts as soon as they are
committed, numbers the events that the consoles hear, and flips devices that fell silent. A second worker
is allowed: one of them publishes, the other waits. SIGTERM ends it cleanly.

    youjian worker
"""

import argparse

from youjian.commands.database import database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The worker takes no arguments: what it does is decided by the clock and the database."""
    parser.epilog = "Run exactly one beside serve and intake; `youjian up` runs all three."


def run(_: argparse.Namespace) -> int:
    """Work until told to stop."""
    from youjian.bureau import logs, setup

    with database():
        setup()
        logs.configure()
        from youjian.bureau.worker import run_worker

        try:
            run_worker()
        except KeyboardInterrupt:
            return 0
    return 0
