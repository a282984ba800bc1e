"""An alert follows what its findings say: rises, ends, opens again, and shows the gravest of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from youjian.bureau.alerts.batch import Work
from youjian.bureau.alerts.causes import cause_of
from youjian.bureau.alerts.colours import BY_RANK, RANKS, Size, coloured
from youjian.bureau.alerts.desk import Desk
from youjian.bureau.alerts.models import Alert, AlertFinding, FindingRevision
from youjian.bureau.alerts.saying import Layout
from youjian.bureau.alerts.telling import What

TAKEN_BACK = frozenset({"superseded", "withdrawn"})
_SUPERSEDED = (
    "记录补齐，疑点已被新数据取代。",
    "Records came that complete or correct the data; the finding is superseded.",
)
_ROW = (
    "revision", "status", "rule", "subject", "station_id", "severity", "verdict", "estimate", "unit",
    "started_at", "ended_at", "detected_at",
)  # fmt: skip
_LEADING = (
    "finding_id", "revision", "rule", "subject", "station_id", "severity", "verdict", "message",
    "message_en", "estimate", "low", "high", "unit", "started_at", "ended_at", "detected_at",
)  # fmt: skip
_STANDING = ("open", "ended", "superseded", "withdrawn")
_NAMED = 3


def follow(work: Work, revision: FindingRevision, desk: Desk) -> None:
    """Take one revision of a finding of the alert. An older one than is known changes the colour at most."""
    row = work.findings[revision.finding_id]
    rank = RANKS[_coloured(revision, desk)[0]]
    if revision.revision <= row.revision:
        _worsen(work.alert, row, rank)
        work.moved = True
        return
    what = _what(work, row, revision)
    back = what == "again"
    joined = row.revision == 0
    for name in _ROW:
        setattr(row, name, getattr(revision, name))
    if work.alert.status == "closed" and _opens(work.alert, row, rank, back=back, joined=joined):
        reopen(work.alert)
        what = "again" if back else "reopened"
    _worsen(work.alert, row, rank)
    work.happened.append((what, _SUPERSEDED if what == "superseded" else _words(revision)))


def _what(work: Work, row: AlertFinding, revision: FindingRevision) -> What:
    if row.revision == 0:
        return "opened" if work.fresh and not work.happened else "joined"
    if revision.status == "open" and row.status in TAKEN_BACK:
        return "again"
    if revision.status == "superseded":
        return "superseded"
    return "ended" if revision.status != "open" and row.status == "open" else "revised"


def _opens(alert: Alert, row: AlertFinding, rank: int, *, back: bool, joined: bool) -> bool:
    """Whether a closed alert opens again: something graver, something new, or what was taken back is said.

    New is what was first said after everything that the decision had seen, by the times of the data. What
    late data merged into another alert (nobody closed it) leaves the decision to that one.
    """
    if alert.same_as_id is not None and alert.closed_by_id is None:
        return False
    new = joined and (alert.decided_on is None or row.said_at > alert.decided_on)
    return back or new or rank > alert.rank


def weighs(work: Work, revision: FindingRevision, desk: Desk) -> bool:
    """Whether a revision would open the alert again, were it closed."""
    row = work.findings[revision.finding_id]
    if revision.revision <= row.revision:
        return False
    back = revision.status == "open" and row.status in TAKEN_BACK
    return back or RANKS[_coloured(revision, desk)[0]] > work.alert.rank


def _worsen(alert: Alert, row: AlertFinding, rank: int) -> None:
    """What is said after a decision counts from then on."""
    if alert.status != "closed":
        row.worst = max(row.worst, rank)


def reopen(alert: Alert) -> None:
    """Back to the beginning: nobody has signed for it, nothing is decided."""
    alert.status, alert.outcome, alert.reason = "open", "", ""
    alert.signed_by = alert.signed_at = alert.closed_by = alert.closed_at = alert.decided_on = None
    alert.same_as = None
    alert.level = 0


@dataclass(frozen=True)
class Sight:
    """What an alert is shown by: the city's lines, the register, revisions by finding and number."""

    desk: Desk
    layout: Layout
    revisions: Mapping[tuple[str, int], FindingRevision]


def leading(rows: Iterable[AlertFinding], desk: Desk) -> AlertFinding:
    """The finding that an alert shows: one that stands before one taken back, the gravest, the earliest."""

    def order(row: AlertFinding) -> tuple[bool, int, datetime, str]:
        rank = RANKS[coloured(desk.colours, _size(row))[0]]
        return row.status in TAKEN_BACK, -rank, row.said_at, row.finding_id

    return min(rows, key=order)


def show(work: Work, sight: Sight) -> None:
    """Bring the alert's own columns up to date with its findings.

    The colour is the worst that was said since a person last decided; it rises by itself and falls by a
    decision only, so that whoever was told of a red alert finds a red one.
    """
    alert, rows = work.alert, list(work.findings.values())
    lead = leading(rows, sight.desk)
    revision = sight.revisions[lead.finding_id, lead.revision]
    for name in _LEADING:
        setattr(alert, name, getattr(revision, name))
    alert.cause = cause_of(lead.rule)
    alert.finding_status = min((row.status for row in rows), key=_STANDING.index)
    alert.measured_at = max(_measured(row) for row in rows)
    alert.device, alert.device_en = _about(sight.layout, lead, rows)
    rank = max(row.worst for row in rows)
    if alert.status != "closed" and rank > 0:
        alert.rank, alert.colour = rank, BY_RANK[rank]
        alert.basis = _coloured(revision, sight.desk)[1]


def _about(registered: Layout, lead: AlertFinding, rows: Iterable[AlertFinding]) -> tuple[str, str]:
    """Every device that still has something said of it, the leading one first; of many the first three."""
    standing = sorted((row for row in rows if row.status not in TAKEN_BACK), key=lambda row: row.said_at)
    said = list(dict.fromkeys(device_words(registered, row) for row in (lead, *standing)))
    zh, en = zip(*said[:_NAMED], strict=True)
    more = len(said) - len(zh)
    return (
        "、".join(zh) + (f"等{len(said)}处" if more else ""),
        ", ".join(en) + (f" and {more} more" if more else ""),
    )


def _measured(row: AlertFinding) -> datetime:
    """The newest record behind a finding."""
    return min(row.ended_at or row.detected_at, row.detected_at)


def _coloured(revision: FindingRevision, desk: Desk) -> tuple[str, str]:
    return coloured(desk.colours, _size(revision))


def _size(said: FindingRevision | AlertFinding) -> Size:
    return Size(
        said.rule,
        said.severity,
        said.verdict,
        said.estimate,
        said.unit,
        said.started_at,
        said.detected_at,
        said.ended_at,
    )


def _words(revision: FindingRevision) -> tuple[str, str]:
    return revision.message, revision.message_en


def device_words(registered: Layout, row: AlertFinding) -> tuple[str, str]:
    """What a finding is about, by the register as it was when it began."""
    kind, _, number = row.subject.partition(":")
    zh, en = _KINDS.get(kind, (row.subject, row.subject))
    if not number:
        return zh, en
    parts = registered.parts(row.station_id, row.subject, row.started_at)
    tank = next((part.partition(":")[2] for part in parts if part.startswith("tank:")), "")
    if kind == "nozzle" and tank:
        return f"{number}号{zh}（{tank}号油罐）", f"{en} {number} (tank {tank})"
    return f"{number}号{zh}", f"{en} {number}"


_KINDS = {
    "station": ("全站", "the whole station"),
    "collector": ("采集终端", "collector"),
    "vapour": ("油气监测", "vapour monitor"),
    "dispenser": ("加油机", "dispenser"),
    "nozzle": ("加油枪", "nozzle"),
    "tank": ("油罐", "tank"),
}
