"""The installer's tools: `collect probe`, `simulate`, `frames`, `export` and `deliver`."""

import argparse
import sys
from typing import Any


def add_actions(actions: Any) -> None:
    """Their arguments."""
    for add in (_add_probe, _add_simulate):
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
    from youjian.collector.probing import PROBERS, ProbeError, probe, render

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
        return 1
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
