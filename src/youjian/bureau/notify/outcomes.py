"""What became of messages on their way out: how many deliveries over channels went, wait, were given up."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db.models import Count, Q

from youjian.bureau.notify.models import WAITING, Delivery

_GONE = {"dead": "dead", "cancelled": "cancelled"} | dict.fromkeys(WAITING, "waiting")


def outcomes(beginnings: Sequence[str]) -> dict[str, Counter[str]]:
    """By how a message's source begins: its deliveries beyond the console as `carried`, `waiting`, `dead`."""
    made: dict[str, Counter[str]] = defaultdict(Counter)
    wanted = Q(pk__in=[])
    for one in beginnings:
        wanted |= Q(message__source__startswith=one)
    found = Delivery.objects.filter(wanted, channel__isnull=False).values("message__source", "state")
    for row in found.annotate(n=Count("pk")).order_by():
        name = next(one for one in beginnings if row["message__source"].startswith(one))
        made[name][_GONE.get(row["state"], "carried")] += row["n"]
    return made
