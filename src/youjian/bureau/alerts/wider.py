"""Wider alerts: an outage of a county above its stations' alerts, a storm under which many are told once."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import F, Max

from youjian.bureau.alerts.areas import Outage, outages
from youjian.bureau.alerts.batch import OFFLINE, Batch, Work
from youjian.bureau.alerts.causes import AREA, STORM, cause_words
from youjian.bureau.alerts.colours import BY_RANK
from youjian.bureau.alerts.desk import Desk
from youjian.bureau.alerts.models import Alert, AlertFinding
from youjian.bureau.alerts.storms import Head, Key, fingerprint, key_of, storm_of
from youjian.bureau.alerts.telling import note, tell
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import City, Station
from youjian.bureau.times import now
from youjian.contract.fields import SHANGHAI

WIDE = (AREA, STORM)


def gather(batch: Batch, touched: Sequence[Work], rules: Desk) -> list[Work]:
    """Put what was touched under wider alerts; returns those that were raised or changed, not yet written."""
    return _areas(batch, touched, rules) + _storms(batch, touched, rules)


def _areas(batch: Batch, touched: Sequence[Work], rules: Desk) -> list[Work]:
    rows = [row for work in touched for row in work.findings.values() if row.rule == OFFLINE]
    changed: list[Work] = []
    for region in sorted({row.station_id[:6] for row in rows}) if rules.areas else ():
        homes = _dark(batch, region)
        of = Station.objects.filter(station_id__startswith=region, status="operating").count()
        silences = [homes[key].findings[key] for key in homes]
        for outage in outages(region, silences, rules.areas[0], of):
            children = {id(homes[row.finding_id]): homes[row.finding_id] for row in outage.silences}
            changed.append(_under(batch, outage, list(children.values()), of))
    return changed


def _dark(batch: Batch, region: str) -> dict[str, Work]:
    """What says that stations of a county are dark, with its alert."""
    return {
        row.finding_id: work
        for work in batch.works
        if work.alert.status != "closed" and work.alert.station_id.startswith(region)
        for row in work.findings.values()
        if row.rule == OFFLINE
    }


def _under(batch: Batch, outage: Outage, children: Sequence[Work], of: int) -> Work:
    parents = {child.alert.parent_id for child in children if child.alert.parent_id}
    areas = (work for work in batch.works if work.alert.cause == AREA)
    known = [w for w in areas if w.alert.fingerprint == outage.fingerprint or w.alert.pk in parents]
    parent = known[0] if known else _raised(batch, outage.fingerprint, AREA, outage.region)
    parent.alert.fingerprint = parent.alert.finding_id = outage.fingerprint
    _show_outage(parent, outage, children, of)
    for child in children:
        if child.alert.parent is not parent.alert:
            child.alert.parent, child.moved = parent.alert, True
            if not parent.fresh:
                parent.happened.append(("joined", (child.alert.message, child.alert.message_en)))
    return parent


def _show_outage(parent: Work, outage: Outage, children: Sequence[Work], of: int) -> None:
    """The wider alert lasts until the last of its stations is back."""
    alert, rows, number = parent.alert, outage.silences, len(outage.stations)
    over = all(row.ended_at is not None for row in rows)
    if over and alert.finding_status == "open" and not parent.fresh:
        parent.happened.append(("ended", ("各站均已恢复。", "All stations are back.")))
    alert.finding_status = "ended" if over else "open"
    alert.started_at = min(row.started_at for row in rows)
    alert.ended_at = max((row.ended_at for row in rows if row.ended_at), default=None) if over else None
    alert.detected_at = max(row.detected_at for row in rows)
    alert.measured_at = max(child.alert.measured_at for child in children)
    alert.estimate, alert.low, alert.high = float(number), float(number), float(number)
    _colour(alert, (child.alert.rank for child in children))
    since = alert.started_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
    name = _region_name(outage.region)
    alert.message = f"{name}{number}座加油站（共{of}座）的采集终端自{since}起相继中断。"
    alert.message_en = f"{number} of {of} stations of {name} fell silent one after the other from {since} on."


def _storms(batch: Batch, touched: Sequence[Work], rules: Desk) -> list[Work]:
    fresh = [work for work in touched if work.what == "opened" and work.alert.parent is None]
    if not fresh or not rules.storms:
        return []
    mine = {work.alert.fingerprint: work for work in fresh}
    heads = _heads(fresh, max(line.minutes for line in rules.storms))
    changed: dict[int, Work] = {}
    for head in heads:
        line = storm_of(rules.storms, heads, head) if head.finding_id in mine else None
        if line is not None:
            storm = _storm(batch, key_of(line, head), head, line.minutes)
            _add_to_storm(storm, mine[head.finding_id], head)
            changed[id(storm)] = storm
    return list(changed.values())


def _heads(fresh: Sequence[Work], minutes: int) -> list[Head]:
    """The causes of the time about the new ones, in their order."""
    said = [work.findings[work.alert.fingerprint].said_at for work in fresh]
    rows = AlertFinding.objects.filter(
        finding_id=F("alert__fingerprint"),
        said_at__gte=min(said) - timedelta(minutes=minutes),
        said_at__lte=max(said),
        alert__parent__isnull=True,
    )
    listed = rows.values_list("said_at", "finding_id", "station_id", "alert__cause")
    return sorted(Head(at, key, station[:6], cause) for at, key, station, cause in listed)


def _storm(batch: Batch, key: Key, head: Head, minutes: int) -> Work:
    """The storm that goes on, else a new one."""
    region = key.region or _city()
    since = head.said_at - timedelta(minutes=minutes)
    for work in batch.works:
        alert = work.alert
        same = (alert.cause, alert.station_id, alert.subject) == (STORM, region, key.subject)
        if same and alert.status != "closed" and alert.detected_at >= since:
            return work
    storm = _raised(batch, fingerprint(key, head), STORM, region)
    storm.alert.subject = key.subject
    storm.alert.started_at = storm.alert.detected_at = storm.alert.measured_at = head.said_at
    return storm


def _add_to_storm(storm: Work, child: Work, head: Head) -> None:
    child.alert.storm, child.moved = storm.alert, True
    alert = storm.alert
    number = int(alert.estimate or 0) + 1
    alert.estimate = float(number)
    alert.detected_at = max(alert.detected_at, head.said_at)
    alert.measured_at = max(alert.measured_at, child.alert.measured_at)
    _colour(alert, (alert.rank, child.alert.rank))
    words = cause_words(alert.subject.partition(":")[2]) if ":" in alert.subject else ("", "")
    name = _region_name(alert.station_id)
    alert.message = (
        f"{name}短时间内预警集中（{words[0] or '各类原因'}），其后{number}条合并告知，各条仍单独处置。"
    )
    alert.message_en = (
        f"Storm of alerts in {name} ({words[1] or 'all causes'}): {number} further ones told as one."
    )
    if not storm.fresh:
        storm.happened.append(("revised", (alert.message, alert.message_en)))


def _raised(batch: Batch, fingerprint: str, cause: str, region: str) -> Work:
    """A wider alert, raised now; its station id is the region's code."""
    alert = Alert(
        fingerprint=fingerprint,
        finding_id=fingerprint,
        revision=1,
        finding_status="open",
        station_id=region,
        rule="",
        subject="station",
        severity="warning",
        verdict="discrepancy",
        cause=cause,
        unit="count",
        status="open",
        opened_at=now(),
        rank=1,
        colour="blue",
    )
    work = Work(alert)
    work.happened.append(("opened", ("", "")))
    batch.works.append(work)
    return work


def _colour(alert: Alert, ranks: Iterable[int]) -> None:
    alert.rank = max([alert.rank, *ranks])
    alert.colour = BY_RANK[alert.rank]


def _region_name(code: str) -> str:
    return register.region_names().get(code) or code


def _city() -> str:
    city = City.objects.first()
    return city.code if city else ""


def end_storms(minutes: int) -> int:
    """Close the storms in which nothing new came for so long; returns how many."""
    quiet = now() - timedelta(minutes=minutes)
    storms = (
        Alert.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(cause=STORM)
        .exclude(status="closed")
    )
    listed = list(storms.order_by("id"))
    below = Alert.objects.filter(storm_id__in=[storm.pk for storm in listed]).values_list("storm_id")
    newest = dict(below.annotate(newest=Max("opened_at")))
    over = [storm for storm in listed if newest.get(storm.pk, storm.opened_at) < quiet]
    for storm in over:
        storm.status, storm.outcome, storm.reason = (
            "closed",
            "explained",
            "集中产生已结束，各条预警单独处置。",
        )
        storm.finding_status, storm.closed_at, storm.ended_at = "ended", now(), storm.detected_at
        storm.version += 1
        storm.save()
        note(storm, "closed", (storm.reason, "The storm is over; every alert is handled for itself."))
        tell(storm, "closed")
    return len(over)
