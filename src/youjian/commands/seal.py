"""Seal the station-days that are due (日数据固化), as the worker does every five minutes.

A station-day is due when it is over and its fuellings are whole: every number there from the last before the
day through the first after it, and the totals in agreement. Otherwise it is due 48 h after its end. A sealed
day that got records since is sealed again as the next revision.

    youjian seal                                      what is due, ten minutes after a day's end or later
    youjian seal --now                                also of the day that ended a moment ago
    youjian seal --station 3602030017 --day 2026-11-21
    youjian seal --list                               what is due or waits, and why; nothing is sealed

Exit status: 0 done, also when nothing was due; 1 a station could not be sealed, each is named; 2 the archive
is away or cannot be used. Whatever was not sealed stays due.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from youjian.commands.database import database

if TYPE_CHECKING:
    from youjian.archive.manifest import DaySeal

_WAITS = "waits for its fuellings, or for 48 hours to pass"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which days, and whether to wait for clocks to settle."""
    parser.add_argument("--station", metavar="ID", help="this station alone")
    parser.add_argument("--day", metavar="YYYY-MM-DD", type=date.fromisoformat, help="this day alone")
    parser.add_argument("--now", action="store_true", help="do not wait ten minutes after a day's end")
    parser.add_argument("--list", action="store_true", help="say what is due or waits, and seal nothing")


def run(arguments: argparse.Namespace) -> int:
    """Seal what is due and say what was sealed."""
    from youjian.bureau import setup

    with database():
        setup()
        return _list(arguments) if arguments.list else _seal(arguments)


def _seal(arguments: argparse.Namespace) -> int:
    from youjian.bureau.sealing import services

    began = datetime.now(UTC)
    try:
        written = services.seal(
            began, settles=_settles(arguments), station_id=arguments.station, day=arguments.day
        )
    except (OSError, ValueError) as error:
        print(f"youjian seal: {error}", file=sys.stderr)
        return 2
    _say(written)
    return 1 if _say_failures(arguments, began) else 0


def _say(written: Sequence["DaySeal"]) -> None:
    for seal in written:
        m = seal.manifest
        rows = sum(table.rows for table in m.tables.values())
        print(f"{m.station_id} {m.day} r{m.revision} {m.reason:8} {rows:8d} records {m.seal[:16]}")
    print(f"{len(written)} station-days sealed" if written else "nothing was due")


def _say_failures(arguments: argparse.Namespace, since: datetime) -> bool:
    from youjian.ledger.connection import connect
    from youjian.ledger.scope import EVERYTHING, set_scope

    query = (
        "SELECT station_id, day, error FROM ledger.sealing_failures"
        " WHERE at >= %s AND (%s::text IS NULL OR station_id = %s) ORDER BY 1"
    )
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        rows = conn.execute(query, [since, arguments.station, arguments.station]).fetchall()
    for station_id, day, error in rows:
        print(f"{station_id} {day} could not be sealed: {error}", file=sys.stderr)
    return bool(rows)


def _list(arguments: argparse.Namespace) -> int:
    from youjian.ledger.connection import connect
    from youjian.ledger.scope import EVERYTHING, set_scope
    from youjian.ledger.sealing.due import candidates
    from youjian.ledger.sealing.sealer import first_reason

    now = datetime.now(UTC)
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        found = candidates(conn, now, settles=_settles(arguments), station_id=arguments.station)
        for one in found:
            if arguments.day in (None, one.day):
                why = "late records" if one.sealed else first_reason(conn, one, now)
                print(f"{one.station_id} {one.day} {'due: ' + why if why else _WAITS}")
    return 0


def _settles(arguments: argparse.Namespace) -> timedelta:
    from youjian.ledger.sealing.due import SETTLES

    return timedelta(0) if arguments.now else SETTLES
