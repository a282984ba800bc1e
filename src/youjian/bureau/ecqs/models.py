"""Tables of the exchange with e-CQS."""

from typing import ClassVar

from django.db import models


class LedgerDefault(models.Model):
    """What every dispenser has in a field that the register does not hold, with the document it follows."""

    field = models.CharField(max_length=16, primary_key=True)
    value = models.CharField(max_length=200)
    source = models.CharField(max_length=200)


class Instrument(models.Model):
    """A measuring instrument in either ledger: ours by station and dispenser, theirs by `ecqs_no`.

    `theirs` is e-CQS's row as it came last, `held` what we hold of fields that the register does not have,
    `sent` our row as it was sent last. `area` is the station's id, else the region's code.
    """

    ecqs_no = models.CharField(max_length=64, null=True, unique=True)
    area = models.CharField(max_length=10)
    station_id = models.CharField(max_length=10, null=True)
    dispenser_id = models.SmallIntegerField(null=True)
    theirs = models.JSONField(default=dict)
    theirs_at = models.DateTimeField(null=True)
    held = models.JSONField(default=dict)
    sent = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["station_id", "dispenser_id"], name="ecqs_dispenser_once"),
            models.CheckConstraint(
                condition=models.Q(station_id__isnull=True) | models.Q(area=models.F("station_id")),
                name="ecqs_instrument_area",
            ),
        ]


class LedgerDifference(models.Model):
    """A field in which the two ledgers differ; open until a person decides, or they agree by themselves."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="differences")
    instrument_id: int
    area = models.CharField(max_length=10)
    field = models.CharField(max_length=16)
    ours = models.CharField(max_length=400)
    theirs = models.CharField(max_length=400)
    found_at = models.DateTimeField()
    decision = models.CharField(max_length=8, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(decision__in=["", "ours", "theirs", "agreed"]),
                name="ecqs_decision_known",
            ),
            models.UniqueConstraint(
                fields=["instrument", "field"],
                condition=models.Q(decision=""),
                name="ecqs_open_once",
            ),
        ]


class ExchangeRound(models.Model):
    """One exchange: rows that came or went, what was refused, and the file itself when there was one."""

    direction = models.CharField(max_length=3)
    channel = models.CharField(max_length=8)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=128)
    rows = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)
    opened = models.IntegerField(default=0)
    refused = models.JSONField(default=list)
    error = models.TextField(blank=True, default="")
    filename = models.CharField(max_length=200, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    content = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(direction__in=["in", "out"]), name="ecqs_round_direction"
            ),
        ]
