"""Which notices the facts ask for: alerts past their deadline, low online rates, overdue terms."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from youjian.bureau.accounts.contracts import SYSTEM, Actor
from youjian.bureau.alerts.selectors import alerts_of
from youjian.bureau.bulletins.models import Notice
from youjian.bureau.bulletins.selectors import MANAGE, today
from youjian.bureau.bulletins.services import need
from youjian.bureau.connectivity import rates
from youjian.bureau.connectivity.limits import Limits
from youjian.bureau.hotline.selectors import orders_of
from youjian.bureau.hotline.words import OPEN
from youjian.bureau.inspection.selectors import overdue_rectifications
from youjian.bureau.journal import services as journal
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting
from youjian.bureau.times import now, shown_minute

_ONLINE_DAYS = 7
_MOST_FACTS = 50


@dataclass(frozen=True)
class Proposal:
    """A notice that facts ask for: to a department within an area, or to the area's bureau."""

    kind: str
    area: str
    department: str
    title: str
    text: str
    facts: list[dict[str, Any]]


def propose(actor: Actor) -> int:
    """Propose what the facts of today ask for, each party and matter once a week. Returns how many are new.

    Raises Problem 403.
    """
    need(actor, MANAGE)
    with acting(actor):
        day = today()
        week = day - timedelta(days=day.weekday())
        new = [one for one in _all(actor, day) if _kept(one, week)]
        if new:
            after = {"notices": len(new), "about": [f"{one.kind} {one.area} {one.department}" for one in new]}
            journal.record(actor, "notice.propose", "notices", after=after)
        return len(new)


def _all(actor: Actor, day: date) -> Iterator[Proposal]:
    yield from _alerts(actor)
    yield from _online(actor, day)
    yield from _terms(actor, day)


def _kept(one: Proposal, week: date) -> bool:
    _, new = Notice.objects.get_or_create(
        origin=f"{one.kind}:{one.area}:{one.department}:{week.isoformat()}",
        defaults={
            "kind": one.kind,
            "area": one.area,
            "department": one.department,
            "title": one.title,
            "text": one.text,
            "facts": one.facts[:_MOST_FACTS],
            "status": "proposed",
            "made_at": now(),
            "made_by": SYSTEM.username,
            "made_by_name": SYSTEM.display_name,
        },
    )
    return new


def _alerts(actor: Actor) -> Iterator[Proposal]:
    """Alerts past their deadline, by the responsible department within each county."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    rows = alerts_of(actor).filter(close_by__lt=now(), same_as__isnull=True).exclude(status="closed")
    for row in rows.order_by("close_by", "id"):
        if row.departments:
            what = f"{row.message}（应于{shown_minute(row.close_by)}前办结）" if row.close_by else row.message
            fact = {"what": what, "path": f"/alerts/{row.pk}"}
            found[row.station_id[:6], row.departments[0]].append(fact)
    names = register.region_names()
    for (area, department), facts in sorted(found.items()):
        place = names.get(area) or area
        text = f"经核，{place}有{len(facts)}件预警已超过办结期限，请抓紧核实处理并反馈原因和完成时间。"
        yield Proposal(
            "overdue_alerts", area, department, f"关于{len(facts)}件超期预警的催办通知", text, facts
        )


def _online(actor: Actor, day: date) -> Iterator[Proposal]:
    """Counties whose assessed online rate of the last days is below the target."""
    counties: dict[str, list[rates.StationSums]] = defaultdict(list)
    for one in rates.by_station(actor, day - timedelta(days=_ONLINE_DAYS), day - timedelta(days=1)):
        counties[one.station_id[:6]].append(one)
    names, target = register.region_names(), Limits.of(register.city().limits).online_target_pct / 100
    for area, mine in sorted(counties.items()):
        share = rates.assessed_rate(rates.added(one.sums for one in mine))
        if share is None or share >= target:
            continue
        said = f"近{_ONLINE_DAYS}日考核在线率{100 * share:.2f}%，低于要求的{100 * target:.1f}%"
        place = names.get(area) or area
        yield Proposal(
            "online_low",
            area,
            "",
            f"关于{place}加油站在线率偏低的通知",
            f"{place}{said}，请督促加油站排查设备和网络并反馈整改情况。",
            [{"what": said, "path": "/connectivity"}],
        )


def _terms(actor: Actor, day: date) -> Iterator[Proposal]:
    """Rectifications without a look afterwards, and work orders without an answer, by county."""
    late: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in overdue_rectifications(actor, day):
        what = f"{row.code}：责令{row.rectify_by}前改正，未见复查"
        late["rectification", row.station_id[:6]].append({"what": what, "path": f"/inspections/{row.pk}"})
    for order in orders_of(actor).filter(status__in=OPEN, due_at__lt=now()).order_by("due_at", "id"):
        what = f"工单{order.number}：应于{shown_minute(order.due_at)}前答复"
        late["work_orders", order.area[:6]].append({"what": what, "path": f"/hotline?open={order.pk}"})
    said = {"rectification": "责令改正逾期未复查", "work_orders": "热线工单超期未答复"}
    for (kind, area), facts in sorted(late.items()):
        title = f"关于{len(facts)}件{said[kind]}的催办通知"
        text = f"有{len(facts)}件{said[kind]}，请抓紧办理并反馈。"
        yield Proposal(kind, area, "", title, text, facts)
