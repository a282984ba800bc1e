"""Sums of what was sold, kept by the worker beside the ledger: by business day, of the last days by hour."""

from typing import Any, ClassVar

from django.db import models


class DaySales(models.Model):
    """What a station sold of a product on a business day (Asia/Shanghai, by the fuelling's end).

    Equal to the sum over the current versions of the station's fuellings of kind `sale` that are no tests;
    `product` is what the nozzle stood for when the fuelling ended, empty when the register names none.
    """

    pk: Any = models.CompositePrimaryKey("station_id", "day", "product")
    station_id = models.CharField(max_length=10)
    day = models.DateField()
    product = models.TextField()
    volume_ml = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    fuellings = models.IntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="day_sales_by_day")]


class HourSales(models.Model):
    """The same of the last days by hour of the day (0 to 23): what a day is compared with while it runs."""

    pk: Any = models.CompositePrimaryKey("station_id", "day", "hour", "product")
    station_id = models.CharField(max_length=10)
    day = models.DateField()
    hour = models.SmallIntegerField()
    product = models.TextField()
    volume_ml = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    fuellings = models.IntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="hour_sales_by_day")]


class Round(models.Model):
    """The one row that says until when the sums hold: every record committed by `done_at` is in them.

    `waiting` counts the station-days that are still to be summed (a first fill, a mended register).
    """

    done_at = models.DateTimeField()
    waiting = models.IntegerField()
