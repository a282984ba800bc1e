"""The box at a station: reads its devices, keeps every record on disk, sends until the platform has it.

  youjian collect check station.toml              look at the file, say what is wrong with it
  youjian collect enrol station.toml --code CODE  make a key, tell the platform, learn who we are
  youjian collect run station.toml [more.toml …]  read devices and send records until stopped
  youjian collect status station.toml             outbox, devices, clock, last batch

One TOML file describes one station; docs/collector.md explains every key. `run` takes several files and
serves all their stations in one process. Nothing is lost by killing it at any moment; start it again.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from youjian.collector.config import StationConfig


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The four things one can do with a station's file."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    run_parser = actions.add_parser(
        "run",
        help="read devices and send records until stopped",
        description="Reads the devices of one or more stations, sends their records, until Ctrl-C.",
    )
    run_parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a station's TOML file")
    run_parser.add_argument(
        "--code",
        action="append",
        default=[],
        metavar="CODE",
        help="enrolment code for a station that has no key yet; with several files STATION_ID=CODE, repeated",
    )
    run_parser.add_argument(
        "--log-level",
        default="info",
        choices=["debug", "info", "warning", "error"],
        help="default %(default)s",
    )
    run_parser.add_argument(
        "--with-parent", action="store_true", help="end when the process that started this one ends"
    )
    enrol_parser = actions.add_parser("enrol", help="use a one-time code from the console")
    enrol_parser.add_argument("file", type=Path, metavar="FILE")
    enrol_parser.add_argument("--code", required=True, help="the code, valid once")
    enrol_parser.add_argument("--platform", metavar="URL", help="instead of the file's addresses")
    for name, text in (
        ("check", "look at a station's file"),
        ("status", "what a station's collector is doing"),
    ):
        actions.add_parser(name, help=text).add_argument("file", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace) -> int:
    """Do the action; 0 done, 1 refused or not possible now, 2 the file is wrong."""
    from youjian.collector.config import ConfigError

    actions = {"run": _run, "enrol": _enrol, "check": _check, "status": _status}
    try:
        return actions[arguments.action](arguments)
    except ConfigError as error:
        print(f"youjian collect: {error}", file=sys.stderr)
        return 2


def _run(arguments: argparse.Namespace) -> int:
    from youjian.collector import logs
    from youjian.collector.config import load
    from youjian.collector.enrol import EnrolmentError
    from youjian.collector.run import BusyError, StationRunner, run_stations

    logs.set_up(arguments.log_level)
    configs = [load(path) for path in arguments.files]
    codes = _codes(arguments.code, configs)
    if arguments.with_parent:
        _end_with_parent()
    try:
        runners = [StationRunner(config, codes.get(config.station_id)) for config in configs]
    except (BusyError, EnrolmentError) as error:
        print(f"youjian collect: {error}", file=sys.stderr)
        return 1
    run_stations(runners)
    return 0


def _codes(given: list[str], configs: "list[StationConfig]") -> dict[str, str]:
    """Codes by station; a single file may have a plain code."""
    from youjian.collector.config import ConfigError

    if len(given) == 1 and len(configs) == 1 and "=" not in given[0]:
        return {configs[0].station_id: given[0]}
    codes: dict[str, str] = {}
    known = {config.station_id for config in configs}
    for entry in given:
        station_id, equals, code = entry.partition("=")
        if not equals or station_id not in known:
            msg = f"--code {entry!r}: with several files write STATION_ID=CODE, with a station of these files"
            raise ConfigError(msg)
        codes[station_id] = code
    return codes


def _end_with_parent() -> None:
    import ctypes
    import signal

    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _enrol(arguments: argparse.Namespace) -> int:
    from youjian.collector.config import load
    from youjian.collector.enrol import EnrolmentError, enrol
    from youjian.collector.outbox import Outbox
    from youjian.collector.platform import Platform, UnreachableError
    from youjian.collector.run import OUTBOX_FILE, BusyError, FolderLock

    config = load(arguments.file)
    addresses = [arguments.platform] if arguments.platform else config.platform
    platform = Platform(addresses, verify_tls=config.verify_tls, ca_file=config.ca_file)
    try:
        with FolderLock(config.folder):
            outbox = Outbox(config.folder / OUTBOX_FILE)
            identity = enrol(config, outbox, platform, arguments.code)
            outbox.close()
    except (BusyError, EnrolmentError, UnreachableError) as error:
        print(f"youjian collect: {error}", file=sys.stderr)
        return 1
    print(f"enrolled as {identity.collector_id} at station {identity.station_id}, epoch {identity.epoch}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from youjian.collector.config import load

    config = load(arguments.file)
    print(f"station {config.station_id}, state in {config.folder}, platform {', '.join(config.platform)}")
    for device in config.device:
        print(f"  {device.role:9} {device.name}: {device.url}")
    return 0


def _status(arguments: argparse.Namespace) -> int:
    from youjian.collector.config import load
    from youjian.collector.run import STATUS_FILE

    path = load(arguments.file).folder / STATUS_FILE
    if not path.exists():
        print(f"youjian collect: {path} is not there: this collector has never run", file=sys.stderr)
        return 1
    print(path.read_text())
    return 0
