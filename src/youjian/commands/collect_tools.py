"""The installer's tools: `collect probe`, `simulate`, `frames`, `export` and `deliver`."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from youjian.collector.frames import Frame


def add_actions(actions: Any) -> None:
    """Their arguments."""
    for add in (_add_probe, _add_simulate, _add_frames, _add_export):
        add(actions)


def _add_probe(actions: Any) -> None:
    probe = actions.add_parser(
        "probe",
        help="say what is on a line",
        description="Asks a device what it is and what it shows; only reads, stores nothing. "
        "Exit status: 0 something was read, 1 nothing answered (what was tried is printed), 2 wrong words.",
        epilog="youjian collect probe tls350 tcp://10.0.0.5:10001\n"
        "youjian collect probe taxport 'serial:///dev/ttyS1?baud=9600&parity=E' --option address=1",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    probe.add_argument("driver", metavar="DRIVER", help="taxport, tls350, probe, hj212, forecourt …")
    probe.add_argument("address", metavar="ADDRESS", help="tcp://host:port or serial:///dev/ttyS1?baud=9600")
    probe.add_argument("--json", action="store_true", help="one JSON object, for programs")
    probe.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a setting of the driver, as in the file; repeated",
    )
    probe.set_defaults(act=_probe)


def _probe(arguments: argparse.Namespace) -> int:
    from youjian.collector.probing import PROBERS, ProbeError, UsageError, probe, render

    options, wrong = _options(arguments.option)
    if arguments.driver not in PROBERS:
        wrong = f"driver {arguments.driver!r} is none of {', '.join(PROBERS)}"
    if wrong:
        print(f"youjian collect: {wrong}", file=sys.stderr)
        return 2
    try:
        report = probe(arguments.driver, arguments.address, options)
    except ProbeError as error:
        print(f"youjian collect: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    if arguments.json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(report), indent=1).decode())
    else:
        print(render(report))
    return 0


def _options(given: list[str]) -> tuple[dict[str, str], str | None]:
    """The options by name, and what is wrong with them."""
    options: dict[str, str] = {}
    for entry in given:
        key, equals, value = entry.partition("=")
        if not equals:
            return options, f"--option {entry!r}: write KEY=VALUE"
        options[key] = value
    return options, None


def _add_simulate(actions: Any) -> None:
    simulate = actions.add_parser(
        "simulate",
        help="a device to try a collector with",
        description="Stands in for a device until Ctrl-C: sells, empties and fills its tanks, and answers. "
        "Prints its address and the [[device]] section that fits it.",
        epilog="youjian collect simulate tls350 --port 10001\n"
        "youjian collect simulate taxport --pty --nozzles 2\n"
        "youjian collect simulate hj212 --to 127.0.0.1:9212",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    simulate.add_argument("driver", metavar="DRIVER", help="which device; a wrong word lists them")
    place = simulate.add_mutually_exclusive_group()
    place.add_argument("--port", type=int, default=0, help="TCP port to answer on; default a free one")
    place.add_argument("--pty", action="store_true", help="answer on a pseudo terminal, as on a serial line")
    place.add_argument("--to", metavar="HOST:PORT", help="where the collector listens for this device")
    simulate.add_argument("--nozzles", type=int, default=2, help="default %(default)s")
    simulate.add_argument("--tanks", type=int, default=2, help="default %(default)s")
    simulate.add_argument(
        "--rate", type=float, default=30.0, help="sales per nozzle and hour; default %(default)g"
    )
    simulate.set_defaults(act=_simulate)


def _simulate(arguments: argparse.Namespace) -> int:
    import signal
    import threading

    from youjian.collector.emulators import Wish, WishError, emulate

    host, _, port = (arguments.to or "").rpartition(":")
    try:
        if arguments.to and not (host and port.isdigit()):
            raise WishError(f"--to {arguments.to!r}: write HOST:PORT")
        wish = Wish(
            nozzles=max(0, arguments.nozzles),
            tanks=max(0, arguments.tanks),
            sales_per_hour=max(0.0, arguments.rate),
            port=arguments.port,
            pty=arguments.pty,
            to=(host, int(port)) if arguments.to else None,
        )
        emulated = emulate(arguments.driver, wish)
    except (WishError, OSError, OverflowError) as error:
        print(f"youjian collect: {error}", file=sys.stderr)
        return 2
    print(f"{arguments.driver} on {emulated.url}, until Ctrl-C; for a station's file:\n")
    print(emulated.section, flush=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(0.5):
        emulated.world.advance()
    emulated.line.close()
    return 0


def _add_export(actions: Any) -> None:
    export = actions.add_parser(
        "export",
        help="write records of a time range to a signed file, for a station without a line",
        description="Takes what waits and what is kept of what was acknowledged. The file is signed with the "
        "box's key and may be handed in by anybody; the running collector need not be stopped. It "
        "acknowledges nothing: what waits is still sent when the line is back.",
    )
    export.add_argument("file", type=Path, metavar="FILE", help="the station's TOML file")
    export.add_argument("--from", dest="start", required=True, type=_moment, metavar="TIME", help=_TIMES)
    export.add_argument("--to", dest="end", required=True, type=_moment, metavar="TIME", help="not included")
    export.add_argument("--out", required=True, type=Path, metavar="PATH", help="the file to write")
    export.set_defaults(act=_export)
    deliver = actions.add_parser(
        "deliver",
        help="hand an exported file to the platform, from any machine",
        description="Posts the file; the platform checks its signature and chains and says what was new.",
    )
    deliver.add_argument("path", type=Path, metavar="PATH", help="a file of `collect export`")
    deliver.add_argument("--platform", required=True, metavar="URL", help="the platform's door, https://…")
    deliver.add_argument("--ca-file", metavar="FILE", help="certificate authority, where it is a private one")
    deliver.set_defaults(act=_deliver)


_TIMES = "2026-11-22, 2026-11-22T06:00 (Beijing time) or with an offset, 2026-11-21T22:00Z"


def _moment(text: str) -> datetime:
    """A time as people write it; Beijing time where it has no offset."""
    from youjian.contract.fields import SHANGHAI

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time: write {_TIMES}") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def _export(arguments: argparse.Namespace) -> int:
    from youjian.collector.config import load
    from youjian.collector.export import ExportError, export_range

    try:
        count = export_range(load(arguments.file), arguments.start, arguments.end, arguments.out)
    except ExportError as error:
        print(f"youjian collect: {error}", file=sys.stderr)
        return 1
    print(f"{count} records in {arguments.out}; hand it in with `youjian collect deliver`")
    return 0


def _deliver(arguments: argparse.Namespace) -> int:
    from youjian.collector.export import ExportError, deliver

    try:
        receipt = deliver(arguments.path, arguments.platform, ca_file=arguments.ca_file)
    except ExportError as error:
        print(f"youjian collect: {error}", file=sys.stderr)
        return 1
    aside = receipt.quarantined_count
    print(f"{receipt.stored} records were new, {receipt.duplicates} known, {aside} set aside")
    for item in receipt.quarantined:
        print(f"  set aside: {item.table}[{item.index}]: {item.reason}")
    return 0


def _add_frames(actions: Any) -> None:
    frames = actions.add_parser(
        "frames",
        help="the bytes that records were made from, and those that nobody could read",
        description="Lists the raw frames that are kept for thirty days: time, direction, device, reason, "
        "bytes in hexadecimal.",
    )
    frames.add_argument("file", type=Path, metavar="FILE", help="the station's TOML file")
    frames.add_argument("--device", metavar="NAME", help="of one device, as records or the file name it")
    frames.add_argument("--from", dest="start", type=_moment, metavar="TIME", help=_TIMES)
    frames.add_argument("--to", dest="end", type=_moment, metavar="TIME", help="not included")
    frames.add_argument("--json", action="store_true", help="one JSON object a line")
    frames.set_defaults(act=_frames)


def _frames(arguments: argparse.Namespace) -> int:
    from youjian.collector.config import load
    from youjian.collector.frames import Frames
    from youjian.collector.status import FRAMES_FILE

    path = load(arguments.file).folder / FRAMES_FILE
    if not path.exists():
        print(f"youjian collect: {path} is not there: no frame was kept yet", file=sys.stderr)
        return 1
    frames = Frames(path)
    start = arguments.start or datetime(2000, 1, 1, tzinfo=UTC)
    end = arguments.end or datetime(9999, 1, 1, tzinfo=UTC)
    count = 0
    for frame in frames.between(arguments.device, start, end):
        print(_frame_line(frame, as_json=arguments.json))
        count += 1
    frames.close()
    if not count:
        whose = f" of {arguments.device!r}" if arguments.device else ""
        print(f"youjian collect: {path} holds no frame{whose} of that time", file=sys.stderr)
    return 0


def _frame_line(frame: "Frame", *, as_json: bool) -> str:
    at = frame.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if as_json:
        import json

        entry = {"at": at, "device": frame.device, "direction": frame.direction, "why": frame.why}
        return json.dumps({**entry, "hex": frame.data.hex()}, ensure_ascii=False)
    return f"{at} {frame.direction:3} {frame.device}: {frame.why}: {frame.data.hex(' ')}"
