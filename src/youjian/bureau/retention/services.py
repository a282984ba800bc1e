"""What is done with retention: limits are changed, holds placed and released, the daily round run."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime

from youjian.archive.storage import Storage
from youjian.bureau.accounts.contracts import SYSTEM, Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.database import raw_connection
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.retention.contracts import HoldIn, LimitIn
from youjian.bureau.retention.words import floor_words, table_name
from youjian.bureau.scope import acting, scoped
from youjian.contract.fields import business_day
from youjian.ledger import holds, retention
from youjian.ledger.connection import connect
from youjian.ledger.restoring import Restored, dropped_days, restore_day
from youjian.ledger.retention_round import Round, run_round

MANAGE = "retention.manage"
_NAMED = 50


def set_limit(actor: Actor, table: str, wanted: LimitIn) -> None:
    """Change how long a table's records are kept.

    Raises Problem 403 without the right, 404 for an unknown table, 422 for what law or the platform forbids,
    naming it, or without a reason.
    """
    note = _allowed(actor, wanted.note)
    changes = {name: value for name, value in wanted.dict().items() if name != "note"}
    with acting(actor):
        if table not in retention.limits(raw_connection()):
            raise not_found(pick(f"数据表{table}", f"Table {table}"))
        try:
            before, after = retention.set_limit(raw_connection(), table, **changes)
        except retention.RetentionError as error:
            said = pick(f"{table_name(table)}：", f"{table_name(table)}: ") + floor_words(error.floor)
            raise Problem(422, "forbidden_limit", said) from None
        journal.record(
            actor,
            "retention.set",
            f"retention:{table}",
            before=asdict(before),
            after={**asdict(after), "note": note},
        )


def place_hold(actor: Actor, wanted: HoldIn) -> int:
    """Hold days of a station whole, for a case or a request; returns the hold's number.

    Raises Problem 403 without the right, 404 outside the scope, 422 for days in the wrong order.
    """
    reason = _allowed(actor, wanted.reason)
    if wanted.last_day < wanted.first_day:
        zh, en = "结束日期须不早于开始日期。", "The last day has to be the first one or later."
        raise Problem(422, "bad_days", pick(zh, en))
    with acting(actor):
        station = register.station_of(actor, wanted.station_id)
        number = holds.place(
            raw_connection(),
            station.station_id,
            wanted.first_day,
            wanted.last_day,
            reason=reason,
            placed_by=actor.display_name,
        )
        after = {"first_day": wanted.first_day, "last_day": wanted.last_day, "reason": reason}
        journal.record(actor, "retention.hold", f"hold:{number}", station_id=station.station_id, after=after)
    return number


def release_hold(actor: Actor, number: int, reason: str) -> None:
    """End a hold. Raises Problem 403 without the right, 404 when there is none in force in the scope."""
    note = _allowed(actor, reason)
    with acting(actor):
        try:
            hold = holds.release(raw_connection(), number, actor.display_name)
        except LookupError:
            raise not_found(pick(f"保全{number}", f"Hold {number}")) from None
        journal.record(
            actor, "retention.release", f"hold:{number}", station_id=hold.station_id, after={"reason": note}
        )


def run(storage: Storage, moment: datetime, stopping: Callable[[], bool] = lambda: False) -> Round:
    """The platform's own daily round; journaled when something went or had to stay.

    Each day is a transaction of its own, so what a round that was cut off has done stays done. Raises OSError
    when the archive cannot be reached.
    """
    with connect("bureau", autocommit=True) as conn:
        done = run_round(conn, storage, moment, stopping=stopping)
    if done.did_something:
        with scoped():
            journal.record(SYSTEM, "retention.run", f"day:{business_day(moment)}", after=_told(done))
    return done


def restore(
    storage: Storage, table: str, first: date, last: date, *, moment: datetime, stays: int
) -> list[Restored]:
    """Bring the dropped days of a table between two days back from the archive; journaled day by day.

    Raises ValueError when the archive does not hold what was sealed, FileNotFoundError when it lacks a day;
    the days before are back then.
    """
    found: list[Restored] = []
    with connect("intake", autocommit=True) as conn:
        for day in dropped_days(conn, table, first, last):
            one = restore_day(conn, storage, table, day, today=business_day(moment), stays=stays)
            found.append(one)
            with scoped():
                after = {
                    "rows": one.rows,
                    "stations": one.stations,
                    "stays_days": stays,
                    "thinned": one.thinned,
                }
                journal.record(SYSTEM, "retention.restore", f"{table}:{day}", after=after)
    return found


def _told(done: Round) -> dict[str, object]:
    return {
        "dropped": [f"{one.table} {one.day} {one.rows}" for one in done.dropped[:_NAMED]],
        "days_dropped": len(done.dropped),
        "refused": [one.refused for one in done.refused[:_NAMED]],
        "days_refused": len(done.refused),
        "thinned": [f"{one.station_id} {one.day} {','.join(one.tables)}" for one in done.thinned[:_NAMED]],
        "station_days_thinned": len(done.thinned),
        "failed": done.failed[:_NAMED],
        "days_forgotten": done.forgotten,
    }


def _allowed(actor: Actor, reason: str) -> str:
    """The reason given, of who may; raises Problem 403 or 422."""
    if not actor.may(MANAGE):
        raise forbidden(permission_name(MANAGE))
    said = reason.strip().replace("\x00", "")
    if not said:
        raise Problem(422, "empty", pick("请写明理由。", "Please say why."))
    return said
