"""Tables of vapour recovery: what was read, days judged, fills beside fuellings, settings, factors."""

from typing import Any, ClassVar

from django.db import models


class DayRead(models.Model):
    """How many monitor records, readings and fuellings of a station-day were there when it was judged."""

    pk: Any = models.CompositePrimaryKey("station_id", "day")
    station_id = models.CharField(max_length=10)
    day = models.DateField()
    fills = models.IntegerField()
    readings = models.IntegerField()
    fuellings = models.IntegerField()


class DayVerdict(models.Model):
    """A day of a nozzle (`nozzle:3`) or of a station (`pressure`, `concentration`), judged by an edition.

    `figures` are the fields of the stream's verdict (`detection.vapour.streams`), from which the
    next day goes on. `state` is normal, warning (标准预警), alarm (标准报警) or not_judged.
    """

    pk: Any = models.CompositePrimaryKey("station_id", "subject", "day", "edition")
    edition = models.CharField(max_length=16)
    station_id = models.CharField(max_length=10)
    subject = models.CharField(max_length=24)
    day = models.DateField()
    state = models.CharField(max_length=12)
    streak = models.IntegerField()
    counted = models.IntegerField(null=True)
    bad = models.IntegerField(null=True)
    near_s = models.FloatField(null=True)
    most_ppm = models.FloatField(null=True)
    figures = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=["normal", "warning", "alarm", "not_judged"]),
                name="vapour_state_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["day", "edition", "state"], name="vapour_verdicts_by_day"),
        ]


class SyncDay(models.Model):
    """A nozzle's day: the monitor's records beside the dispenser's fuellings; mL.

    `within` counts matched fills whose litres differ by 1 % at most, `unseen` fuellings of at least 15 L
    without a monitor record. `recovered_ml` is fuel times A/L, at most the fuel itself.
    """

    pk: Any = models.CompositePrimaryKey("station_id", "nozzle_id", "day")
    station_id = models.CharField(max_length=10)
    nozzle_id = models.SmallIntegerField()
    day = models.DateField()
    fills = models.IntegerField()
    matched = models.IntegerField()
    within = models.IntegerField()
    unseen = models.IntegerField()
    fuel_ml = models.BigIntegerField()
    monitor_ml = models.BigIntegerField()
    dispenser_ml = models.BigIntegerField()
    recovered_ml = models.BigIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="vapour_sync_by_day")]


class VapourSettings(models.Model):
    """The one row of the city's choice: the edition whose states count."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    edition = models.CharField(max_length=16, default="gb2020")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_vapour_settings"),
        ]


class EmissionFactor(models.Model):
    """Vapour that a litre of petrol drives out at refuelling, mg/L, with its bounds, from a day on.

    `recovered` is the share of it that a nozzle with A/L 1 takes back.
    """

    valid_from = models.DateField(unique=True)
    mg_l = models.FloatField()
    low_mg_l = models.FloatField()
    high_mg_l = models.FloatField()
    recovered = models.FloatField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(low_mg_l__gt=0)
                & models.Q(low_mg_l__lte=models.F("mg_l"))
                & models.Q(high_mg_l__gte=models.F("mg_l"))
                & models.Q(recovered__gt=0)
                & models.Q(recovered__lte=1),
                name="vapour_factor_sound",
            ),
        ]
