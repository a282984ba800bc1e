"""Tables of metering: verifications, seals, appointments, dispensers accepted, estimates, visits, notices.

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


class MetrologySettings(models.Model):
    """The one row of the city's choices: what new dispensers have to have, and who gets a breach's notice."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    require_ecqs = models.BooleanField()
    require_remote_kit = models.BooleanField()
    notice_to = models.JSONField(default=list)
    source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_metrology_settings"),
        ]


class Appointment(models.Model):
    """A visit to verify nozzles of a station: planned by the desk, or requested and then confirmed.

    `due_on` is the first end of its nozzles' certificates when it was made. `origin` says who began it.
    """

    station_id = models.CharField(max_length=10)
    nozzles = models.JSONField()
    due_on = models.DateField(null=True)
    wished_on = models.DateField(null=True)
    planned_on = models.DateField(null=True)
    verifier = models.CharField(max_length=128, blank=True, default="")
    status = models.CharField(max_length=12)
    origin = models.CharField(max_length=8)
    note = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    asked_by_name = models.CharField(max_length=128)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["planned", "requested", "confirmed", "done", "missed", "cancelled"]
                ),
                name="metrology_appointment_state",
            ),
            models.CheckConstraint(
                condition=models.Q(origin__in=["plan", "station", "desk"]), name="metrology_origin"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["planned", "confirmed"]) | models.Q(planned_on__isnull=False),
                name="metrology_appointment_day",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "planned_on"], name="metrology_appointments_due"),
        ]


class DispenserAcceptance(models.Model):
    """A new or replaced dispenser looked at before it is used: accepted into the register, or refused.

    `reasons` are codes; `letter` is what the station was told in writing.
    """

    station_id = models.CharField(max_length=10)
    dispenser_id = models.SmallIntegerField()
    kind = models.CharField(max_length=8)
    values = models.JSONField()
    ecqs = models.BooleanField()
    remote_kit = models.BooleanField()
    result = models.CharField(max_length=8)
    reasons = models.JSONField(default=list)
    letter = models.TextField()
    note = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64)
    decided_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(result__in=["accepted", "refused"]), name="metrology_acceptance_result"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["new", "replaced"]), name="metrology_acceptance_kind"
            ),
        ]


class RepairClose(models.Model):
    """What an approved repair or opening came to; `downtime` is its number, `parts` what changed."""

    station_id = models.CharField(max_length=10)
    downtime = models.BigIntegerField(unique=True)
    dispenser_id = models.SmallIntegerField()
    work = models.TextField()
    parts = models.JSONField(default=dict)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=64)
    closed_by_name = models.CharField(max_length=128)


class MeterEstimate(models.Model):
    """A night's estimate of a nozzle's indication error, percent, and what it means for consumers.

    `sold_ml` and `amount_fen` are the 30 days before the night. `chance` is how likely the error is above
    the permissible one; `weight_ml` what the priority list sorts by. `newest` marks a nozzle's last night.
    """

    station_id = models.CharField(max_length=10)
    nozzle_id = models.SmallIntegerField()
    night = models.DateField()
    error_pct = models.FloatField()
    sd_pct = models.FloatField()
    low_pct = models.FloatField()
    high_pct = models.FloatField()
    basis = models.CharField(max_length=10)
    verified_pct = models.FloatField(null=True)
    verified_on = models.DateField(null=True)
    sold_ml = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    chance = models.FloatField()
    short_ml = models.BigIntegerField()
    short_fen = models.BigIntegerField()
    weight_ml = models.FloatField()
    newest = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["station_id", "nozzle_id", "night"], name="metrology_estimate_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-weight_ml"], condition=models.Q(newest=True), name="metrology_priority"),
        ]


class ListVisit(models.Model):
    """A nozzle of the priority list that somebody tested on site: what the list said, what was measured."""

    station_id = models.CharField(max_length=10)
    nozzle_id = models.SmallIntegerField()
    visited_on = models.DateField()
    rank = models.IntegerField(null=True)
    estimate_pct = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    measured_milli = models.IntegerField()
    outcome = models.CharField(max_length=8)
    note = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["station_id", "nozzle_id", "visited_on"], name="metrology_visit_once"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["short", "over", "fine"]), name="metrology_visit_outcome"
            ),
        ]


class BreachNotice(models.Model):
    """The notice of a metering breach that a person established and whose handling has begun.

    It rests on a failed verification, never on a finding. Prepared for the person, who sends it.
    """

    station_id = models.CharField(max_length=10)
    nozzle_id = models.SmallIntegerField()
    result = models.OneToOneField(NozzleVerification, models.PROTECT)
    result_id: int
    handling_no = models.CharField(max_length=64)
    handling_on = models.DateField()
    recipients = models.JSONField()
    text = models.TextField()
    status = models.CharField(max_length=8, default="prepared")
    prepared_at = models.DateTimeField()
    prepared_by = models.CharField(max_length=64)
    prepared_by_name = models.CharField(max_length=128)
    sent_at = models.DateTimeField(null=True)
    sent_by_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status="prepared", sent_at__isnull=True)
                | models.Q(status="sent", sent_at__isnull=False),
                name="metrology_notice_state",
            ),
        ]
