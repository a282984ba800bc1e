"""Entries and closings of the book, as they are shown."""

from datetime import date

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.scope import within
from youjian.bureau.stock.contracts import BookEntryOut, MonthCloseOut
from youjian.bureau.stock.lines import family_name
from youjian.bureau.stock.models import Entry, MonthClose

KINDS = {
    "loss": ("损耗", "loss"),
    "gain": ("溢余", "gain"),
    "delivery": ("补记进油", "delivery without a paper here"),
    "goods_return": ("退货", "returned to the supplier"),
    "meter": ("计量更正", "metering corrected"),
    "transfer": ("调入调出", "moved between stations"),
    "other": ("其他", "other"),
}


def entries_of(actor: Actor, station_id: str, from_on: date, until_on: date) -> list[BookEntryOut]:
    """The correcting entries of a station's days, the newest first."""
    rows = Entry.objects.filter(within(actor.scope), station_id=station_id, day__range=(from_on, until_on))
    return [entry_out(row) for row in rows.select_related("taken_back_by").order_by("-made_at", "-pk")]


def entry_out(row: Entry) -> BookEntryOut:
    """An entry as it is shown."""
    return BookEntryOut(
        id=row.pk,
        station_id=row.station_id,
        family=row.family,
        product_name=family_name(row.family),
        day=row.day,
        kind=row.kind,
        kind_name=pick(*KINDS[row.kind]),
        litres20_ml=row.litres20_ml,
        reason=row.reason,
        refers_to=row.refers_to,
        takes_back=row.takes_back_id,
        taken_back=hasattr(row, "taken_back_by"),
        made_at=row.made_at,
        made_by_name=row.made_by_name,
    )


def closes_of(actor: Actor, station_id: str, period: str) -> list[MonthCloseOut]:
    """The closings of a station's month, the newest first."""
    rows = MonthClose.objects.filter(within(actor.scope), station_id=station_id, period=period)
    return [close_out(row) for row in rows.order_by("-closed_at", "-pk")]


def close_out(row: MonthClose) -> MonthCloseOut:
    """A closing as it is shown."""
    return MonthCloseOut(
        id=row.pk,
        station_id=row.station_id,
        period=row.period,
        closed_at=row.closed_at,
        closed_by_name=row.closed_by_name,
        note=row.note,
        reopened_at=row.reopened_at,
        reopened_by_name=row.reopened_by_name,
        reopen_reason=row.reopen_reason,
    )
