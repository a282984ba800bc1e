"""The conformance kit: does a platform, or a collector, keep to every sentence of docs/station-api.md?

  youjian conformance platform https://HOST --code CODE [--code CODE2]   a collector that tries everything
  youjian conformance collector --listen 0.0.0.0:8443 --station ID       a platform that makes trouble

Use a test station. Against a platform: a collector that is still pending, so that what the kit sends is
marked as test; a second code for the same collector shows how a replaced box goes on. The report names each
sentence as met, not met (with request, reply and what was expected), not observed or not observable.
Exit status: 0 nothing is not met, 1 a sentence is not met, 2 the run was not possible.
"""

import argparse
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from youjian.conformance.report import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which side is judged, and where it is."""
    sides = parser.add_subparsers(dest="side", metavar="SIDE", required=True)
    _add_platform(sides.add_parser("platform", help="a collector against somebody's platform"))
    _add_collector(sides.add_parser("collector", help="a platform against somebody's collector"))


def _add_platform(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="the platform, https://HOST or http://HOST:PORT")
    parser.add_argument(
        "--code", action="append", required=True, help="one-time code; twice: also as a replaced box"
    )
    parser.add_argument("--chains", action="store_true", help="also break a record chain: it is a finding")
    parser.add_argument("--ca-file", metavar="FILE", help="the certificate authority of platform and broker")
    parser.add_argument("--insecure", action="store_true", help="do not check the platform's certificate")
    _add_report(parser)


def _add_collector(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--listen", default="127.0.0.1:8101", metavar="HOST:PORT", help="default %(default)s")
    parser.add_argument("--station", required=True, metavar="STATION_ID", help="the collector's station")
    parser.add_argument("--code", action="append", help="the code to give it (one is made otherwise)")
    parser.add_argument("--minutes", type=float, default=15.0, help="at most (default %(default)s)")
    parser.add_argument(
        "--script", default="", metavar="STEPS", help="names of troubles with commas (default all; `list`)"
    )
    parser.add_argument("--heartbeat", type=int, default=10, metavar="S", help="default %(default)s")
    parser.add_argument("--tls-cert", metavar="FILE", help="serve HTTPS with this certificate")
    parser.add_argument("--tls-key", metavar="FILE", help="and this key")
    _add_report(parser)


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mqtt", metavar="URL", help="over this broker, mqtt://HOST:PORT")
    parser.add_argument("--lang", choices=["zh", "en"], default="en", help="default %(default)s")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the report as a page")


def run(arguments: argparse.Namespace) -> int:
    """Judge one side; 0 nothing is not met, 1 something is, 2 it could not be done."""
    try:
        found = _platform(arguments) if arguments.side == "platform" else _collector(arguments)
    except (ValueError, OSError) as error:
        print(f"youjian conformance: {error}", file=sys.stderr)
        return 2
    if found is None:
        return 0
    _write(found, arguments)
    return found.exit_status


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _platform(arguments: argparse.Namespace) -> "Report":
    from youjian.conformance.against_platform.line import HttpLine
    from youjian.conformance.against_platform.run import visit_platform

    line = HttpLine(arguments.url, ca_file=arguments.ca_file, insecure=arguments.insecure)
    return visit_platform(
        arguments.url,
        arguments.code,
        line=line,
        broker=arguments.mqtt or "",
        ca_file=arguments.ca_file,
        chains=arguments.chains,
        say=_say,
    )


def _collector(arguments: argparse.Namespace) -> "Report | None":
    from youjian.conformance.against_collector.run import Play, play_platform
    from youjian.conformance.against_collector.script import ACTS, chosen
    from youjian.conformance.against_collector.stage import Pace

    if arguments.script == "list":
        print("\n".join(f"{act.name:17} {act.summary}" for act in ACTS))
        return None
    host, _, port = arguments.listen.rpartition(":")
    if not host or not port.isdigit():
        msg = f"--listen {arguments.listen!r}: write HOST:PORT"
        raise ValueError(msg)
    if bool(arguments.tls_cert) != bool(arguments.tls_key):
        msg = "--tls-cert and --tls-key go together"
        raise ValueError(msg)
    codes = arguments.code or [secrets.token_hex(4).upper()]
    play = Play(
        arguments.station,
        codes,
        chosen(arguments.script),
        host=host,
        port=int(port),
        minutes=arguments.minutes,
        pace=Pace(heartbeat_s=arguments.heartbeat),
        broker=arguments.mqtt or "",
        tls=(arguments.tls_cert, arguments.tls_key) if arguments.tls_cert else None,
    )
    return play_platform(
        play,
        show=lambda what: _say(f">>> {what}"),
        started=lambda server: _say(f"listening on {server.url}; enrol the collector with code {codes[0]}"),
    )


def _write(found: "Report", arguments: argparse.Namespace) -> None:
    from youjian.conformance.report import as_html, as_json, as_text

    print(as_text(found, arguments.lang), end="")
    if arguments.json:
        arguments.json.write_bytes(as_json(found))
    if arguments.html:
        arguments.html.write_text(as_html(found, arguments.lang), encoding="utf-8")
