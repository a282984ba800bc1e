"""Tables of the hotlines' work orders."""

from typing import ClassVar

from django.db import models

HOTLINES = ("12345", "12315", "other")
STATES = ("received", "handling", "replied", "closed", "returned")


class WorkOrder(models.Model):
    """A work order as the hotline sent it. `area` is the station's id, or the region's code.

    `reporter_id` and `lead_id` are numbers of the app `cases`.
    """

    hotline = models.CharField(max_length=8)
    number = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    text = models.TextField()
    area = models.CharField(max_length=10)
    station_id = models.CharField(max_length=10, null=True)
    nozzle_id = models.SmallIntegerField(null=True)
    place = models.CharField(max_length=200, blank=True, default="")
    reporter_id = models.BigIntegerField(null=True)
    lead_id = models.BigIntegerField(null=True)
    status = models.CharField(max_length=10)
    reply = models.TextField(blank=True, default="")
    replied_at = models.DateTimeField(null=True)
    upload_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["hotline", "number"], name="hotline_order_once"),
            models.CheckConstraint(condition=models.Q(hotline__in=HOTLINES), name="hotline_known"),
            models.CheckConstraint(condition=models.Q(status__in=STATES), name="hotline_order_state"),
            models.CheckConstraint(
                condition=models.Q(station_id__isnull=True) | models.Q(area=models.F("station_id")),
                name="hotline_order_area",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "due_at"], name="hotline_order_due"),
        ]


class WorkOrderStep(models.Model):
    """Something that was done with a work order; never changed."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="steps")
    order_id: int
    area = models.CharField(max_length=10)
    step = models.CharField(max_length=10)
    note = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
