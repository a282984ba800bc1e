"""Tables of the stock book: what was measured by day, the accounts made of it, corrections, closed months."""

from typing import Any, ClassVar

from django.db import models


class BookDay(models.Model):
    """What a station's records, papers and gauges say of a product and a business day (Asia/Shanghai).

    Volumes are mL. Those of fuellings are ambient and equal to the ledger's current versions; `20` marks
    litres at 20 °C. `totalizer_ml` is what the nozzles' totals moved by. `tanks` says how many tanks hold the
    product; what the gauge says is null where it cannot say it, and for a day that is not over. `other20_ml`
    is what left the tanks for own use, transfer and custody, `shifted20_ml` moves documents to the day on
    which the gauge saw them come in (its sum over the days is 0),
    `documents_l2` the squared litres of documents, added up;
    `factor20` is the mean factor from ambient litres to litres at 20 °C.
    """

    pk: Any = models.CompositePrimaryKey("station_id", "day", "product")
    station_id = models.CharField(max_length=10)
    day = models.DateField()
    product = models.TextField()
    sales_ml = models.BigIntegerField(db_default=0)
    amount_fen = models.BigIntegerField(db_default=0)
    fuellings = models.IntegerField(db_default=0)
    test_return_ml = models.BigIntegerField(db_default=0)
    self_use_ml = models.BigIntegerField(db_default=0)
    transfer_ml = models.BigIntegerField(db_default=0)
    custody_ml = models.BigIntegerField(db_default=0)
    totalizer_ml = models.BigIntegerField(db_default=0)
    documents = models.IntegerField(db_default=0)
    documents_ml = models.BigIntegerField(db_default=0)
    documents20_ml = models.BigIntegerField(db_default=0)
    documents_l2 = models.FloatField(db_default=0.0)
    trips20_ml = models.BigIntegerField(db_default=0)
    tanks = models.SmallIntegerField(db_default=0)
    factor20 = models.FloatField(null=True)
    sales20_ml = models.BigIntegerField(null=True)
    other20_ml = models.BigIntegerField(null=True)
    gauge_in20_ml = models.BigIntegerField(null=True)
    shifted20_ml = models.BigIntegerField(db_default=0)
    opening20_ml = models.BigIntegerField(null=True)
    closing20_ml = models.BigIntegerField(null=True)
    variance_sd_ml = models.BigIntegerField(null=True)
    allowed20_ml = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="book_days_by_day")]


class Rise(models.Model):
    """An unloading that a gauge measured: litres at 20 °C (mL) with standard deviation, and its document.

    Tanks with one level are one: `tank_id` is the first of them.
    """

    station_id = models.CharField(max_length=10)
    tank_id = models.SmallIntegerField()
    product = models.TextField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    litres20_ml = models.BigIntegerField()
    sd_ml = models.BigIntegerField()
    delivery_id = models.TextField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["station_id", "tank_id", "started_at"], name="rise_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "started_at"], name="rises_by_station"),
            models.Index(fields=["started_at"], name="rises_by_time"),
        ]


class Gauging(models.Model):
    """A station-day whose gauge figures are to be worked out (again) once the day is over."""

    pk: Any = models.CompositePrimaryKey("station_id", "day")
    station_id = models.CharField(max_length=10)
    day = models.DateField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="gaugings_by_day")]


class BookRound(models.Model):
    """How far the book is, in one row: `waiting` marks, and the last day that was begun for all stations."""

    done_at = models.DateTimeField()
    waiting = models.IntegerField()
    rolled_on = models.DateField(null=True)


class AccountDay(models.Model):
    """A day of the account of a station's product family, mL at 20 °C (`detection.books.book`).

    `closing20_ml` is what the next day opens with; null figures could not be said. `moved20_ml` is the part
    of `other20_ml` that was transferred or held for others.
    """

    pk: Any = models.CompositePrimaryKey("station_id", "family", "day")
    station_id = models.CharField(max_length=10)
    family = models.CharField(max_length=4)
    day = models.DateField()
    opening20_ml = models.BigIntegerField(null=True)
    documents20_ml = models.BigIntegerField()
    shifted20_ml = models.BigIntegerField()
    entries20_ml = models.BigIntegerField()
    sales20_ml = models.BigIntegerField(null=True)
    other20_ml = models.BigIntegerField(null=True)
    moved20_ml = models.BigIntegerField()
    book20_ml = models.BigIntegerField(null=True)
    gauge20_ml = models.BigIntegerField(null=True)
    variance20_ml = models.BigIntegerField(null=True)
    closing20_ml = models.BigIntegerField(null=True)
    gauge_in20_ml = models.BigIntegerField(null=True)
    trips20_ml = models.BigIntegerField()
    allowed20_ml = models.BigIntegerField()
    documents_l2 = models.FloatField()
    tanks = models.SmallIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="account_days_by_day")]


class Entry(models.Model):
    """A correcting entry (更正分录): litres at 20 °C into (+) or out of (-) the account of a day.

    Never changed; a wrong one is taken back by another that names it. `refers_to` is a record, paper or day.
    """

    station_id = models.CharField(max_length=10)
    family = models.CharField(max_length=4)
    day = models.DateField()
    kind = models.CharField(max_length=16)
    litres20_ml = models.BigIntegerField()
    reason = models.TextField()
    refers_to = models.TextField(blank=True, default="")
    takes_back_id: int | None
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back_by")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "family", "day"], name="entries_by_account")
        ]


class MonthClose(models.Model):
    """A station's closed month (月结): who closed it and when; who reopened it and why."""

    station_id = models.CharField(max_length=10)
    period = models.CharField(max_length=7)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=64)
    closed_by_name = models.CharField(max_length=128)
    note = models.TextField(blank=True, default="")
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.CharField(max_length=64, blank=True, default="")
    reopened_by_name = models.CharField(max_length=128, blank=True, default="")
    reopen_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["station_id", "period"],
                condition=models.Q(reopened_at__isnull=True),
                name="month_closed_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["period", "station_id"], name="closes_by_period")
        ]


class ClosedLine(models.Model):
    """The figures of one product family as they stood when the month was closed; never changed."""

    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="lines")
    station_id = models.CharField(max_length=10)
    family = models.CharField(max_length=4)
    figures = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["close", "family"], name="closed_line_once")
        ]


class LossRate(models.Model):
    """Losses allowed (损耗标准), in percent of litres sold, unloaded and held for a month; versioned by day.

    The newest line in force counts; nothing is overwritten. `season` is all, winter_spring or summer_autumn.
    """

    product_class = models.CharField(max_length=8)
    region = models.CharField(max_length=1)
    season = models.CharField(max_length=16)
    retail_pct = models.FloatField()
    unloading_pct = models.FloatField()
    storage_pct = models.FloatField()
    source = models.TextField()
    confirmed = models.BooleanField()
    valid_from = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=64)
    entered_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(product_class__in=["petrol", "diesel"], region__in=["A", "B", "C"]),
                name="loss_rate_known_place",
            )
        ]
