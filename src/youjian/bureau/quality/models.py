"""Tables of fuel quality: limits, sampling plans and what they chose, samples, custody, reports, steps."""

from typing import ClassVar

from django.db import models


class PropertyLimit(models.Model):
    """What a property of a fuel has to lie within, from a day on (both ends allowed).

    `fuel` is a product's code, or `petrol` or `diesel` for all of a kind; the product's own line goes before
    the kind's, one of a `season` (`summer`, `winter`) before one of the whole year.
    """

    fuel = models.CharField(max_length=8)
    code = models.CharField(max_length=32)
    low = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    season = models.CharField(max_length=8, blank=True, default="")
    standard = models.CharField(max_length=64)
    valid_from = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["fuel", "code", "season", "valid_from"], name="quality_limit_once"
            ),
            models.CheckConstraint(
                condition=models.Q(low__isnull=False) | models.Q(high__isnull=False),
                name="quality_limit_says_something",
            ),
            models.CheckConstraint(
                condition=models.Q(season__in=["", "summer", "winter"]), name="quality_limit_season"
            ),
        ]


class SamplingPlan(models.Model):
    """Which stations are sampled in a time, and how they were chosen: by lot, by risk, or by name.

    The same `seed` over the same register draws the same stations.
    """

    name = models.CharField(max_length=64)
    method = models.CharField(max_length=8)
    seed = models.BigIntegerField(null=True)
    products = models.JSONField()
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(method__in=["random", "risk", "named"]), name="quality_plan_method"
            ),
        ]


class PlanItem(models.Model):
    """A station's product that a plan chose, and why; `risk` is what it was ordered by."""

    plan = models.ForeignKey(SamplingPlan, models.PROTECT, related_name="items")
    plan_id: int
    station_id = models.CharField(max_length=10)
    product = models.CharField(max_length=4)
    why = models.JSONField(default=list)
    risk = models.FloatField(default=0.0)
    done = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "station_id", "product"], name="quality_item_once"),
        ]


class Sample(models.Model):
    """Fuel taken at a station: when, by whom, with whom of the station, under which seals.

    `number` is the sample's own; `kept_seal_no` seals the part that is kept for a retest.
    """

    number = models.CharField(max_length=64, unique=True)
    station_id = models.CharField(max_length=10)
    item = models.ForeignKey(PlanItem, models.PROTECT, null=True)
    item_id: int | None
    tank_id = models.SmallIntegerField(null=True)
    nozzle_id = models.SmallIntegerField(null=True)
    product = models.CharField(max_length=4)
    taken_at = models.DateTimeField()
    taken_by_name = models.CharField(max_length=128)
    witness_name = models.CharField(max_length=128)
    seal_no = models.CharField(max_length=64)
    kept_seal_no = models.CharField(max_length=64, blank=True, default="")
    note = models.TextField(blank=True, default="")
    status = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=["taken", "sent", "passed", "failed", "retest", "closed"]),
                name="quality_sample_state",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "-taken_at"], name="quality_by_station"),
        ]


class SampleStep(models.Model):
    """Something that was done with a sample: handed on, received, opened; or asked, told, mended, closed.

    Steps are never changed. `seal_intact` is whether the seal was whole when it changed hands.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="steps")
    sample_id: int
    station_id = models.CharField(max_length=10)
    step = models.CharField(max_length=16)
    at = models.DateTimeField()
    who_name = models.CharField(max_length=128)
    seal_intact = models.BooleanField(null=True)
    note = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)


class LabReport(models.Model):
    """A laboratory's report on a sample; `judged` holds each value beside the limit of that day.

    Values are decimal text, as the laboratory wrote them.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="reports")
    sample_id: int
    station_id = models.CharField(max_length=10)
    report_no = models.CharField(max_length=64)
    lab_name = models.CharField(max_length=128)
    tested_on = models.DateField()
    retest = models.BooleanField(default=False)
    judged = models.JSONField()
    result = models.CharField(max_length=8)
    note = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lab_name", "report_no"], name="quality_report_once"),
            models.CheckConstraint(
                condition=models.Q(result__in=["pass", "fail"]), name="quality_result_known"
            ),
        ]
