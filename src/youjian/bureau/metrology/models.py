"""Tables of metering: editions of JJG 443, verifications in detail, acts on seals, positions of seals.

What the rules read (`verifications`, `seals`, `dispensers`, `maintenance`) stands in the register alone;
these tables hold what the register has no column for.
"""

from typing import ClassVar

from django.db import models


class Edition(models.Model):
    """An edition of JJG 443 with its limits, in force from a day until the next one's.

    Errors in thousandths of a percent: `mpe_milli` 300 is 0.30 %. Repeatability is the range of a point's
    readings over `range_divisor`. A certificate holds `interval_months`.
    """

    code = models.CharField(max_length=32)
    valid_from = models.DateField(unique=True)
    mpe_milli = models.IntegerField()
    repeatability_milli = models.IntegerField()
    range_divisor = models.FloatField(default=1.0)
    readings = models.SmallIntegerField(default=3)
    interval_months = models.SmallIntegerField(default=6)
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(mpe_milli__gt=0)
                & models.Q(repeatability_milli__gt=0)
                & models.Q(range_divisor__gte=1)
                & models.Q(readings__gte=2)
                & models.Q(interval_months__gt=0),
                name="metrology_edition_sound",
            ),
        ]


class NozzleVerification(models.Model):
    """A verification of a nozzle (检定记录): readings, what was judged of them, certificate, mark.

    `readings` holds by flow point (`q1`, `q2`) the errors in thousandths of a percent; `faults` what was
    wrong, as codes. `code` is printed beside the certificate and proves it.
    """

    station_id = models.CharField(max_length=10)
    dispenser_id = models.SmallIntegerField()
    nozzle_id = models.SmallIntegerField()
    verified_on = models.DateField()
    kind = models.CharField(max_length=16)
    edition = models.ForeignKey(Edition, models.PROTECT)
    readings = models.JSONField()
    error_milli = models.IntegerField()
    repeatability_milli = models.IntegerField()
    appearance_ok = models.BooleanField()
    defects = models.TextField(blank=True, default="")
    result = models.CharField(max_length=4)
    faults = models.JSONField(default=list)
    certificate_no = models.CharField(max_length=64)
    mark_no = models.CharField(max_length=64, blank=True, default="")
    valid_until = models.DateField()
    verifier_name = models.CharField(max_length=128)
    code = models.CharField(max_length=16, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["station_id", "nozzle_id", "verified_on", "certificate_no"],
                name="metrology_verification_once",
            ),
            models.UniqueConstraint(
                fields=["mark_no"], condition=~models.Q(mark_no=""), name="metrology_mark_once"
            ),
            models.CheckConstraint(
                condition=models.Q(result__in=["pass", "fail"]), name="metrology_result_known"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "nozzle_id", "-verified_on"], name="metrology_by_nozzle"),
        ]


class SealPosition(models.Model):
    """Where a dispenser is sealed; `required` positions carry a seal wherever a dispenser is in use."""

    code = models.CharField(max_length=32, primary_key=True)
    zh = models.CharField(max_length=64)
    en = models.CharField(max_length=64)
    required = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True, default="")


class SealAct(models.Model):
    """Something that was done with a seal: put on, taken off, found broken, by whom and with which leave.

    `leave` says what allowed it: a verification, an approved repair (`downtime` is its number), or nothing.
    """

    station_id = models.CharField(max_length=10)
    dispenser_id = models.SmallIntegerField()
    position = models.CharField(max_length=32)
    seal_no = models.CharField(max_length=64)
    act = models.CharField(max_length=16)
    acted_on = models.DateField()
    leave = models.CharField(max_length=20, blank=True, default="")
    downtime = models.BigIntegerField(null=True)
    note = models.TextField(blank=True, default="")
    by_name = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(act__in=["applied", "removed", "found_broken"]),
                name="metrology_act_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "dispenser_id", "-acted_on"], name="metrology_acts"),
        ]
