"""Tables of the public page."""

from typing import ClassVar

from django.db import models


class PublicCode(models.Model):
    """The unguessable code of a dispenser; of a dispenser one stands at a time, the others are revoked."""

    code = models.CharField(max_length=24, primary_key=True)
    station_id = models.CharField(max_length=10)
    dispenser_id = models.SmallIntegerField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_name = models.CharField(max_length=128, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["station_id", "dispenser_id"],
                condition=models.Q(revoked_at__isnull=True),
                name="publicity_one_code_stands",
            ),
        ]


class Knock(models.Model):
    """A complaint that came, for counting alone: by whom as a digest that nobody can turn back."""

    visitor = models.CharField(max_length=32)
    station_id = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["visitor", "at"], name="publicity_by_visitor"),
            models.Index(fields=["station_id", "at"], name="publicity_by_station"),
        ]
