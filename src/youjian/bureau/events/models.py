"""Events for the console: written without a number by whoever causes them, numbered by the one publisher."""

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """Something that a console wants to know at once.

    `number` is null until the publisher has seen the row committed; `source` keeps one cause from
    becoming two events.
    """

    number = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=32)
    station_id = models.CharField(max_length=10)
    at = models.DateTimeField()
    payload = models.JSONField()
    source = models.CharField(max_length=96, null=True, unique=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="events_unnumbered", condition=models.Q(number__isnull=True)),
        ]
