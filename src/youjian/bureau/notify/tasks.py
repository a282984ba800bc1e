"""Telling people is done by threads of the worker (`postman`); nights clear up behind them."""

from datetime import timedelta

from procrastinate.contrib.django import app

from youjian.bureau.notify.models import Attempt, Delivery, Message
from youjian.bureau.scope import scoped
from youjian.bureau.times import now

KEEP = timedelta(days=400)
_MOST = 20_000


@app.periodic(cron="37 20 * * *")
@app.task(name="notify.forget_old", queueing_lock="notify.forget_old")
def forget_old(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells the time
    """Delete notices that are older than a year and a month, with what was tried."""
    with scoped():
        old = Message.objects.filter(made_at__lt=now() - KEEP).order_by("made_at")
        ids = list(old.values_list("id", flat=True)[:_MOST])
        gone = Delivery.objects.filter(message_id__in=ids)
        Attempt.objects.filter(delivery__in=gone).delete()
        gone.filter(of__isnull=False).delete()
        Delivery.objects.filter(message_id__in=ids).delete()
        Message.objects.filter(id__in=ids).delete()
