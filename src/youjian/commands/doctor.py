"""Look at the installation: database, disk, clock, partitions, sealed days, backlog, certificates, backup.

    youjian doctor
    youjian doctor --certificate console.example.gov.cn:443 --certificate /etc/youjian/door.pem
    youjian doctor --json                     for a monitoring system

Each line says what was seen; what needs a person says what to do. YOUJIAN_CERTIFICATES names certificates
that are always looked at, with commas between them.

Exit status: 0 all well, 1 something should be looked at, 2 something fails.
"""

import argparse
import json
import sys
from dataclasses import asdict

from youjian.commands.database import database

_STATUS = {"ok": 0, "warning": 1, "failed": 2}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What else to look at, and how to say it."""
    parser.add_argument(
        "--certificate",
        action="append",
        default=[],
        metavar="FILE|HOST:PORT",
        help="a certificate to look at",
    )
    parser.add_argument("--json", action="store_true", help="a list of objects instead of lines")
    parser.add_argument("--all", action="store_true", help="also lines that are well (a terminal shows them)")


def run(arguments: argparse.Namespace) -> int:
    """Look at everything and say it; the worst decides over the exit status."""
    from datetime import UTC, datetime

    from youjian.ledger.health import examine, worst

    with database():
        checks = list(examine(datetime.now(UTC), arguments.certificate))
    if arguments.json:
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
        return _STATUS[worst(checks)]
    for check in checks:
        if check.state != "ok" or arguments.all or sys.stdout.isatty():
            print(f"{check.state:8} {check.name}: {check.said}")
            if check.remedy:
                print(f"{'':8} -> {check.remedy}")
    counts = {state: sum(check.state == state for check in checks) for state in _STATUS}
    print(", ".join(f"{count} {state}" for state, count in counts.items()))
    return _STATUS[worst(checks)]
