"""Look at records that were set aside (待核数据), replay them after a fix, or discard them.

A record that the door could not read, that names a wrong time, or that contradicts a stored one was
acknowledged and kept as it was sent. Nothing is edited: after the cause is mended (the register, the
platform's version) it is replayed, or a person says with a reason that it will not be used.

    youjian quarantine list                           what is held, by table and reason, and the newest
    youjian quarantine list --reason clock --station 3602030017 --all
    youjian quarantine show 4711                      one record with its bytes
    youjian quarantine replay 4711 4712 --why "dispenser 3 registered"
    youjian quarantine replay --reason invalid --why "version 0.2 reads E92"
    youjian quarantine discard 4711 --why "test message of the maker"

Exit status: 0 done; 1 when a record was refused again (it stays held, with the reason); 2 none was meant.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from youjian.commands.database import database

if TYPE_CHECKING:
    from youjian.bureau.accounts.contracts import Actor
    from youjian.bureau.quarantine.contracts import SettledOut, SettleIn
    from youjian.ledger.quarantine import Held, Wanted

_NONE_MEANT = 2
_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One verb, and which records."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="what is held, by table and reason, and the newest records")
    _which(listing)
    listing.add_argument(
        "--status", default="held", choices=["held", "asked", "replayed", "discarded", "any"]
    )
    listing.add_argument("--all", action="store_true", help=f"every record, not the newest {_SHOWN}")
    listing.add_argument("--json", action="store_true", help="one JSON object per record")
    showing = verbs.add_parser("show", help="one record, its reason and its bytes")
    showing.add_argument("id", type=int)
    showing.add_argument("--raw", action="store_true", help="its bytes alone, as they came")
    for verb, does in (("replay", "read and store again"), ("discard", "settle as not to be used")):
        settling = verbs.add_parser(verb, help=does)
        settling.add_argument("ids", type=int, nargs="*", metavar="ID", help="numbers of held records")
        _which(settling)
        settling.add_argument("--why", required=True, help="the reason, for the journal")
        settling.add_argument("--actor", metavar="USERNAME", help="in whose name (default: the platform)")


def _which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--station", metavar="ID", help="of this station")
    parser.add_argument("--table", metavar="NAME", help="of this table of the contract")
    parser.add_argument("--reason", metavar="CODE", help="invalid, clock, conflict, station, table, …")


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says."""
    from youjian.bureau import setup

    with database():
        setup()
        return _VERBS[arguments.verb](arguments)


def _list(arguments: argparse.Namespace) -> int:
    from youjian.ledger import quarantine
    from youjian.ledger.connection import connect
    from youjian.ledger.scope import EVERYTHING, set_scope

    wanted = _wanted(arguments)
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        counts = quarantine.counts(conn, wanted)
        if not arguments.json:
            for (table, reason), count in counts.items():
                print(f"{count:8,} {table:20} {reason}")
        shown = sum(counts.values()) if arguments.all else _SHOWN
        for held in quarantine.newest(conn, wanted, shown):
            print(json.dumps(_told(held), ensure_ascii=False) if arguments.json else _line(held))
    return 0


def _wanted(arguments: argparse.Namespace) -> "Wanted":
    from youjian.ledger.quarantine import Wanted

    status = None if arguments.status == "any" else arguments.status
    return Wanted(status, arguments.station, arguments.table, arguments.reason)


def _line(held: "Held") -> str:
    again = f"; last replay: {held.tried}" if held.tried else ""
    return (
        f"{held.id:8} {held.received_at:%Y-%m-%d %H:%M:%S}Z {held.status:9} {held.station_id or '-':10} "
        f"{held.table_name} {held.reason}: {held.detail}{again}"
    )


def _told(held: "Held") -> Mapping[str, Any]:
    from dataclasses import asdict

    told = {**asdict(held), "raw": held.raw.decode("utf-8", errors="backslashreplace")}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in told.items()}


def _show(arguments: argparse.Namespace) -> int:
    from youjian.ledger import quarantine
    from youjian.ledger.connection import connect
    from youjian.ledger.scope import EVERYTHING, set_scope

    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        held = quarantine.get(conn, arguments.id)
    if held is None:
        print(f"youjian: no quarantined record has the number {arguments.id}", file=sys.stderr)
        return _NONE_MEANT
    if arguments.raw:
        sys.stdout.buffer.write(held.raw)
        return 0
    for name, value in _told(held).items():
        if value is not None:
            print(f"{name:13} {value}")
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    from youjian.bureau.quarantine import services

    ids = _settled(arguments, services.ask_replay)
    if not ids:
        return _NONE_MEANT
    found = _replayed(ids)
    refused = [held for held in found if held.status == "held"]
    for held in refused[:_SHOWN]:
        print(f"{held.id:8} is held as before: {held.tried}", file=sys.stderr)
    if len(refused) > _SHOWN:
        print(f"and {len(refused) - _SHOWN:,} more: `youjian quarantine show` tells of each", file=sys.stderr)
    stored = sum(held.status == "replayed" for held in found)
    print(f"{stored} stored, {len(refused)} refused again")
    return 1 if refused else 0


def _replayed(ids: Sequence[int]) -> list["Held"]:
    """What became of them, once none waits any more: a door that is open may have taken some in hand."""
    from youjian.ledger import quarantine
    from youjian.ledger.connection import connect
    from youjian.ledger.scope import EVERYTHING, set_scope

    while True:
        _carry_out()
        with connect("intake") as conn:
            set_scope(conn, EVERYTHING)
            found = quarantine.settled(conn, ids)
        if all(held.status != "asked" for held in found):
            return found


def _carry_out() -> None:
    from youjian.bureau.times import now
    from youjian.intake.replays import replay
    from youjian.intake.rules import RulesInForce
    from youjian.ledger.connection import connect
    from youjian.ledger.scope import EVERYTHING, set_scope

    rules, left = RulesInForce(), True
    while left:
        with connect("intake") as conn:
            set_scope(conn, EVERYTHING)
            left = bool(replay(conn, rules.judge(conn), now()))


def _discard(arguments: argparse.Namespace) -> int:
    from youjian.bureau.quarantine import services

    ids = _settled(arguments, services.discard)
    print(f"{len(ids)} discarded")
    return 0 if ids else _NONE_MEANT


def _settled(arguments: argparse.Namespace, verb: "Callable[[Actor, SettleIn], SettledOut]") -> list[int]:
    """Move the records that are meant; their numbers."""
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.accounts.selectors import actor_by_username
    from youjian.bureau.problems import Problem
    from youjian.bureau.quarantine.contracts import SettleIn

    moved: list[int] = []
    try:
        actor = actor_by_username(arguments.actor) if arguments.actor else SYSTEM
        wanted = SettleIn(
            ids=arguments.ids,
            table=arguments.table,
            reason=arguments.reason,
            station_id=arguments.station,
            note=arguments.why,
        )
        more = True
        while more:
            settled = verb(actor, wanted)
            moved, more = [*moved, *settled.ids], settled.more
    except (Problem, ValueError) as error:
        if not moved:
            print(f"youjian: {error}", file=sys.stderr)
    return moved


_VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "show": _show,
    "replay": _replay,
    "discard": _discard,
}
