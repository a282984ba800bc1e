"""What is done with the stock book: kept, corrected by entries, closed by month and reopened."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting, reaching, scoped, within
from youjian.bureau.stock import showing
from youjian.bureau.stock.accounting import rebuild
from youjian.bureau.stock.contracts import (
    BookEntryIn,
    BookEntryOut,
    CloseCount,
    LossRateIn,
    MonthCloseIn,
    MonthCloseOut,
    MonthReopenIn,
)
from youjian.bureau.stock.differing import figures_of
from youjian.bureau.stock.gauging import last_over
from youjian.bureau.stock.keeping import count_marked, keep_gauged, mark
from youjian.bureau.stock.models import ClosedLine, Entry, LossRate, MonthClose
from youjian.bureau.stock.periods import days_of_month, period_of
from youjian.bureau.stock.sums import sums_of
from youjian.bureau.times import now


def keep_round() -> int:
    """One round of the keeping, in transactions of its own: marked station-days are worked out again.

    First what is counted, then what the gauges say of one station's days. Returns how many; 0 when nothing is
    left, or when another worker is at it.
    """
    with scoped():
        counted = count_marked()
    with scoped():
        return counted + keep_gauged()


def enter(actor: Actor, wanted: BookEntryIn) -> BookEntryOut:
    """Enter a correction into the book: a line of its own, nothing is changed.

    Raises Problem 404 outside the scope, 409 when the month is closed, 403 when the actor reopened the month
    (another person has to correct it), 422 for no litres, no reason or a day to come.
    """
    with acting(actor):
        register.station_of(actor, wanted.station_id)
        _check_entry(actor, wanted)
        row = _write(actor, wanted)
        journal.record(
            actor,
            "stock.enter",
            f"stock_entry:{row.pk}",
            station_id=row.station_id,
            after=wanted.model_dump(mode="json"),
        )
        return showing.entry_out(row)


def take_back(actor: Actor, number: int, reason: str) -> BookEntryOut:
    """Take an entry back by one of the opposite litres. Raises Problem as `enter`, 409 when it is already."""
    with acting(actor):
        row = Entry.objects.filter(within(actor.scope), pk=number).first()
        if row is None:
            raise not_found(pick(f"更正分录{number}", f"Entry {number}"))
        if row.takes_back_id is not None or Entry.objects.filter(takes_back=row).exists():
            raise Problem(409, "taken_back", pick("该分录已冲销。", "This entry was taken back already."))
        wanted = BookEntryIn(
            station_id=row.station_id,
            family=row.family,
            day=row.day,
            kind=row.kind,
            litres20_ml=-row.litres20_ml,
            reason=reason,
            refers_to=row.refers_to,
        )
        _check_entry(actor, wanted)
        made = _write(actor, wanted, takes_back=row)
        journal.record(
            actor,
            "stock.take_back",
            f"stock_entry:{row.pk}",
            station_id=row.station_id,
            after={"entry": made.pk, "reason": reason},
        )
        return showing.entry_out(made)


def _write(actor: Actor, wanted: BookEntryIn, takes_back: Entry | None = None) -> Entry:
    row = Entry.objects.create(
        station_id=wanted.station_id,
        family=wanted.family,
        day=wanted.day,
        kind=wanted.kind,
        litres20_ml=wanted.litres20_ml,
        reason=wanted.reason.strip(),
        refers_to=wanted.refers_to.strip(),
        takes_back=takes_back,
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )
    rebuild(wanted.station_id, wanted.day)
    return row


def _check_entry(actor: Actor, wanted: BookEntryIn) -> None:
    if not wanted.litres20_ml:
        raise Problem(422, "no_litres", pick("请填写更正的升数。", "Please say how many litres."))
    if not wanted.reason.strip():
        raise Problem(422, "empty", pick("请写明理由。", "Please say why."))
    if wanted.day > last_over():
        raise Problem(
            422, "not_over", pick("只能更正已结束的日期。", "Only a day that is over can be corrected.")
        )
    closes = MonthClose.objects.filter(station_id=wanted.station_id, period=period_of(wanted.day))
    if closes.filter(reopened_at=None).exists():
        raise Problem(
            409,
            "closed",
            pick(
                "该月已月结。请先说明理由重开，再由另一人更正。",
                "The month is closed: reopen it first, another person corrects.",
            ),
        )
    last = closes.order_by("-reopened_at").first()
    if last is not None and last.reopened_by == actor.username:
        raise Problem(
            403,
            "own_reopening",
            pick(
                "该月由您重开，更正须由另一人登记。",
                "You reopened this month: another person has to correct it.",
            ),
        )


def close_months(actor: Actor, wanted: MonthCloseIn) -> CloseCount:
    """Close a month of stations: their figures are kept as they stand.

    Raises Problem 404 for a station outside the scope, 422 for a month that is not over.
    """
    from_on, until_on = days_of_month(wanted.period)
    if until_on > last_over():
        raise Problem(422, "not_over", pick("该月尚未结束，不能月结。", "The month is not over yet."))
    with acting(actor):
        sums = sums_of(actor, from_on, until_on)
        stations = _asked(actor, wanted.station_ids, {station for station, _ in sums})
        already = set(
            MonthClose.objects.filter(
                period=wanted.period, reopened_at=None, station_id__in=stations
            ).values_list("station_id", flat=True)
        )
        closed = [station for station in stations if station not in already]
        for station_id in closed:
            lines = {name: figures_of(part) for (at, name), part in sums.items() if at == station_id}
            _close(actor, station_id, wanted, lines)
        journal.record(
            actor,
            "stock.close",
            f"stock_month:{wanted.period}",
            station_id=closed[0] if len(closed) == 1 else None,
            after={"stations": closed, "note": wanted.note},
        )
    return CloseCount(closed=len(closed), already=len(already))


def _asked(actor: Actor, named: Sequence[str] | None, there: set[str]) -> list[str]:
    if named is None:
        return sorted(there)
    known = set(register.stations_of(actor).filter(station_id__in=named).values_list("station_id", flat=True))
    for station_id in named:
        if station_id not in known:
            raise not_found(pick(f"加油站{station_id}", f"Station {station_id}"))
    return sorted(known)


def _close(
    actor: Actor, station_id: str, wanted: MonthCloseIn, lines: dict[str, dict[str, int | None]]
) -> None:
    try:
        with transaction.atomic():
            row = MonthClose.objects.create(
                station_id=station_id,
                period=wanted.period,
                closed_at=now(),
                closed_by=actor.username,
                closed_by_name=actor.display_name,
                note=wanted.note.strip(),
            )
    except IntegrityError:
        zh = f"加油站{station_id}的该月刚由他人月结，请刷新。"
        raise Problem(
            409, "closed", pick(zh, f"Station {station_id} was closed just now. Please refresh.")
        ) from None
    ClosedLine.objects.bulk_create(
        [
            ClosedLine(close=row, station_id=station_id, family=name, figures=figures)
            for name, figures in lines.items()
        ]
    )


def reopen_month(actor: Actor, wanted: MonthReopenIn) -> MonthCloseOut:
    """Reopen a closed month and say why; its closed figures stay in the history.

    Raises Problem 404 outside the scope, 409 when it is not closed, 422 without a reason.
    """
    reason = wanted.reason.strip()
    if not reason:
        raise Problem(422, "empty", pick("请写明理由。", "Please say why."))
    days_of_month(wanted.period)
    with acting(actor):
        register.station_of(actor, wanted.station_id)
        row = (
            MonthClose.objects.select_for_update()
            .filter(station_id=wanted.station_id, period=wanted.period, reopened_at=None)
            .first()
        )
        if row is None:
            raise Problem(409, "not_closed", pick("该月没有月结，无须重开。", "The month is not closed."))
        row.reopened_at, row.reopen_reason = now(), reason
        row.reopened_by, row.reopened_by_name = actor.username, actor.display_name
        row.save(update_fields=["reopened_at", "reopened_by", "reopened_by_name", "reopen_reason"])
        journal.record(
            actor,
            "stock.reopen",
            f"stock_month:{wanted.period}",
            station_id=wanted.station_id,
            after={"reason": reason},
        )
        return showing.close_out(row)


def add_loss_rate(actor: Actor, wanted: LossRateIn) -> int:
    """Add a line of losses; older ones stay. The book is worked out again from its first day on."""
    with acting(actor):
        row = LossRate.objects.create(
            **wanted.model_dump(),
            entered_at=now(),
            entered_by=actor.username,
            entered_by_name=actor.display_name,
        )
        with reaching():
            mark(wanted.valid_from)
        journal.record(actor, "stock.losses", f"loss_rate:{row.pk}", after=wanted.model_dump(mode="json"))
        return row.pk
