"""Audit a folder of records: every rule over every station, with no server and no database.

FOLDER holds one file per table, stations, tanks, tank_charts, nozzles, fuellings and tank_readings at least,
as .parquet or .csv; a rule whose table is absent is named as not run. A text file as_of may say to which
moment the records are complete. The audit walks the moments at which the live platform judges: each arrival
of a record, every full ten minutes UTC, and 02:00 Asia/Shanghai; --from and --to limit them to business days,
while earlier records stay known as the past.

    youjian audit /data/records-2026-11 --out findings.parquet
    youjian audit /data/records-2026-11 --out findings.csv --from 2026-11-01 --to 2026-11-30 --jobs 8
    youjian audit /data/records-2026-11 --out findings.parquet --rules /data/our-city
    youjian audit /shared/records --out findings.parquet --engine tcp://scheduler:8786

Without --rules the platform's own parameters apply, not those of a city; findings name the rule set.

The findings file is Parquet, or CSV if its name ends in .csv. It appears whole or not at all, and is the same
byte for byte with any number of jobs and on a cluster.

Exit status: 0 with findings or without; 1 when a station or a rule failed (it is named, the findings of the
others are written) or the report could not be written; 2 when the input is unreadable or inconsistent (every
bad row is named as FILE:LINE:REASON and nothing is written; with --skip-bad the good rows are audited and the
bad ones named all the same, but a required table must be there and readable), or when the engine cannot do
the work.
"""

import argparse
import importlib
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from youjian.detection.rule_sets import Schedule
    from youjian.engine.audit import Audited, AuditRequest, Engine

_FAILED, _BAD_INPUT = 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, where the findings go, and how."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder with one file per table")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="findings file, .parquet or .csv"
    )
    parser.add_argument(
        "--from", dest="first_day", type=date.fromisoformat, metavar="DATE", help="first business day"
    )
    parser.add_argument(
        "--to", dest="last_day", type=date.fromisoformat, metavar="DATE", help="last business day"
    )
    parser.add_argument(
        "--engine",
        default="local",
        metavar="ENGINE",
        help="local, or the Dask scheduler whose workers see FOLDER: tcp://SCHEDULER:8786 (default: local)",
    )
    parser.add_argument(
        "--jobs", type=_jobs, default=_cores(), metavar="N", help="processes here (default: every core)"
    )
    parser.add_argument(
        "--rules",
        metavar="RULES",
        help="the city's own parameters: a file with [rules], a profile's folder or name (default: none)",
    )
    parser.add_argument("--skip-bad", action="store_true", help="audit the good rows when some are bad")
    parser.add_argument("--report", type=Path, metavar="FILE", help="also a report for people, .html or .pdf")


def run(arguments: argparse.Namespace) -> int:
    """Audit; the exit status is told above."""
    from youjian.bureau.environment import watch_every
    from youjian.commands.audit_words import Bar, print_bad, print_summary
    from youjian.engine.audit import AuditRequest, BadInputError, audit
    from youjian.engine.outcome import EngineError

    try:
        request = AuditRequest(
            arguments.folder,
            arguments.out,
            arguments.first_day,
            arguments.last_day,
            arguments.skip_bad,
            _schedule(arguments.rules),
            watch_every(),
        )
        _check(request, arguments.report)
        with Bar(sys.stderr) as bar:
            audited = audit(request, _engine(arguments), bar.show)
    except BadInputError as error:
        print_bad(error.bad)
        print(f"youjian: {len(error.bad)} bad rows, nothing was audited", file=sys.stderr)
        return _BAD_INPUT
    except (OSError, ValueError, EngineError) as error:
        print(f"youjian: {error}; nothing was audited", file=sys.stderr)
        return _BAD_INPUT
    print_bad(audited.bad)
    print_summary(audited, request.out)
    written = arguments.report is None or _write_report(request, audited, arguments)
    return 0 if written and not audited.failed else _FAILED


def _write_report(request: "AuditRequest", audited: "Audited", arguments: argparse.Namespace) -> bool:
    """Write the report; says so, or why there is none."""
    try:
        _reports().write_report(request, audited, arguments.report, jobs=arguments.jobs)
    except (OSError, RuntimeError) as error:
        print(f"youjian: the report was not written: {error}", file=sys.stderr)
        return False
    print(f"report -> {arguments.report}")
    return True


def _schedule(given: str | None) -> "Schedule":
    from youjian.commands.audit_rules import schedule_of
    from youjian.detection.rule_sets import DEFAULT

    return DEFAULT if given is None else schedule_of(given)


def _engine(arguments: argparse.Namespace) -> "Engine":
    from youjian.engine.audit import on_this_machine

    if arguments.engine == "local":
        return on_this_machine(arguments.jobs)
    if "://" in arguments.engine:
        return _cluster(arguments.engine)
    raise ValueError(
        f"--engine {arguments.engine} is neither local nor an address such as tcp://10.0.0.5:8786"
    )


def _cluster(address: str) -> "Engine":
    try:
        from youjian.engine.cluster import on_cluster
    except ImportError as error:
        raise ValueError(
            f"--engine {address} needs Dask: install youjian with the extra `cluster`"
        ) from error
    return on_cluster(address)


def _check(request: "AuditRequest", report: Path | None) -> None:
    """Everything that can be seen to be wrong before hours of work."""
    from youjian.engine.findings_file import check_name

    if not request.folder.is_dir():
        raise FileNotFoundError(f"{request.folder} is not a folder")
    check_name(request.out)
    if request.first_day and request.last_day and request.first_day > request.last_day:
        raise ValueError(f"--from {request.first_day} is after --to {request.last_day}")
    if report is not None:
        _reports().check_report(report)


def _reports() -> Any:
    """The room that writes reports; raises ValueError where it is not installed."""
    try:
        return importlib.import_module("youjian.reports")
    except (ImportError, AttributeError) as error:
        raise ValueError("--report: reports are not part of this installation") from error


def _jobs(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {number}")
    return number


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
