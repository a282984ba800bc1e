"""What a hand-over sheet says by itself (交接班记录): what happened in the shift, and what is still open.

Everything is read within the roster's region and, of the alerts, its department's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.models import Alert
from youjian.bureau.downtime.selectors import requests_of
from youjian.bureau.downtime.words import where
from youjian.bureau.duty.contracts import SheetRow, SheetSection
from youjian.bureau.duty.models import Entry, Handover
from youjian.bureau.duty.words import COLOURS, minute
from youjian.bureau.language import pick
from youjian.bureau.notify.models import Delivery
from youjian.bureau.quarantine import selectors as quarantine
from youjian.bureau.registry.models import DeviceState
from youjian.bureau.registry.selectors import station_heads
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named

SHOWN = 60
"""How many lines a section names; the count says how many there are."""
_LOOK_AHEAD = timedelta(hours=24)
"""How far the next shift is thought to reach while nobody is rostered for it."""


@dataclass(frozen=True)
class Shift:
    """A shift as its sheet sees it: who asks (within the roster's region), and its span up to `until`."""

    actor: Actor
    department: str
    people: tuple[int, ...]
    since: datetime
    until: datetime
    moment: datetime
    next_until: datetime

    def alerts(self) -> QuerySet[Alert]:
        """The department's alerts, and those that one of the shift's people has."""
        own = Q(departments__contains=[self.department]) | Q(departments=[])
        return Alert.objects.filter(
            within(self.actor.scope), own | Q(assigned_to__in=self.people) | Q(signed_by__in=self.people)
        )


def shift_of(actor: Actor, entry: Entry, following: Entry | None, moment: datetime) -> Shift:
    """A shift's view of the data at a moment."""
    return Shift(
        actor=replace(actor, scope=(entry.region,)),
        department=entry.roster.department_id,
        people=tuple(one for one in (entry.person_id, entry.deputy_id) if one is not None),
        since=entry.starts_at,
        until=min(moment, entry.ends_at),
        moment=moment,
        next_until=following.ends_at if following else max(moment, entry.ends_at) + _LOOK_AHEAD,
    )


def sections(shift: Shift) -> list[SheetSection]:
    """Every part of the sheet, in its order."""
    return [make(shift) for make in _SECTIONS]


def summary(made: Sequence[SheetSection]) -> str:
    """The sheet's first sentence."""
    counts = {section.kind: section.count for section in made}
    zh = (
        f"本班新增预警{counts['opened']}条，签收{counts['signed']}条，办结{counts['closed']}条；"
        f"未办结{counts['open']}条，其中超期{counts['overdue']}条；离线站点{counts['offline']}个。"
    )
    en = (
        f"{counts['opened']} alerts raised, {counts['signed']} signed for, {counts['closed']} closed; "
        f"{counts['open']} still open, {counts['overdue']} overdue; {counts['offline']} stations offline."
    )
    return pick(zh, en)


def _opened(shift: Shift) -> SheetSection:
    found = shift.alerts().filter(opened_at__gte=shift.since, opened_at__lt=shift.until)
    title = pick("本班新增预警", "Alerts raised in this shift")
    return _of_alerts(shift, "opened", title, found.order_by("-rank", "opened_at"), _raised)


def _signed(shift: Shift) -> SheetSection:
    found = shift.alerts().filter(signed_at__gte=shift.since, signed_at__lt=shift.until)
    title = pick("本班签收", "Signed for in this shift")
    return _of_alerts(shift, "signed", title, found.order_by("signed_at"), _taken)


def _closed(shift: Shift) -> SheetSection:
    found = shift.alerts().filter(status="closed", closed_at__gte=shift.since, closed_at__lt=shift.until)
    title = pick("本班办结", "Closed in this shift")
    return _of_alerts(shift, "closed", title, found.order_by("closed_at"), _decided)


def _overdue(shift: Shift) -> SheetSection:
    late = Q(status="open", sign_by__lte=shift.moment) | Q(status="signed", close_by__lte=shift.moment)
    found = shift.alerts().filter(late).order_by("-rank", "opened_at")
    return _of_alerts(shift, "overdue", pick("已超期未办", "Overdue"), found, _waits)


def _open(shift: Shift) -> SheetSection:
    found = shift.alerts().exclude(status="closed").filter(_awake(shift)).order_by("-rank", "opened_at")
    return _of_alerts(shift, "open", pick("未办结预警", "Alerts still open"), found, _waits)


def _waking(shift: Shift) -> SheetSection:
    soon = Q(snoozed_until__gt=shift.moment, snoozed_until__lte=shift.next_until)
    found = shift.alerts().exclude(status="closed").filter(soon).order_by("snoozed_until")
    title = pick("暂缓预警下一班到期", "Snoozed, waking in the next shift")
    return _of_alerts(shift, "waking", title, found, _wakes)


def _awake(shift: Shift) -> Q:
    return Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=shift.moment)


def _offline(shift: Shift) -> SheetSection:
    down = DeviceState.objects.filter(within(shift.actor.scope), device="collector", status="down")
    listed = list(down.order_by("last_seen")[:SHOWN])
    names = _names(shift.actor, (state.station_id for state in listed))
    rows = [
        SheetRow(
            text=pick(
                f"{names(state.station_id)}：最近一次通信{_at(state.last_seen)}",
                f"{names(state.station_id)}: last seen {_at(state.last_seen)}",
            ),
            path=f"/stations/{state.station_id}",
            at=state.last_seen,
        )
        for state in listed
    ]
    return _section("offline", pick("离线站点", "Stations offline"), down.count(), rows)


def _downtimes(shift: Shift) -> SheetSection:
    running = requests_of(shift.actor).filter(
        status="approved", starts_at__lte=shift.moment, ends_at__gt=shift.moment
    )
    listed = list(running.order_by("ends_at")[:SHOWN])
    names = _names(shift.actor, (row.station_id for row in listed))
    rows = [
        SheetRow(
            text=pick(
                f"{names(row.station_id)} {where(row.device)}：至{minute(row.ends_at)}，{row.reason}",
                f"{names(row.station_id)}, {where(row.device)}: until {minute(row.ends_at)}, {row.reason}",
            ),
            path=f"/downtimes?open={row.pk}",
            at=row.ends_at,
        )
        for row in listed
    ]
    return _section("downtimes", pick("正在进行的停机", "Announced downtime running"), running.count(), rows)


def _held(shift: Shift) -> SheetSection:
    groups = quarantine.groups(shift.actor)
    rows = [
        SheetRow(text=f"{one.table_name} {one.reason_name}：{one.count}", path="/quarantine", at=one.oldest)
        for one in groups[:SHOWN]
    ]
    return _section("quarantine", pick("待核数据", "Quarantine"), sum(one.count for one in groups), rows)


def _failed(shift: Shift) -> SheetSection:
    dead = Delivery.objects.filter(
        within(shift.actor.scope, "message__station_id"),
        state="dead",
        made_at__gte=shift.since - _LOOK_AHEAD,
    )
    grouped = dead.values_list("channel__name", "error").annotate(n=Count("id")).order_by("-n")[:SHOWN]
    rows = [SheetRow(text=f"{channel}：{error[:120]}（{n}）") for channel, error, n in grouped]
    return _section("failed", pick("发送失败的通知", "Notices that failed"), dead.count(), rows)


def _before(shift: Shift) -> SheetSection:
    """What the shift before left to be watched."""
    earlier = Handover.objects.filter(
        region__in=shift.actor.scope,
        entry__roster__department_id=shift.department,
        status="taken",
        next_entry__starts_at=shift.since,
    ).first()
    rows = [SheetRow(text=earlier.watch, path=f"/duty/handovers/{earlier.entry_id}")] if earlier else []
    listed = [row for row in rows if row.text]
    return _section("before", pick("上一班交代的注意事项", "Left by the shift before"), len(listed), listed)


_SECTIONS: tuple[Callable[[Shift], SheetSection], ...] = (
    _opened, _signed, _closed, _overdue, _open, _waking, _offline, _downtimes, _held, _failed, _before,
)  # fmt: skip


def _of_alerts(
    shift: Shift, kind: str, title: str, found: QuerySet[Alert], says: Callable[[Alert], str]
) -> SheetSection:
    listed = list(found.select_related("assigned_to", "signed_by", "closed_by")[:SHOWN])
    names = _names(shift.actor, (alert.station_id for alert in listed))
    rows = [
        SheetRow(
            text=f"{names(alert.station_id)}：{alert.message_shown}（{says(alert)}）",
            path=f"/alerts/{alert.pk}",
            colour=alert.colour,
            at=alert.opened_at,
        )
        for alert in listed
    ]
    return _section(kind, title, len(listed) if len(listed) < SHOWN else found.count(), rows)


def _raised(alert: Alert) -> str:
    return pick(
        f"{named(COLOURS, alert.colour)}，{minute(alert.opened_at)}产生",
        f"{alert.colour}, raised {minute(alert.opened_at)}",
    )


def _taken(alert: Alert) -> str:
    by = alert.signed_by.display_name if alert.signed_by else ""
    return pick(f"{by} {_at(alert.signed_at)}签收", f"signed for by {by} {_at(alert.signed_at)}")


def _decided(alert: Alert) -> str:
    by = alert.closed_by.display_name if alert.closed_by else ""
    return pick(f"{by} {_at(alert.closed_at)}办结", f"closed by {by} {_at(alert.closed_at)}")


def _waits(alert: Alert) -> str:
    if alert.status == "open":
        to = alert.assigned_to.display_name if alert.assigned_to else ""
        due = _at(alert.sign_by)
        return pick(f"待{to}签收，期限{due}", f"to be signed for{to and f' by {to}'}, due {due}")
    by = alert.signed_by.display_name if alert.signed_by else ""
    return pick(
        f"{by}处置中，期限{_at(alert.close_by)}", f"{by} handles it, to be closed by {_at(alert.close_by)}"
    )


def _wakes(alert: Alert) -> str:
    return pick(f"暂缓至{_at(alert.snoozed_until)}", f"snoozed until {_at(alert.snoozed_until)}")


def _at(moment: datetime | None) -> str:
    return minute(moment) if moment else pick("未定", "not set")


def _names(actor: Actor, station_ids: Iterable[str]) -> Callable[[str], str]:
    heads = station_heads(actor, station_ids)
    return lambda station_id: heads[station_id].name if station_id in heads else station_id


def _section(kind: str, title: str, count: int, rows: list[SheetRow]) -> SheetSection:
    return SheetSection(kind=kind, title=title, count=count, rows=rows, empty=pick("无", "None"))
