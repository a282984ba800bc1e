"""`collect run`, `enrol` and `reload`: the box at work."""

import argparse
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from youjian.collector.config import StationConfig

_RELOAD_S = 90.0


def add_actions(actions: Any) -> None:
    """Their arguments."""
    run = actions.add_parser(
        "run",
        help="read devices and send records until stopped",
        description="Reads the devices of one or more stations and sends their records, until Ctrl-C or "
        "SIGTERM. SIGHUP reads the files again. Several files are several stations in one process.",
    )
    run.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a station's TOML file")
    run.add_argument(
        "--code",
        action="append",
        default=[],
        metavar="CODE",
        help="enrolment code for a station that has no key yet; with several files STATION_ID=CODE, repeated",
    )
    run.add_argument(
        "--log-level",
        default="info",
        choices=["debug", "info", "warning", "error"],
        help="default %(default)s",
    )
    run.add_argument(
        "--log-format", default="json", choices=["json", "text"], help="text for people; default %(default)s"
    )
    run.add_argument(
        "--with-parent", action="store_true", help="end when the process that started this one ends"
    )
    run.set_defaults(act=_run)
    enrol = actions.add_parser(
        "enrol",
        help="use a one-time code from the console",
        description="Makes the box's key, shows the code to the platform and keeps the identity it gives. "
        "The private key never leaves the box.",
    )
    enrol.add_argument("file", type=Path, metavar="FILE", help="the station's TOML file")
    enrol.add_argument("--code", required=True, help="the code from the console, valid once")
    enrol.add_argument("--platform", metavar="URL", help="instead of the file's addresses")
    enrol.set_defaults(act=_enrol)
    reload = actions.add_parser(
        "reload",
        help="let the changed file of a running collector hold",
        description="Checks the file, then tells the running collector to read it again (SIGHUP) and says "
        "what became of it. Devices that the file left alone keep running.",
    )
    reload.add_argument("file", type=Path, metavar="FILE", help="the station's TOML file")
    reload.set_defaults(act=_reload)


def _run(arguments: argparse.Namespace) -> int:
    import threading

    from youjian.collector.box import logs
    from youjian.collector.config import load

    threading.stack_size(512 * 1024)
    logs.set_up(arguments.log_level, arguments.log_format)
    configs = [load(path) for path in arguments.files]
    codes = _codes(arguments.code, configs)
    if arguments.with_parent:
        _end_with_parent()
    return _run_stations(arguments.files, configs, codes)


def _run_stations(files: list[Path], configs: "list[StationConfig]", codes: dict[str, str]) -> int:
    import sqlite3

    from youjian.collector.process import Station, run_stations
    from youjian.collector.run import BusyError, StationRunner
    from youjian.collector.uplink.enrol import EnrolmentError

    stations: list[Station] = []
    try:
        for path, config in zip(files, configs, strict=True):
            stations.append(Station(path, StationRunner(config, codes.get(config.station_id))))
    except (BusyError, EnrolmentError, sqlite3.Error) as error:
        for station in stations:
            station.runner.close()
        print(f"youjian collect: {error}", file=sys.stderr)
        return 1
    run_stations(stations)
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

    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _enrol(arguments: argparse.Namespace) -> int:
    from youjian.collector.box.lock import BusyError, FolderLock
    from youjian.collector.config import load
    from youjian.collector.outbox import Outbox
    from youjian.collector.status import OUTBOX_FILE
    from youjian.collector.uplink.enrol import EnrolmentError, enrol
    from youjian.collector.uplink.platform import UnreachableError, platform_of

    config = load(arguments.file)
    addresses = [arguments.platform] if arguments.platform else config.platform
    platform = platform_of(config, addresses)
    try:
        with FolderLock(config.folder):
            outbox = Outbox(config.folder / OUTBOX_FILE)
            identity = enrol(config, outbox, platform, arguments.code)
            outbox.close()
    except (BusyError, EnrolmentError, UnreachableError) as error:
        print(f"youjian collect: {error}", file=sys.stderr)
        return 1
    finally:
        platform.close()
    print(f"enrolled as {identity.collector_id} at station {identity.station_id}, epoch {identity.epoch}")
    return 0


def _reload(arguments: argparse.Namespace) -> int:
    from youjian.collector.box.lock import BusyError, FolderLock
    from youjian.collector.config import load
    from youjian.collector.status import running_status

    config = load(arguments.file)
    before = running_status(config.folder)
    try:
        if before is not None:
            FolderLock(config.folder).close()
            before = None
    except BusyError:
        pass
    if before is None:
        print(f"youjian collect: no collector runs in {config.folder}", file=sys.stderr)
        return 1
    os.kill(before["pid"], signal.SIGHUP)
    return _await_reload(config.folder, before["configuration"]["number"])


def _await_reload(folder: Path, number: int) -> int:
    """What became of the wish, as the collector's status tells it."""
    from youjian.collector.status import running_status

    deadline = time.monotonic() + _RELOAD_S
    while time.monotonic() < deadline:
        found = running_status(folder)
        if found is not None and found["configuration"]["number"] > number:
            reading = found["configuration"]
            if reading["refused"]:
                print(
                    f"youjian collect: not taken, the old file holds: {reading['refused']}", file=sys.stderr
                )
                return 1
            print(f"configuration {reading['digest']} holds: {reading['change']}")
            return 0
        time.sleep(0.1)
    print("youjian collect: the collector did not answer; see its log", file=sys.stderr)
    return 1
