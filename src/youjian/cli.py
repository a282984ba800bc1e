"""One command, `youjian`, a subcommand per job; a job's imports load only when it runs."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from youjian import __version__

_EPILOG = """
A first look:            youjian demo            then open the address it prints
A city's platform:       youjian migrate && youjian up
A folder of records:     youjian audit FOLDER --out findings.parquet
A station's collector:   youjian collect run /etc/youjian/station.toml

State lives in $YOUJIAN_HOME (default ./.youjian). With YOUJIAN_DATABASE_URL unset a private PostgreSQL
is started there; a city sets it to its own server (PostgreSQL 15 or newer).
"""


class Job(NamedTuple):
    """A subcommand: the module under `commands/` that does it, and one line of help."""

    module: str
    summary: str


JOBS: dict[str, Job] = {
    "demo": Job("demo", "show a simulated city, from dispensers to alerts, until Ctrl-C"),
    "up": Job("up", "run the whole platform (intake, serve, worker) under one supervisor"),
    "serve": Job("serve", "the office: console and API on port 8000"),
    "intake": Job("intake", "the door: station API on port 8100 and the HJ 212 door"),
    "worker": Job("worker", "ticks, alerts, events: the platform's background work"),
    "migrate": Job("migrate", "create or update the database's schema, roles and rights"),
    "import": Job("import_", "take a register from an audit folder, all of it or nothing"),
    "detect": Job(
        "detect", "judge again by hand, and print what is new; a tick that was judged says nothing"
    ),
    "audit": Job("audit", "every rule over a folder of records, with no server: findings and a summary"),
    "verify": Job("verify", "look through an archive: every byte as sealed, or which station-day is not"),
    "seal": Job("seal", "seal the station-days that are due, as the worker does"),
    "doctor": Job("doctor", "look at the installation: database, disk, clock, days, backlog, certificates"),
    "backup": Job("backup", "back up the installation while it runs; --check restores it to see"),
    "restore": Job("restore", "bring a backup back and compare every count"),
    "ca": Job("ca", "a small certificate authority for the TLS of collectors and doors"),
    "keys": Job("keys", "the vault's keys, which seal secrets and backups: list, rotate, forget"),
    "retention": Job("retention", "how long records are kept: limits, holds, days dropped and brought back"),
    "ferry": Job("ferry", "carry shared data over a gate by signed files, and bring the answers back"),
    "quarantine": Job("quarantine", "records that were set aside: look, replay after a fix, discard"),
    "journal": Job("journal", "the journal outside the office: check that nobody changed it, export it"),
    "prove": Job("prove", "recompute a finding from sealed station-days: every figure agrees or not"),
    "collect": Job("collect", "the box at a station: read devices, send records, lose none"),
    "conformance": Job("conformance", "the conformance kit: every sentence of the station API met or not"),
    "simulate": Job("simulate", "stations that answer on real device protocols"),
}


def build_parser(job: str | None) -> argparse.ArgumentParser:
    """The parser with all jobs listed and the arguments of one of them."""
    parser = argparse.ArgumentParser(
        prog="youjian",
        description="油鉴: accounts for every litre that a city's petrol stations buy, hold, sell and tax.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"youjian {__version__}")
    jobs = parser.add_subparsers(dest="job", metavar="JOB", title="jobs")
    for name, entry in JOBS.items():
        if name != job and not _is_installed(entry):
            continue
        layout = argparse.RawDescriptionHelpFormatter
        sub = jobs.add_parser(name, help=entry.summary, formatter_class=layout)
        if name == job:
            module = importlib.import_module(f"youjian.commands.{entry.module}")
            sub.description = module.__doc__
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    return parser


def _is_installed(job: Job) -> bool:
    """Whether this installation has the job: a box at a station has the collector alone."""
    return (Path(__file__).parent / "commands" / f"{job.module}.py").exists()


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of the `youjian` command; the exit status is the job's."""
    words = list(sys.argv[1:] if argv is None else argv)
    job = words[0] if words else None
    try:
        parser = build_parser(job)
        arguments = parser.parse_args(words)
        if not hasattr(arguments, "run"):
            parser.print_help()
            return 2
        return arguments.run(arguments)
    except KeyboardInterrupt:
        return 130
    except ModuleNotFoundError as error:
        part = "collector" if job == "collect" else "platform,embedded"
        print(
            f"youjian {job}: not installed here, module {error.name} is missing: "
            f"pip install 'youjian[{part}]'",
            file=sys.stderr,
        )
        return 1


if __name__ == "__main__":
    sys.exit(main())
