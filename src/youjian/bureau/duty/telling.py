"""Telling people of hand-overs: a sheet that waits, one that came back, a shift that nobody handed over."""

from datetime import datetime, timedelta

from youjian.bureau.duty.models import Entry, Handover
from youjian.bureau.duty.selectors import following, people_of, with_deputies
from youjian.bureau.duty.words import minute
from youjian.bureau.notify.services import tell

_GRACE = timedelta(minutes=15)
_LOOKED_BACK = timedelta(hours=24)


def tell_successors(row: Handover, moment: datetime) -> None:
    """The next shift's people hear that a sheet waits for them."""
    if row.next_entry is None:
        return
    entry = row.entry
    tell(
        with_deputies(people_of([row.next_entry]), moment),
        subject=(f"请接班：{_zh(entry)}", f"Please take over: {_en(entry)}"),
        text=(f"{row.offered_by_name}已交班，请查看记录单后接班。", f"{row.offered_by_name} handed over."),
        path=_path(entry),
        source=f"handover-offered:{entry.pk}:{moment.isoformat()}",
    )


def tell_giver(row: Handover, who: str, reason: str, moment: datetime) -> None:
    """Who handed over hears that the sheet came back, and why."""
    entry = row.entry
    tell(
        [row.offered_by_id],
        subject=(f"交班被退回：{_zh(entry)}", f"Your hand-over came back: {_en(entry)}"),
        text=(f"{who}：{reason}", f"{who}: {reason}"),
        path=_path(entry),
        source=f"handover-returned:{entry.pk}:{moment.isoformat()}",
    )


def remind(moment: datetime) -> int:
    """Tell once of each shift that ended a quarter of an hour ago and is not handed over; returns how many.

    Who should act hears of it: who was on duty while nothing is handed over, else the next shift.
    """
    ended = Entry.objects.filter(
        roster__is_active=True, ends_at__lte=moment - _GRACE, ends_at__gt=moment - _LOOKED_BACK
    ).select_related("handover", "person", "deputy")
    return sum(_remind(entry, moment) for entry in ended.exclude(handover__status="taken").order_by("id"))


def _remind(entry: Entry, moment: datetime) -> bool:
    sheet: Handover | None = getattr(entry, "handover", None)
    waits = sheet is not None and sheet.status == "offered"
    after = following(entry) if waits else None
    people = people_of([after or entry])
    zh, en = ("已交班，尚未接班", "not taken over yet") if waits else ("尚未交班", "not handed over yet")
    return tell(
        with_deputies(people, moment),
        subject=(f"{_zh(entry)}{zh}", f"{_en(entry)}: {en}"),
        text=("该班次已经结束，请尽快办理交接。", "The shift is over; please see to it."),
        path=_path(entry),
        source=f"handover-late:{entry.pk}:{'take' if waits else 'offer'}",
    )


def _zh(entry: Entry) -> str:
    return f"{minute(entry.starts_at)}的{entry.shift_name}"


def _en(entry: Entry) -> str:
    return f"{entry.shift_name} of {minute(entry.starts_at)}"


def _path(entry: Entry) -> str:
    return f"/duty/handovers/{entry.pk}"
