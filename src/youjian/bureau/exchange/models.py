"""Tables of the exchange: catalogue, applications, uploads, schedules, records of acts."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from youjian.bureau.sharing.models import Agreement, SharedFile

PLATFORM_KINDS = ("catalogue", "province")
FREQUENCIES = ("live", "daily", "weekly", "monthly", "yearly")
SHARE_TYPES = ("free", "conditional", "none")
ENTRY_STATES = ("draft", "published", "withdrawn")
APPLICATION_STATES = ("received", "approved", "refused")
MESSAGE_STATES = ("waiting", "sent", "answered", "dead")
ROW_STATES = ("waiting", "accepted", "rejected")
DIFFERENCE_KINDS = ("missing", "strange", "other")
DIFFERENCE_STATES = ("open", "again", "explained", "gone")
INTERVALS = ("daily", "weekly", "monthly")
RUN_STATES = ("delivered", "failed", "missed")


class Platform(models.Model):
    """A platform of others. With an `address` it is asked over HTTP, else files lie in its folder.

    `catalogue` is the city's 政务数据共享平台; a `province` is sent rows under an agreement. `cursor` is how
    far its documents were taken.
    """

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=128)
    address = models.CharField(max_length=500, blank=True, default="")
    token = models.TextField(blank=True, default="")
    ca_file = models.CharField(max_length=200, blank=True, default="")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="platforms")
    agreement_id: int | None
    active = models.BooleanField(default=True)
    cursor = models.CharField(max_length=200, blank=True, default="")
    last_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=PLATFORM_KINDS), name="exchange_platform_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="catalogue") | models.Q(agreement__isnull=False),
                name="exchange_province_has_agreement",
            ),
        ]


class Entry(models.Model):
    """One data set in the catalogue (目录): fields, how often renewed, how shared and by which law."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="entries")
    platform_id: int
    dataset = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500)
    fields: Any = ArrayField(models.CharField(max_length=32))
    frequency = models.CharField(max_length=8)
    share_type = models.CharField(max_length=12)
    basis = models.CharField(max_length=500, blank=True, default="")
    status = models.CharField(max_length=10, default="draft")
    version = models.IntegerField(default=1)
    their_no = models.CharField(max_length=64, blank=True, default="")
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=128, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["platform", "dataset"], name="exchange_entry_once"),
            models.CheckConstraint(condition=models.Q(status__in=ENTRY_STATES), name="exchange_entry_state"),
            models.CheckConstraint(
                condition=models.Q(share_type__in=SHARE_TYPES), name="exchange_entry_type"
            ),
            models.CheckConstraint(
                condition=models.Q(frequency__in=FREQUENCIES), name="exchange_entry_often"
            ),
            models.CheckConstraint(
                condition=models.Q(share_type="free") | ~models.Q(basis=""), name="exchange_entry_basis"
            ),
        ]


class Application(models.Model):
    """A department asks for a data set (申请); approved, it is an agreement. `told`: what they heard last."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="applications")
    platform_id: int
    their_no = models.CharField(max_length=64)
    applicant = models.CharField(max_length=128)
    contact = models.CharField(max_length=128, blank=True, default="")
    dataset = models.CharField(max_length=32)
    fields: Any = ArrayField(models.CharField(max_length=32))
    regions: Any = ArrayField(models.CharField(max_length=10))
    purpose = models.CharField(max_length=500)
    basis = models.CharField(max_length=500)
    from_on = models.DateField()
    until_on = models.DateField()
    received_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="received")
    reason = models.TextField(blank=True, default="")
    decided_by_name = models.CharField(max_length=128, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="applications")
    agreement_id: int | None
    told = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["platform", "their_no"], name="exchange_application_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=APPLICATION_STATES), name="exchange_application_state"
            ),
            models.CheckConstraint(
                condition=models.Q(status="approved", agreement__isnull=False)
                | (~models.Q(status="approved") & models.Q(agreement__isnull=True)),
                name="exchange_approved_is_agreed",
            ),
        ]


class Message(models.Model):
    """Something told to a platform, tried until it is answered; the answer is its receipt (回执)."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="messages")
    platform_id: int
    number = models.UUIDField(unique=True)
    path = models.CharField(max_length=32)
    about = models.CharField(max_length=64)
    body = models.JSONField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True, default="")
    accepted = models.BooleanField(null=True)
    receipt_no = models.CharField(max_length=64, blank=True, default="")
    said = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=MESSAGE_STATES), name="exchange_message_state"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "next_at"], name="exchange_message_due"),
        ]


class Batch(models.Model):
    """Rows sent to a province's platform at once, numbered without a gap per platform."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="batches")
    platform_id: int
    number = models.IntegerField()
    dataset = models.CharField(max_length=32)
    area = models.CharField(max_length=10)
    rows = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["platform", "number"], name="exchange_batch_once"),
            models.CheckConstraint(condition=models.Q(state__in=MESSAGE_STATES), name="exchange_batch_state"),
        ]


class BatchRow(models.Model):
    """A row as it was sent, and what they said of it. `again` has a refused row sent once more unchanged."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    batch_id: int
    area = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="waiting")
    reason = models.CharField(max_length=300, blank=True, default="")
    again = models.BooleanField(default=False)
    decided_by_name = models.CharField(max_length=128, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "key"], name="exchange_row_once"),
            models.CheckConstraint(condition=models.Q(state__in=ROW_STATES), name="exchange_row_state"),
        ]


class Comparison(models.Model):
    """Counts of both sides at one moment: rows that we hold as accepted, rows that they hold."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="comparisons")
    platform_id: int
    dataset = models.CharField(max_length=32)
    area = models.CharField(max_length=10)
    at = models.DateTimeField()
    ours = models.IntegerField()
    theirs = models.IntegerField()
    differences = models.IntegerField()


class Difference(models.Model):
    """A row that is not the same on both sides; open until a person decides or it is gone."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="differences")
    platform_id: int
    dataset = models.CharField(max_length=32)
    area = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=10, default="open")
    found_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True, default="")
    decided_by_name = models.CharField(max_length=128, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["platform", "dataset", "key", "kind"],
                condition=models.Q(state__in=["open", "again", "explained"]),
                name="exchange_difference_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=DIFFERENCE_KINDS), name="exchange_difference_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=DIFFERENCE_STATES), name="exchange_difference_state"
            ),
        ]


class Schedule(models.Model):
    """A data set that is made a file by itself: every day, every Monday or on the first of a month."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="schedules")
    agreement_id: int
    dataset = models.CharField(max_length=32)
    form = models.CharField(max_length=8)
    every = models.CharField(max_length=8)
    from_on = models.DateField()
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agreement", "dataset", "form", "every"],
                condition=models.Q(active=True),
                name="exchange_schedule_once",
            ),
            models.CheckConstraint(condition=models.Q(every__in=INTERVALS), name="exchange_schedule_every"),
        ]


class Run(models.Model):
    """One day of a schedule: delivered as a file, failed with a reason, or missed."""

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="runs")
    schedule_id: int
    due_on = models.DateField()
    state = models.CharField(max_length=10)
    file = models.ForeignKey(SharedFile, models.PROTECT, null=True, related_name="runs")
    file_id: int | None
    error = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["schedule", "due_on"], name="exchange_run_once"),
            models.CheckConstraint(condition=models.Q(state__in=RUN_STATES), name="exchange_run_state"),
        ]


class ActType(models.Model):
    """The code under which a kind of act of supervision is told (监管行为); codes and names are the city's.

    `department` did it where the record names none.
    """

    kind = models.CharField(max_length=12, primary_key=True)
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=128)
    department = models.CharField(max_length=128)
    source = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=128)


class ActExport(models.Model):
    """Acts of a period as they were exported; `rows` stay as they left."""

    area = models.CharField(max_length=10)
    from_on = models.DateField()
    until_on = models.DateField()
    rows = models.JSONField()
    count = models.IntegerField()
    without_uscc = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    @property
    def code(self) -> str:
        """What people quote."""
        return f"JGXW-{self.pk:06d}"
