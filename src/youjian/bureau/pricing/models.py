"""Tables of prices: the notices of highest retail prices, and the prices seen by day."""

from typing import Any, ClassVar

from django.db import models


class PriceNotice(models.Model):
    """A notice of highest retail prices (最高零售价公告) as it was published.

    What it says stands in the register's `price_caps` from `effective_from` on; `prices` are its fen per
    litre by product. `content` is the notice itself where it was given.
    """

    notice_no = models.CharField(max_length=64)
    issued_by = models.CharField(max_length=128)
    issued_on = models.DateField(null=True)
    region_code = models.CharField(max_length=12)
    effective_from = models.DateTimeField()
    prices = models.JSONField(default=dict)
    filename = models.CharField(max_length=200, blank=True, default="")
    media_type = models.CharField(max_length=32, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    content = models.BinaryField(null=True)
    entered_at = models.DateTimeField()
    entered_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["notice_no", "region_code"], name="price_notice_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-effective_from"], name="price_notices_by_time"),
        ]


class PriceSettings(models.Model):
    """The one row of what the office has set of odd prices (`detection.books.price_odd.OddLimits`)."""

    limits = models.JSONField(default=dict)


class DayPrice(models.Model):
    """The prices of a product's sales at a station on a business day, fen per litre.

    Kept with the sums of sales. `changes` counts how often a nozzle's price was another than at its fuelling
    before, that day; `changed_at` is the last time.
    """

    pk: Any = models.CompositePrimaryKey("station_id", "day", "product")
    station_id = models.CharField(max_length=10)
    day = models.DateField()
    product = models.TextField()
    low_fen = models.IntegerField()
    median_fen = models.IntegerField()
    high_fen = models.IntegerField()
    volume_ml = models.BigIntegerField()
    fuellings = models.IntegerField()
    changes = models.IntegerField()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="day_prices_by_day")]
