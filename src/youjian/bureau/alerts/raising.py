"""Findings become alerts: one alert for each cause, following what all its findings say."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.alerts import batch as batches
from youjian.bureau.alerts import wider
from youjian.bureau.alerts.batch import Batch, Span, Work
from youjian.bureau.alerts.catching_up import Key, Standstill, gap_until_now, mark, mark_wider, spans_of
from youjian.bureau.alerts.causes import STORM
from youjian.bureau.alerts.colours import colour_of as colour_of  # noqa: PLC0414 - others ask for it here
from youjian.bureau.alerts.deadlines import due, line_for
from youjian.bureau.alerts.desk import Desk, desk
from youjian.bureau.alerts.following import Sight, follow, leading, show, weighs
from youjian.bureau.alerts.models import AlertFinding, FindingRevision
from youjian.bureau.alerts.routing import Offices, Place, departments_of, offices, places
from youjian.bureau.alerts.saying import layout
from youjian.bureau.alerts.settling import settle
from youjian.bureau.alerts.telling import note, tell
from youjian.bureau.calendar.selectors import Calendar, calendar
from youjian.bureau.journal import services as journal
from youjian.bureau.rules.selectors import switched_off
from youjian.bureau.times import now

_BATCH = 500
_MERGED = ("迟到的数据表明与另一预警同一原因，已并入。", "Late data show the cause of another alert; merged.")


def raise_alerts(standstill: Standstill = gap_until_now) -> int:
    """Take queued revisions and bring their alerts up to date; returns how many were taken.

    `standstill` gives the span in which the watch stood still, by a moment that was judged late.

    Runs in the caller's transaction (scope `*`): alerts, their events and the emptied queue commit
    together, so a revision is neither lost nor told twice.
    """
    taken, late = _take()
    revisions = _in_force(taken)
    if revisions:
        _raise(revisions, spans_of(revisions, late, standstill))
    return len(taken)


def _raise(revisions: Sequence[FindingRevision], late: Mapping[Key, Span]) -> None:
    rules = desk()
    batch = batches.lock(revisions)
    settle(batch, revisions)
    home = {key: work for work in batch.works for key in work.findings}
    for revision in revisions:
        work = home[revision.finding_id] = _heir(batch, home[revision.finding_id], revision, rules)
        follow(work, revision, rules)
    mark([(home[revision.finding_id], revision) for revision in revisions], late)
    touched = [work for work in batch.works if work.findings and (work.happened or work.moved)]
    _show(touched, rules)
    _keep(touched)
    raised = wider.gather(batch, touched, rules)
    mark_wider(raised, touched)
    _show_wider(raised, rules)
    moved = [work for work in batch.works if work.moved and work not in raised]
    _keep([*raised, *moved])
    for work in [*raised, *dict.fromkeys([*touched, *moved])]:
        _tell(work)
    _empty(batch)


def _heir(batch: Batch, work: Work, revision: FindingRevision, rules: Desk) -> Work:
    """Whose revision it is: what would open a duplicate again goes to the alert that it repeats."""
    taker = batch.repeated(work)
    if taker is None or not weighs(work, revision, rules):
        return work
    batch.hand_over(revision.finding_id, work, taker)
    return taker


def _show_wider(raised: Sequence[Work], rules: Desk) -> None:
    """Departments and deadlines of wider alerts; the rest they have from what lies below them."""
    staffed, days = offices(), calendar()
    for work in raised:
        _route(work, rules, staffed, {})
        _set_deadlines(work, rules, days)
        opened = (work.alert.message, work.alert.message_en)
        work.happened = [(w, opened if w == "opened" else words) for w, words in work.happened]


def _show(touched: Sequence[Work], rules: Desk) -> None:
    """Bring the touched alerts' columns, departments and deadlines up to date."""
    stations = sorted({row.station_id for work in touched for row in work.findings.values()})
    sight = Sight(rules, layout(stations), _revisions(touched, rules))
    where, staffed, days = places(stations), offices(), calendar()
    for work in touched:
        before = work.alert.rank
        show(work, sight)
        begun = {"opened", "reopened", "again"} & {what for what, _ in work.happened}
        if not begun and not work.fresh and work.alert.rank > before:
            work.happened.append(("rose", (work.alert.message, work.alert.message_en)))
        _route(work, rules, staffed, where)
        _set_deadlines(work, rules, days)
        _wake(work)


def _revisions(touched: Iterable[Work], rules: Desk) -> dict[tuple[str, int], FindingRevision]:
    """What the leading findings say, read with one statement."""
    wanted = {leading(work.findings.values(), rules).finding_id for work in touched}
    rows = FindingRevision.objects.filter(finding_id__in=wanted).defer("evidence")
    return {(row.finding_id, row.revision): row for row in rows}


def _route(work: Work, rules: Desk, staffed: Offices, where: dict[str, Place]) -> None:
    alert = work.alert
    place = where.get(alert.station_id) or Place(alert.station_id)
    cause = alert.subject.partition(":")[2] if alert.cause == STORM else alert.cause
    alert.departments = departments_of(rules.routes, staffed, cause or alert.cause, alert.rule, place)


def _set_deadlines(work: Work, rules: Desk, days: Calendar) -> None:
    """The deadlines of what is new or graver run from now; they are never put off by what the data say."""
    kinds = {what for what, _ in work.happened}
    line = line_for(rules.deadlines, work.alert.colour, work.alert.cause)
    if line is None or not kinds & {"opened", "rose", "reopened", "again"}:
        return
    alert, wanted = work.alert, due(line, now(), days)
    anew = kinds & {"opened", "reopened", "again"}
    alert.sign_by = wanted.sign_by if anew or not alert.sign_by else min(alert.sign_by, wanted.sign_by)
    alert.close_by = wanted.close_by if anew or not alert.close_by else min(alert.close_by, wanted.close_by)


def _wake(work: Work) -> None:
    """What was put off comes back when it gets graver or something new joins."""
    kinds = {what for what, _ in work.happened}
    if work.alert.snoozed_until and kinds & {"joined", "rose", "reopened", "again"}:
        work.alert.snoozed_until = None
        work.happened.append(
            ("woken", ("出现新的疑点或程度加重，暂缓结束。", "Something new or graver came."))
        )


def _keep(touched: Sequence[Work]) -> None:
    """Write alerts and their findings; a new alert before what points at it."""
    for work in sorted(touched, key=lambda work: work.alert.parent is not None):
        work.alert.parent, work.alert.storm = work.alert.parent, work.alert.storm
        work.alert.version += 1
        fresh = work.fresh
        work.alert.save()
        for row in work.findings.values():
            row.alert = work.alert
        if fresh:
            _journal(work)
    rows = [row for work in touched for row in work.findings.values()]
    AlertFinding.objects.bulk_create([row for row in rows if row.pk is None])
    AlertFinding.objects.bulk_update([row for row in rows if row.pk is not None], _COLUMNS, batch_size=500)


_COLUMNS = [
    "alert", "revision", "status", "severity", "verdict", "estimate", "unit", "started_at", "ended_at",
    "detected_at", "said_at", "worst",
]  # fmt: skip


def _journal(work: Work) -> None:
    alert = work.alert
    after = {"finding_id": alert.finding_id, "rule": alert.rule, "cause": alert.cause, "colour": alert.colour}
    journal.record(SYSTEM, "alert.raise", f"alert:{alert.pk}", station_id=alert.station_id, after=after)


def _tell(work: Work) -> None:
    """Every point on the timeline, and one event for all of them."""
    for what, words in work.happened:
        note(work.alert, what, words)
    if work.what is not None:
        tell(work.alert, work.what, work.caught_up)


def _empty(batch: Batch) -> None:
    """An alert whose findings all turned out to be of another cause is closed and points at that one."""
    for work in batch.works:
        if work.findings or not work.emptied_into or work.alert.status == "closed":
            continue
        alert = work.alert
        alert.status, alert.outcome, alert.reason = "closed", "duplicate", _MERGED[0]
        alert.closed_at, alert.decided_on = now(), alert.detected_at
        alert.same_as = work.emptied_into
        alert.version += 1
        alert.save()
        note(alert, "closed", _MERGED)
        tell(alert, "closed")


def _in_force(taken: Sequence[FindingRevision]) -> list[FindingRevision]:
    """What may raise or change an alert: what a switched-off rule says waits, unless it ends what is told."""
    off = switched_off({revision.station_id for revision in taken}, now()) if taken else set()
    if not off:
        return list(taken)
    silent = {r.finding_id for r in taken if (r.rule, r.station_id) in off}
    told = set(AlertFinding.objects.filter(finding_id__in=silent).values_list("finding_id", flat=True))
    return [
        revision
        for revision in taken
        if revision.finding_id not in silent or (revision.finding_id in told and revision.status != "open")
    ]


def _take() -> tuple[list[FindingRevision], set[Key]]:
    """The next revisions in the order of their detection, and which of them were judged late."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM finding_queue WHERE (finding_id, revision) IN (
                SELECT q.finding_id, q.revision FROM finding_queue AS q
                JOIN findings AS f USING (finding_id, revision)
                ORDER BY f.detected_at, q.finding_id, q.revision LIMIT %s
            )
            RETURNING finding_id, revision, caught_up
            """,
            [_BATCH],
        )
        taken = {(finding_id, revision): late for finding_id, revision, late in cursor.fetchall()}
    rows = FindingRevision.objects.filter(finding_id__in={finding_id for finding_id, _ in taken})
    ordered = rows.defer("evidence").order_by("detected_at", "finding_id", "revision")
    listed = [row for row in ordered if (row.finding_id, row.revision) in taken]
    return listed, {key for key, late in taken.items() if late}
