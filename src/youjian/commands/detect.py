"""Judge again by hand, through the same code as the worker's ticks, and print what is new.

Without days everything known by the last full ten minutes is judged, over sixty days: the rules of the night
and of the watch. With --from and --to (business days) the ticks of those days are judged first, one after the
other, each over what was known at it: every full ten minutes, and 02:00 Asia/Shanghai. A tick whose findings
are there already appends nothing, so the command may be repeated. Then what is known now is judged, so that
records which came late change what was said of those days; --as-known leaves that out.

    youjian detect
    youjian detect --station 3602030017 --from 2026-11-20 --to 2026-11-21
    youjian detect --tick nightly --from 2026-11-01 --to 2026-11-22 --as-known

Findings are never changed or deleted: what is no longer so gets a further revision (ended, withdrawn,
superseded). One line is printed for each new revision: when, station, rule, subject, what happened to it,
severity, finding and revision, and the sentence; with --json one JSON object.

Exit status: 0 with news or without, 1 when a station could not be judged (it is named, the others are), 2 on
bad usage: an unknown station, days in the wrong order or in the future.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from youjian.commands.database import database

if TYPE_CHECKING:
    from youjian.bureau.watch.services import Asked
    from youjian.contract.findings import Finding

Kind = Literal["watch", "nightly"]
_FAILED, _BAD_USAGE = 1, 2


def present() -> datetime:
    """The platform's clock."""
    return datetime.now(UTC)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which stations, which ticks, which days."""
    parser.add_argument(
        "--station", action="append", metavar="ID", help="a station; may be repeated (default: all)"
    )
    parser.add_argument(
        "--tick", choices=("watch", "nightly"), help="the rules of one tick (default: those of both)"
    )
    parser.add_argument(
        "--from", dest="first_day", type=date.fromisoformat, metavar="DAY", help="first business day"
    )
    parser.add_argument(
        "--to",
        dest="last_day",
        type=date.fromisoformat,
        metavar="DAY",
        help="last business day (default: the first)",
    )
    parser.add_argument(
        "--as-known", action="store_true", help="only the ticks of those days, over what was known at them"
    )
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="processes (default: this one)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Judge, and say what is new."""
    problem = _problem(arguments)
    if problem:
        return _refused(problem)
    from youjian.bureau import logs, setup

    with database():
        setup()
        logs.configure()
        unknown = _unknown(arguments.station or ())
        if unknown:
            return _refused(f"no station {', '.join(unknown)} in the register")
        return _judge(arguments, present())


def _problem(arguments: argparse.Namespace) -> str:
    """What is wrong with the days that were named; empty when nothing is."""
    from youjian.contract.fields import business_day

    first, last = arguments.first_day, arguments.last_day
    if first is None and last is not None:
        return "--to needs --from"
    if first is None:
        return "--as-known needs --from" if arguments.as_known else ""
    if (last or first) < first:
        return f"--to {last} lies before --from {first}"
    return f"--from {first} lies in the future" if first > business_day(present()) else ""


def _refused(problem: str) -> int:
    print(f"youjian detect: {problem}", file=sys.stderr)
    return _BAD_USAGE


def _unknown(stations: Sequence[str]) -> list[str]:
    from youjian.bureau.watch.services import registered
    from youjian.ledger.connection import connect
    from youjian.ledger.scope import EVERYTHING, set_scope

    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        return sorted(set(stations) - set(registered(conn)))


def _judge(arguments: argparse.Namespace, now: datetime) -> int:
    from youjian.bureau.watch.services import Asked, StationsFailedError

    told = _told_as_json if arguments.json else _told
    ask = Asked(sorted(set(arguments.station)) if arguments.station else None, told)
    new, failed = 0, False
    for kind, tick in _ticks(arguments, now):
        try:
            new += _tick(kind, tick, arguments.jobs, ask)
        except StationsFailedError as error:
            print(f"youjian detect: {kind} {tick.isoformat()}: {error}", file=sys.stderr)
            failed = True
    if not arguments.json:
        print(f"{new} new revisions" if new != 1 else "1 new revision")
    return _FAILED if failed else 0


def _ticks(arguments: argparse.Namespace, now: datetime) -> Iterator[tuple[Kind, datetime]]:
    """The ticks of the days in the order of time, at one moment the night's first; at the end the present."""
    from youjian.bureau.environment import watch_every
    from youjian.bureau.watch.services import tick_of
    from youjian.contract.fields import day_bounds
    from youjian.detection.ticks import nightly_ticks, watch_ticks

    one: Kind | None = arguments.tick
    kinds: tuple[Kind, ...] = ("nightly", "watch") if one is None else (one,)
    if arguments.first_day is not None:
        start = day_bounds(arguments.first_day)[0]
        end = min(day_bounds(arguments.last_day or arguments.first_day)[1], now)
        found: list[tuple[datetime, Kind]] = []
        for kind in kinds:
            ticks = nightly_ticks(start, end) if kind == "nightly" else watch_ticks(start, end, watch_every())
            found.extend((tick, kind) for tick in ticks)
        for tick, kind in sorted(found):
            yield kind, tick
    if not arguments.as_known:
        yield kinds[0], tick_of(now)


def _tick(kind: Kind, tick: datetime, jobs: int, ask: "Asked") -> int:
    from youjian.bureau.watch.nights import run_night
    from youjian.bureau.watch.services import run_watch

    return run_night(tick, jobs, ask=ask) if kind == "nightly" else run_watch(tick, jobs, ask)


def _told(finding: "Finding") -> None:
    print(
        f"{finding.detected_at.isoformat(timespec='seconds')} {finding.station_id} {finding.rule}"
        f" {finding.subject} {finding.status} {finding.severity} {finding.finding_id}"
        f" r{finding.revision} {finding.message}",
        flush=True,
    )


def _told_as_json(finding: "Finding") -> None:
    import msgspec

    print(msgspec.json.encode(finding).decode(), flush=True)
