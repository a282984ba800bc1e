"""`collect check` and `collect status`: what a station's file says, and what its collector is doing."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from youjian.collector.config import StationConfig


def add_actions(actions: Any) -> None:
    """Their arguments."""
    check = actions.add_parser(
        "check",
        help="look at a station's file, name every device and setting",
        description="Reads the file as `run` would and says what would hold; opens no line and asks nobody. "
        "With --connect it also opens every line and polls each device once, storing nothing.",
    )
    check.add_argument("file", type=Path, metavar="FILE", help="the station's TOML file")
    check.add_argument("--connect", action="store_true", help="open every line, say which devices answer")
    check.set_defaults(act=_check)
    status = actions.add_parser(
        "status",
        help="what a station's collector is doing",
        description="Asks the running collector's page on loopback; where that is off or silent, reads the "
        "status file that it leaves every ten seconds.",
    )
    status.add_argument("file", type=Path, metavar="FILE", help="the station's TOML file")
    status.add_argument("--json", action="store_true", help="everything, for programs")
    status.set_defaults(act=_status)


def _check(arguments: argparse.Namespace) -> int:
    from youjian.collector.config import load
    from youjian.collector.settled import settled

    config = load(arguments.file)
    print(f"station {config.station_id}, state in {config.folder}, platform {', '.join(config.platform)}")
    for line in settled(arguments.file, config):
        print(line)
    return _connect(config) if arguments.connect else 0


def _connect(config: "StationConfig") -> int:
    """Poll every device once; 0 when all answer."""
    from youjian.collector.tryout import try_devices

    print("\nlines:")
    silent = 0
    for result in try_devices(config):
        print(f"  {'answers' if result.answers else 'FAILS  '} {result.name}: {result.detail}", flush=True)
        silent += not result.answers
    if silent:
        print(f"youjian collect: {silent} of {len(config.device)} devices do not answer", file=sys.stderr)
    return 1 if silent else 0


def _status(arguments: argparse.Namespace) -> int:
    from youjian.collector.config import load
    from youjian.collector.status import STATUS_FILE, running_status

    config = load(arguments.file)
    live = _from_page(config)
    try:
        found = live or running_status(config.folder)
        running = live is not None or _running(config)
    except PermissionError as error:
        print(f"youjian collect: {error}: ask as the user that runs the collector", file=sys.stderr)
        return 1
    if found is None:
        path = config.folder / STATUS_FILE
        print(f"youjian collect: {path} is not there: this collector has never run", file=sys.stderr)
        return 1
    if arguments.json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    else:
        _print_status(found, running=running)
    return 0


def _from_page(config: "StationConfig") -> dict[str, Any] | None:
    """What the running collector itself says, if its page is there and is about this folder."""
    if not config.status.listen:
        return None
    import msgspec
    import urllib3

    try:
        url = f"http://{config.status.listen}/status.json"
        reply = urllib3.request("GET", url, retries=False, timeout=2.0)
        stations = msgspec.json.decode(reply.data)["stations"] if reply.status == 200 else []
    except (urllib3.exceptions.HTTPError, msgspec.DecodeError, KeyError, TypeError):
        return None
    return next((found for found in stations if found.get("home") == str(config.folder)), None)


def _running(config: "StationConfig") -> bool:
    from youjian.collector.box.lock import BusyError, FolderLock

    if not config.folder.exists():
        return False
    try:
        FolderLock(config.folder).close()
    except BusyError:
        return True
    return False


def _print_status(found: dict[str, Any], *, running: bool) -> None:
    """The state in lines for people."""
    identity = found["enrolled"]
    who = f"{identity['collector_id']}, epoch {identity['epoch']}" if identity else "not enrolled"
    offset = found["clock_offset_s"]
    print(f"station {found['station_id']}: {'running' if running else 'NOT RUNNING'}, {who}")
    print(f"  as of          {found['at']}")
    print(f"  started        {found['started_at']}, {found['start']}")
    print(f"  outbox         {found['outbox_depth']} records wait, {found['outbox_bytes'] / 2**20:.1f} MiB")
    print(f"  last batch     {found['acknowledged_batch']} acknowledged")
    print(f"  last record    {found['last_record_at'] or 'none since the start'}")
    print(f"  clock offset   {'not measured' if offset is None else f'{offset:+.3f} s'}")
    if found["stopped"]:
        print(f"  STOPPED        {found['stopped']}")
    if found["configuration"]["refused"]:
        print(f"  FILE REFUSED   {found['configuration']['refused']}")
    for entry in found["equipment"]:
        heard = entry["last_answer_at"] or "none since the start"
        print(f"  {entry['name']}: {entry['driver']} on {entry['url']}, last answer {heard}")
    for device, state in sorted(found["devices"].items()):
        print(f"    {device:16} {state}")
    for name, count in sorted(found["counts"].items()):
        print(f"    {name:24} {count}")
