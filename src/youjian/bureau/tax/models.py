"""Tables of the tax desk: rates, settings, taxpayer groups, chips in hand, evidence packs, hand-overs."""

from typing import ClassVar

from django.db import models


class TaxRate(models.Model):
    """A rate in percent from a day on: `vat` on the price without tax, all others on the VAT (`rates`)."""

    kind = models.CharField(max_length=16)
    pct = models.FloatField()
    valid_from = models.DateField()
    basis = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="tax_rate_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["vat", "urban", "education", "local_education", "surcharge"]),
                name="tax_rate_kind_known",
            ),
            models.CheckConstraint(condition=models.Q(pct__gte=0, pct__lte=100), name="tax_rate_is_percent"),
        ]


class DeskSettings(models.Model):
    """The one row of the desk's settings (`settings.Settings`); what is not in it is the default."""

    values = models.JSONField(default=dict)


class TaxpayerGroup(models.Model):
    """Taxpayers that file as one (汇总纳税), from a month to a month (empty: until further notice).

    `reach` is what all its stations' ids begin with: whoever sees less does not see the group.
    """

    name = models.CharField(max_length=128)
    valid_from = models.CharField(max_length=7)
    valid_until = models.CharField(max_length=7, blank=True, default="")
    note = models.TextField(blank=True, default="")
    reach = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(valid_until="") | models.Q(valid_until__gte=models.F("valid_from")),
                name="tax_group_ends_after_start",
            ),
        ]


class GroupMember(models.Model):
    """A taxpayer (`uscc`) with all its stations, or a single station, of a group."""

    group = models.ForeignKey(TaxpayerGroup, models.PROTECT, related_name="members")
    group_id: int
    code = models.CharField(max_length=18)
    reach = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "code"], name="tax_group_member_once"),
        ]


class ChipTask(models.Model):
    """Who has a finding on a nozzle's tax function in hand, and what came of it. Open ones have no row."""

    finding_id = models.CharField(max_length=32, primary_key=True)
    station_id = models.CharField(max_length=10)
    status = models.CharField(max_length=8)
    taken_by = models.CharField(max_length=64)
    taken_by_name = models.CharField(max_length=128)
    taken_at = models.DateTimeField()
    done_by_name = models.CharField(max_length=128, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=["taken", "done"]), name="chip_task_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="done") | (models.Q(done_at__isnull=False) & ~models.Q(note="")),
                name="chip_task_done_with_note",
            ),
        ]


class EvidencePack(models.Model):
    """A zip with everything a comparison rests on, as it was when it was made; never changed.

    `sha256` is of the file; `reach` as of a group.
    """

    taxpayer = models.CharField(max_length=20)
    name = models.CharField(max_length=128)
    from_period = models.CharField(max_length=7)
    until_period = models.CharField(max_length=7)
    reach = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    content = models.BinaryField()
    files = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["taxpayer", "-made_at"], name="packs_by_taxpayer"),
        ]


class TaxHandOver(models.Model):
    """A taxpayer handed over to tax (移交税务): who, when, to whom, why, resting on which pack.

    What tax reports back is kept as reported: `outcome`, `paid_fen` (supplementary tax paid).
    """

    taxpayer = models.CharField(max_length=20)
    name = models.CharField(max_length=128)
    from_period = models.CharField(max_length=7)
    until_period = models.CharField(max_length=7)
    reach = models.CharField(max_length=10)
    short_ml = models.BigIntegerField()
    tax_fen = models.BigIntegerField()
    low_fen = models.BigIntegerField()
    high_fen = models.BigIntegerField()
    to_office = models.CharField(max_length=128)
    reason = models.TextField()
    pack = models.ForeignKey(EvidencePack, models.PROTECT, related_name="hand_overs")
    pack_id: int
    pack_sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=10, default="sent")
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=64)
    sent_by_name = models.CharField(max_length=128)
    receipt_no = models.CharField(max_length=64, blank=True, default="")
    outcome = models.CharField(max_length=16, blank=True, default="")
    paid_fen = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=["sent", "received", "returned", "settled"]),
                name="hand_over_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", "amended", "assessed", "explained", "nothing"]),
                name="hand_over_outcome_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="settled") | ~models.Q(outcome=""),
                name="hand_over_settled_with_outcome",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "-sent_at"], name="hand_overs_by_status"),
            models.Index(fields=["taxpayer"], name="hand_overs_by_taxpayer"),
        ]


class HandOverStep(models.Model):
    """Something that was done with a hand-over: sent, received, returned, settled."""

    hand_over = models.ForeignKey(TaxHandOver, models.PROTECT, related_name="steps")
    reach = models.CharField(max_length=10)
    at = models.DateTimeField()
    step = models.CharField(max_length=10)
    note = models.TextField(blank=True, default="")
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128)
