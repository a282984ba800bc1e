"""How long records are kept (保存期限): one editable table, holds for cases, and the daily round by hand.

A table of days is in the database for `hot` days; then a day of it is dropped, once every station's day is
sealed in the archive, and its keys go on refusing late duplicates. The archive keeps it at full rate for
`full` days, then one record in `thin` seconds, then, after `keep` days, nothing. Law sets floors: a limit
below one is refused with its name.

    youjian retention list                                the limits, and what there is of each table
    youjian retention set tank_readings --hot 90 --why "disk is large enough"
    youjian retention set heartbeats --full 400 --keep 400 --why "asked for by the operator"
    youjian retention run --dry-run                       what would go, and what stands against it
    youjian retention run                                 the daily round now
    youjian retention hold 3602030017 2026-09-01 2026-10-15 --why "案件 2026-17"
    youjian retention holds
    youjian retention release 3 --why "案件已结"
    youjian retention restore tank_readings 2026-08-01 2026-08-03     bring dropped days back from the archive

Exit status: 0 done; 1 something that is due has to stay, or a day could not be brought back; 2 refused or
nothing of that name; 3 the archive is away.
"""

import argparse
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from youjian.commands.database import database

if TYPE_CHECKING:
    from youjian.bureau.accounts.contracts import Actor

_STAYS, _REFUSED, _AWAY = 1, 2, 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One verb with what it needs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("list", help="the limits, and what there is of each table")
    setting = verbs.add_parser("set", help="change a table's limits; what is not named stays")
    setting.add_argument("table", metavar="TABLE")
    setting.add_argument("--hot", type=int, metavar="DAYS", help="in the database")
    setting.add_argument("--full", type=int, metavar="DAYS", help="in the archive at full rate")
    setting.add_argument(
        "--thin", type=int, metavar="SECONDS", help="then one record in so many; 0: never thinned"
    )
    setting.add_argument("--keep", type=int, metavar="DAYS", help="afterwards nothing")
    running = verbs.add_parser("run", help="drop and thin what is past its limits")
    running.add_argument("--dry-run", action="store_true", help="say what would be done, change nothing")
    holding = verbs.add_parser("hold", help="keep a station's days whole")
    holding.add_argument("station", metavar="STATION")
    holding.add_argument("first", type=date.fromisoformat, metavar="FIRST_DAY")
    holding.add_argument("last", type=date.fromisoformat, metavar="LAST_DAY")
    releasing = verbs.add_parser("release", help="end a hold")
    releasing.add_argument("id", type=int, metavar="NUMBER")
    for changing in (setting, holding, releasing):
        changing.add_argument("--why", required=True, help="the reason, for the journal")
        changing.add_argument("--actor", metavar="USERNAME", help="in whose name (default: the platform)")
    listing = verbs.add_parser("holds", help="holds in force")
    listing.add_argument("--all", action="store_true", help="those released too")
    restoring = verbs.add_parser("restore", help="bring dropped days back from the archive")
    restoring.add_argument("table", metavar="TABLE")
    restoring.add_argument("first", type=date.fromisoformat, metavar="FIRST_DAY")
    restoring.add_argument("last", type=date.fromisoformat, nargs="?", metavar="LAST_DAY")
    restoring.add_argument(
        "--stays", type=int, default=14, metavar="DAYS", help="not dropped before (default 14)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says."""
    from youjian.bureau import setup
    from youjian.bureau.problems import Problem

    with database():
        setup()
        try:
            return _VERBS[arguments.verb](arguments)
        except Problem as problem:
            return _refuse(problem.message)
        except OSError as error:
            print(f"youjian: the archive is away: {error}", file=sys.stderr)
            return _AWAY


def _list(_: argparse.Namespace) -> int:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.retention import selectors
    from youjian.bureau.scope import scoped

    with scoped():
        limits = selectors.overview(SYSTEM).limits
    print(f"{'table':18} {'hot d':>6} {'full d':>6} {'thin s':>6} {'keep d':>6}   days       MB dropped")
    for one in limits:
        hot, thin = one.hot_days or "all", one.thin_to_s or "-"
        there = f"{one.partitions:5} {one.bytes / 1e6:8.1f} {one.dropped:7}" if one.by_day else ""
        print(f"{one.table:18} {hot:>6} {one.full_days:>6} {thin:>6} {one.keep_days:>6}  {there}".rstrip())
    return 0


def _set(arguments: argparse.Namespace) -> int:
    from youjian.bureau.retention import services
    from youjian.bureau.retention.contracts import LimitIn
    from youjian.ledger.connection import connect
    from youjian.ledger.retention import limits

    with connect("bureau") as conn:
        found = limits(conn).get(arguments.table)
        if found is None:
            return _refuse(f"{arguments.table!r} has no limits: choose one of {', '.join(limits(conn))}")
    thin = found.thin_to_s if arguments.thin is None else arguments.thin or None
    wanted = LimitIn(
        hot_days=found.hot_days if arguments.hot is None else arguments.hot,
        full_days=found.full_days if arguments.full is None else arguments.full,
        thin_to_s=thin,
        keep_days=found.keep_days if arguments.keep is None else arguments.keep,
        note=arguments.why,
    )
    services.set_limit(_actor(arguments), arguments.table, wanted)
    return _list(arguments)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.dry_run:
        return _dry_run()
    from youjian.bureau.retention import services
    from youjian.ledger.places import archive

    done = services.run(archive(), datetime.now(UTC))
    for one in done.dropped:
        print(f"dropped {one.table} of {one.day}: {one.rows:,} records stand in the archive")
    for one in done.refused:
        print(f"stays: {one.refused}", file=sys.stderr)
    for said in done.failed:
        print(f"failed: {said}", file=sys.stderr)
    thinned = f"{len(done.thinned)} station-days of the archive thinned"
    print(f"{len(done.dropped)} days dropped, {len(done.refused)} stay, {thinned}")
    return _STAYS if done.refused or done.failed else 0


def _dry_run() -> int:
    from youjian.contract.fields import business_day
    from youjian.ledger import keeping
    from youjian.ledger.connection import connect
    from youjian.ledger.dropping import everywhere
    from youjian.ledger.retention_round import MOST_DROPS, MOST_THINS

    with connect("bureau", autocommit=True) as conn, everywhere(conn):
        plan = keeping.plan(conn, business_day(datetime.now(UTC)), most_thins=MOST_THINS, look=MOST_DROPS)
    for due in plan.drops:
        why = f"stays: {due.against.replace('_', ' ')}" if due.against else "would be dropped"
        stations = f" ({due.stations} stations)" if due.stations else ""
        print(f"{due.table} of {due.day}, {due.bytes / 1e6:.1f} MB: {why}{stations}")
    for thin in plan.thins:
        for table, seconds in thin.tables.items():
            how = (
                f"would be thinned to one record in {seconds} s"
                if seconds
                else "would be taken out of the archive"
            )
            print(f"{table} of station {thin.station_id} on {thin.day}: {how}")
    stay = sum(bool(due.against) for due in plan.drops)
    print(f"{len(plan.drops) - stay} days to drop, {stay} stay, {len(plan.thins)} station-days to thin")
    return _STAYS if stay else 0


def _hold(arguments: argparse.Namespace) -> int:
    from youjian.bureau.retention import services
    from youjian.bureau.retention.contracts import HoldIn

    try:
        wanted = HoldIn(
            station_id=arguments.station,
            first_day=arguments.first,
            last_day=arguments.last,
            reason=arguments.why,
        )
    except ValueError:
        return _refuse(f"{arguments.station!r} is no station: give its ten digits")
    number = services.place_hold(_actor(arguments), wanted)
    print(f"hold {number}: station {arguments.station} from {arguments.first} to {arguments.last}")
    return 0


def _release(arguments: argparse.Namespace) -> int:
    from youjian.bureau.retention import services

    services.release_hold(_actor(arguments), arguments.id, arguments.why)
    print(f"hold {arguments.id} is released")
    return 0


def _holds(arguments: argparse.Namespace) -> int:
    from youjian.ledger import holds
    from youjian.ledger.connection import connect
    from youjian.ledger.dropping import everywhere

    with connect("bureau", autocommit=True) as conn, everywhere(conn):
        for one in holds.holds(conn, released=arguments.all):
            days = f"{one.id:6} {one.station_id} {one.first_day} to {one.last_day}"
            over = f", released by {one.released_by} on {one.released_at:%Y-%m-%d}" if one.released_at else ""
            print(f"{days} by {one.placed_by}: {one.reason}{over}")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from youjian.bureau.retention import services
    from youjian.ledger.columns import DAY_TABLES
    from youjian.ledger.places import archive

    if arguments.table not in DAY_TABLES:
        return _refuse(f"{arguments.table!r} is not kept by day: choose one of {', '.join(DAY_TABLES)}")
    last = arguments.last or arguments.first
    try:
        found = services.restore(
            archive(), arguments.table, arguments.first, last, moment=datetime.now(UTC), stays=arguments.stays
        )
    except (ValueError, FileNotFoundError) as error:
        print(f"youjian: {error}", file=sys.stderr)
        return _STAYS
    if not found:
        return _refuse(f"no day of {arguments.table} from {arguments.first} to {last} was dropped")
    for one in found:
        thinned = f"; thinned since: {', '.join(one.thinned)}" if one.thinned else ""
        print(
            f"{one.table} of {one.day}: {one.rows:,} records of {one.stations} stations brought back{thinned}"
        )
    until = datetime.now(UTC).date() + timedelta(days=arguments.stays)
    print(f"not dropped again before {until}")
    return 0


def _actor(arguments: argparse.Namespace) -> "Actor":
    """The person named, or the platform itself."""
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.accounts.selectors import actor_by_username

    return actor_by_username(arguments.actor) if arguments.actor else SYSTEM


def _refuse(said: str) -> int:
    print(f"youjian: {said}", file=sys.stderr)
    return _REFUSED


_VERBS = {
    "list": _list, "set": _set, "run": _run, "hold": _hold, "release": _release, "holds": _holds,
    "restore": _restore,
}  # fmt: skip
