"""Alerts found when the watch caught up after a standstill (补判): marked with its span, told as one."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from youjian.bureau.alerts.batch import Span, Work
from youjian.bureau.alerts.models import FindingRevision
from youjian.bureau.times import now

Key = tuple[str, int]
"""A finding's id and the number of its revision."""
Standstill = Callable[[datetime], Span]
_BEGUN = {"opened", "reopened", "again"}


def gap_until_now(moment: datetime) -> Span:
    """The standstill where nobody knows more of it: from the moment that was judged late until now."""
    return moment, now()


def spans_of(
    revisions: Iterable[FindingRevision], late: Collection[Key], standstill: Standstill
) -> dict[Key, Span]:
    """The standstill behind each revision that was judged late; each moment is asked for once."""
    listed = [r for r in revisions if (r.finding_id, r.revision) in late]
    spans = {moment: standstill(moment) for moment in {r.detected_at for r in listed}}
    return {(r.finding_id, r.revision): spans[r.detected_at] for r in listed}


def mark(followed: Sequence[tuple[Work, FindingRevision]], late: Mapping[Key, Span]) -> None:
    """Mark what only late judgements tell of; what was said in time as well is no catching up."""
    for work in dict.fromkeys(work for work, _ in followed):
        keys = [(r.finding_id, r.revision) for one, r in followed if one is work]
        work.caught_up = _joined([late[key] for key in keys if key in late], len(keys))
        if _BEGUN & {what for what, _ in work.happened}:
            _write(work)


def mark_wider(raised: Iterable[Work], touched: Sequence[Work]) -> None:
    """A wider alert was found late when all that lies below it now was."""
    for wide in raised:
        below = [work for work in touched if wide.alert in (work.alert.parent, work.alert.storm)]
        wide.caught_up = _joined([work.caught_up for work in below if work.caught_up], len(below))
        if wide.fresh:
            _write(wide)


def _joined(spans: Sequence[Span], of: int) -> Span | None:
    if not spans or len(spans) < of:
        return None
    return min(begin for begin, _ in spans), max(end for _, end in spans)


def _write(work: Work) -> None:
    work.alert.caught_from, work.alert.caught_until = work.caught_up or (None, None)
