"""How the watch keeps up. It is the same for every actor: it names no station."""

from datetime import datetime, timedelta

from django.conf import settings

from youjian.bureau.times import now as present
from youjian.bureau.watch.contracts import Lag, TickOut, WatchOut
from youjian.bureau.watch.models import Watch

_SHOWN = 36
_RECENTLY = timedelta(hours=24)


def lag(now: datetime | None = None) -> Lag:
    """How far the watch is behind, by its last tick that is done."""
    moment = now or present()
    last = Watch.objects.filter(finished_at__isnull=False).order_by("-tick").first()
    if last is None or last.finished_at is None:
        return Lag(None, 0.0, 0.0, 0.0, 0, 0, 0, 0)
    due = last.tick + settings.WATCH_EVERY
    return Lag(
        tick=last.tick,
        behind_s=max(0.0, (moment - due).total_seconds()),
        lag_s=(last.finished_at - last.tick).total_seconds(),
        duration_s=(last.finished_at - last.started_at).total_seconds(),
        stations=last.judged + last.skipped + last.failed,
        skipped=last.skipped,
        failures=last.failed,
        caught_up=Watch.objects.filter(caught_up=True, tick__gte=moment - _RECENTLY).count(),
    )


def standstill(moment: datetime) -> tuple[datetime, datetime]:
    """From when until when the watch stood still, by a moment that was judged late.

    It begins with the last tick before it that was judged in time and ends with the first one after it; while
    it is still catching up, it ends now.
    """
    in_time = Watch.objects.filter(caught_up=False)
    before = in_time.filter(tick__lt=moment).order_by("-tick").first()
    after = in_time.filter(tick__gt=moment).order_by("tick").first()
    return (before.tick if before else moment), (after.started_at if after else present())


def watch() -> WatchOut:
    """The same for the console, with the last ticks."""
    last = lag()
    return WatchOut(
        interval_s=int(settings.WATCH_EVERY.total_seconds()),
        ticks=[_tick(row) for row in Watch.objects.order_by("-tick")[:_SHOWN]],
        **vars(last),
    )


def _tick(row: Watch) -> TickOut:
    done = row.finished_at
    return TickOut(
        tick=row.tick,
        started_at=row.started_at,
        finished_at=done,
        lag_s=None if done is None else (done - row.tick).total_seconds(),
        judged=row.judged,
        skipped=row.skipped,
        failed=row.failed,
        revisions=row.revisions,
        passed_over=row.passed_over,
        caught_up=row.caught_up,
    )
