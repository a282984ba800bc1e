"""Tables of announced downtime: the requests, and each step that was taken with them."""

from typing import ClassVar

from django.db import models


class Request(models.Model):
    """A downtime that was asked for (停机申报).

    `device` is one of the contract's devices, or `station` for the whole of it; `devices` are the ones for
    which an approval wrote `maintenance`. `ends_at` follows an early end, `planned_ends_at` stays what was
    asked for. `late` marks what was announced after it began (补报).
    """

    station_id = models.CharField(max_length=10)
    device = models.CharField(max_length=32)
    kind = models.CharField(max_length=16)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    planned_ends_at = models.DateTimeField()
    reason = models.TextField()
    late = models.BooleanField(default=False)
    status = models.CharField(max_length=16, default="requested")
    extends = models.ForeignKey("self", models.PROTECT, null=True, related_name="extensions")
    devices = models.JSONField(default=list)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=64)
    requested_by_name = models.CharField(max_length=128)
    requested_for = models.CharField(max_length=64, blank=True, default="")
    decide_by = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_by_name = models.CharField(max_length=128, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "-starts_at"], name="downtimes_by_station"),
            models.Index(fields=["status", "decide_by"], name="downtimes_by_status"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=["requested", "approved", "rejected", "withdrawn", "revoked"]),
                name="downtime_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["planned", "power", "repair", "network", "closure"]),
                name="downtime_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="downtime_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["approved", "rejected", "revoked"])
                | models.Q(decided_at__isnull=False),
                name="downtime_decided",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["approved", "rejected", "revoked"])
                | ~models.Q(decided_by=models.F("requested_by")),
                name="downtime_two_persons",
            ),
        ]


class Step(models.Model):
    """Something that was done with a request: asked for, decided, withdrawn, ended, revoked."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="steps")
    station_id = models.CharField(max_length=10)
    at = models.DateTimeField()
    step = models.CharField(max_length=16)
    note = models.TextField(blank=True, default="")
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "at"], name="downtime_steps_by_station"),
        ]
