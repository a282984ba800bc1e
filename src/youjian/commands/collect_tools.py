"""The installer's tools: `collect probe`, `simulate`, `frames`, `export` and `deliver`."""

import argparse
import sys
from typing import Any


def add_actions(actions: Any) -> None:
    """Their arguments."""
    _add_probe(actions)


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
    import msgspec

    from youjian.collector.probing import PROBERS, probe

    options, wrong = _options(arguments.option)
    if arguments.driver not in PROBERS:
        wrong = f"driver {arguments.driver!r} is none of {', '.join(sorted(PROBERS))}"
    if wrong:
        print(f"youjian collect: {wrong}", file=sys.stderr)
        return 2
    try:
        report = probe(arguments.driver, arguments.address, options)
    except ValueError as error:
        print(f"youjian collect: {error}", file=sys.stderr)
        return 2
    found = msgspec.to_builtins(report)
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    else:
        _print_report(found)
    return 0 if found["model"] or found["tanks"] or found["nozzles"] else 1


def _options(given: list[str]) -> tuple[dict[str, str], str | None]:
    """The options by name, and what is wrong with them."""
    options: dict[str, str] = {}
    for entry in given:
        key, equals, value = entry.partition("=")
        if not equals:
            return options, f"--option {entry!r}: write KEY=VALUE"
        options[key] = value
    return options, None


def _print_report(found: dict[str, Any]) -> None:
    """What was found, for people: a line per tank, nozzle, alarm and note."""
    print(f"model: {found['model'] or 'nothing that can be named'}")
    for kind in ("tanks", "nozzles"):
        for entry in found[kind]:
            values = (f"{key} {'?' if value is None else value}" for key, value in entry.items())
            print(f"  {kind[:-1]}: {', '.join(values)}")
    for kind in ("alarms", "notes"):
        for text in found[kind]:
            print(f"  {kind[:-1]}: {text}")
