"""What people do with quarantined records: have them replayed after a fix, or discard them, with a reason."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.database import raw_connection
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.quarantine import selectors
from youjian.bureau.quarantine.contracts import SettledOut, SettleIn
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.ledger import quarantine

AT_ONCE = 5000
"""So many records are moved in one transaction."""
_NAMED = 50
_Move = Callable[[Connection[Any], Sequence[int], str, str, datetime], list[int]]


def ask_replay(actor: Actor, wanted: SettleIn) -> SettledOut:
    """Let intake read held records again, with today's code and register.

    Raises Problem 403 without the right, 409 when none of them is held, 422 without a reason.
    """
    return _settle(actor, wanted, quarantine.ask_replay, "quarantine.replay")


def discard(actor: Actor, wanted: SettleIn) -> SettledOut:
    """Say that held records will not be used; they stay as they came. Raises Problem as `ask_replay`."""
    return _settle(actor, wanted, quarantine.discard, "quarantine.discard")


def _settle(actor: Actor, wanted: SettleIn, move: _Move, action: str) -> SettledOut:
    if not actor.may("quarantine.settle"):
        raise forbidden(permission_name("quarantine.settle"))
    note = wanted.note.strip().replace("\x00", "")
    if not note:
        raise Problem(422, "empty", pick("请写明理由。", "Please say why."))
    with acting(actor):
        ids = _meant(actor, wanted)
        moved = move(raw_connection(), ids, actor.username, note, now())
        if not moved:
            zh = "没有可处理的待核数据，可能已由他人处理。请刷新页面查看。"
            en = "None of these records is held any more. Please refresh the page."
            raise Problem(409, "none_held", pick(zh, en))
        _tell(actor, action, moved, note)
    return SettledOut(ids=moved, more=len(ids) == AT_ONCE)


def _meant(actor: Actor, wanted: SettleIn) -> list[int]:
    """The held records that are meant, within the scope; all of a group only when the group is named."""
    conditions = {
        "id__in": wanted.ids or None,
        "table_name": wanted.table,
        "reason": wanted.reason,
        "station_id": wanted.station_id,
    }
    named = {name: value for name, value in conditions.items() if value is not None}
    if not named:
        zh, en = "请选择要处理的待核数据。", "Please say which records are meant."
        raise Problem(422, "nothing_named", pick(zh, en))
    found = selectors.records_of(actor).filter(status="held", **named).order_by("id")
    return list(found.values_list("id", flat=True)[:AT_ONCE])


def _tell(actor: Actor, action: str, moved: Sequence[int], note: str) -> None:
    stations = set(
        selectors.records_of(actor).filter(id__in=moved).values_list("station_id", flat=True).distinct()
    )
    journal.record(
        actor,
        action,
        f"quarantine:{moved[0]}",
        station_id=stations.pop() if len(stations) == 1 else None,
        after={"count": len(moved), "first": moved[:_NAMED], "last": moved[-1], "reason": note},
    )
