"""Tables of connectivity: outages, days of devices, and how far they were measured."""

from typing import ClassVar

from django.db import models

CAUSES = ("power", "carrier", "supplier", "area", "station", "collector", "unknown")


class Outage(models.Model):
    """A silence of a device, from the last data before it to the first after it (null: still silent).

    `announced_s` and `platform_s` are its seconds within announced downtime and while no door was open; of a
    device `behind_s` are those behind its silent collector. `cause` is what the platform says, with `basis`,
    `corrected` what a person says instead. Litres moved while dark: `recorded_ml` by records that came
    afterwards, `uncovered_ml` by totalizers without record, `fall_l` by the tanks; `finding_id` names the
    finding of collector.offline_trading.
    """

    station_id = models.CharField(max_length=10)
    device = models.CharField(max_length=32)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    announced_s = models.BigIntegerField(default=0)
    platform_s = models.BigIntegerField(default=0)
    behind_s = models.BigIntegerField(default=0)
    cause = models.CharField(max_length=16, default="unknown")
    basis = models.JSONField(default=dict)
    corrected = models.CharField(max_length=16, blank=True, default="")
    corrected_reason = models.TextField(blank=True, default="")
    corrected_by = models.CharField(max_length=64, blank=True, default="")
    corrected_by_name = models.CharField(max_length=128, blank=True, default="")
    corrected_at = models.DateTimeField(null=True)
    recorded_ml = models.BigIntegerField(null=True)
    uncovered_ml = models.BigIntegerField(null=True)
    fall_l = models.FloatField(null=True)
    fall_sd_l = models.FloatField(null=True)
    finding_id = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["station_id", "device", "starts_at"], name="outage_begins_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
                name="outage_ends_after_start",
            ),
            models.CheckConstraint(condition=models.Q(cause__in=CAUSES), name="outage_cause_known"),
            models.CheckConstraint(
                condition=models.Q(corrected__in=("", *CAUSES)) & ~models.Q(corrected="collector"),
                name="outage_correction_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-starts_at"], name="outages_by_start"),
            models.Index(
                fields=["station_id"], condition=models.Q(ends_at__isnull=True), name="outages_open"
            ),
        ]


class OnlineDay(models.Model):
    """A business day of a device in seconds: the parts, each second in exactly one, make `service_s`.

    `device` `collector` stands for the station. `excused` are seconds of outages by causes that are not the
    station's (power, carrier, supplier, area), `down_s` the rest, `behind_s` a device's seconds behind its
    silent collector. `expected` and `received` count the day's fuellings by their numbers.
    """

    pk = models.CompositePrimaryKey("station_id", "device", "day")
    station_id = models.CharField(max_length=10)
    device = models.CharField(max_length=32)
    day = models.DateField()
    uscc = models.CharField(max_length=18)
    service_s = models.IntegerField()
    up_s = models.IntegerField()
    announced_s = models.IntegerField()
    platform_s = models.IntegerField()
    power_s = models.IntegerField()
    carrier_s = models.IntegerField()
    supplier_s = models.IntegerField()
    area_s = models.IntegerField()
    behind_s = models.IntegerField()
    down_s = models.IntegerField()
    expected = models.IntegerField(null=True)
    received = models.IntegerField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["device", "day"], name="online_days_by_day")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(
                    service_s=models.F("up_s")
                    + models.F("announced_s")
                    + models.F("platform_s")
                    + models.F("power_s")
                    + models.F("carrier_s")
                    + models.F("supplier_s")
                    + models.F("area_s")
                    + models.F("behind_s")
                    + models.F("down_s")
                ),
                name="online_day_parts_make_the_whole",
            )
        ]


class Measured(models.Model):
    """The one row that says through which moment the city was measured, and which days before are left."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    through = models.DateTimeField()
    left_from = models.DateTimeField(null=True)
    left_until = models.DateTimeField(null=True)
