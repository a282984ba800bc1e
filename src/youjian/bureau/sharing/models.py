"""Tables of sharing: agreements, clients with secrets and tokens, hooks and events, what was given."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

STATES = ("draft", "approved", "refused", "suspended", "revoked")
WAYS = ("page", "changes", "hook", "file")
HOOK_STATES = ("waiting", "delivered", "dead")


class Agreement(models.Model):
    """What one receiver may be given (共享协议): data sets, fields, regions, until when, for what.

    `datasets` maps a data set to {"fields": [...], "full": [...]}: the fields that may leave, and those of
    the sensitive ones that leave unmasked. `regions` are prefixes of station ids, no `ownerships` means
    every one. `area` is what all regions begin with.
    """

    title = models.CharField(max_length=200)
    receiver = models.CharField(max_length=128)
    department = models.CharField(max_length=64, blank=True, default="")
    basis = models.CharField(max_length=500)
    purpose = models.CharField(max_length=500)
    datasets = models.JSONField()
    regions: Any = ArrayField(models.CharField(max_length=10))
    ownerships: Any = ArrayField(models.CharField(max_length=32), default=list)
    area = models.CharField(max_length=10)
    from_on = models.DateField()
    until_on = models.DateField()
    status = models.CharField(max_length=10, default="draft")
    drafted_by = models.CharField(max_length=64)
    drafted_by_name = models.CharField(max_length=128)
    drafted_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=128, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(status__in=STATES), name="sharing_agreement_state"),
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="sharing_agreement_span"
            ),
        ]

    @property
    def code(self) -> str:
        """What people quote."""
        return f"XY-{self.pk:06d}"


class Client(models.Model):
    """A system that reads under an agreement. At most `per_minute` requests a minute are answered."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="clients")
    agreement_id: int
    client_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    per_minute = models.IntegerField(default=60)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)


class ClientSecret(models.Model):
    """A client's secret: only its digest is kept. Two hold while one takes the other's place."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="secrets")
    client_id: int
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)
    ended_at = models.DateTimeField(null=True)


class Token(models.Model):
    """An access token: only its digest is kept; it is good until it expires or anything behind it ends."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="tokens")
    client_id: int
    digest = models.CharField(max_length=64, unique=True)
    datasets: Any = ArrayField(models.CharField(max_length=32))
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_at"], name="sharing_token_ends")
        ]


class Share(models.Model):
    """Something that was given: what, to whom, when, under which agreement; never changed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="shares")
    agreement_id: int
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="shares")
    client_id: int | None
    dataset = models.CharField(max_length=32)
    way = models.CharField(max_length=8)
    at = models.DateTimeField()
    rows = models.IntegerField()
    fields: Any = ArrayField(models.CharField(max_length=32))
    asked = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(way__in=WAYS), name="sharing_share_way"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agreement", "-at"], name="sharing_share_of_agreement"),
            models.Index(fields=["client", "-at"], name="sharing_share_of_client"),
        ]


class Hook(models.Model):
    """An address that is told of changes of one data set; `since` is how far it was told.

    `mapping` names our fields by theirs for a system that takes its own words alone; empty, ours are sent.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="hooks")
    agreement_id: int
    dataset = models.CharField(max_length=32)
    url = models.CharField(max_length=500)
    secret = models.TextField()
    ca_file = models.CharField(max_length=200, blank=True, default="")
    active = models.BooleanField(default=True)
    since = models.CharField(max_length=64, blank=True, default="")
    mapping = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)


class HookEvent(models.Model):
    """An event for a hook, tried until it is delivered or given up; kept so that it can be sent again."""

    hook = models.ForeignKey(Hook, models.PROTECT, related_name="events")
    hook_id: int
    event_id = models.UUIDField(unique=True)
    body = models.TextField()
    rows = models.IntegerField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=HOOK_STATES), name="sharing_event_state"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "next_at"], name="sharing_event_due"),
        ]


class SharedFile(models.Model):
    """A data set as a file (Parquet or Excel) with its manifest; taken with a receipt."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="files")
    agreement_id: int
    dataset = models.CharField(max_length=32)
    form = models.CharField(max_length=8)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    manifest = models.JSONField()
    rows = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)


class Receipt(models.Model):
    """Who took a file, when, and what they say they received."""

    file = models.ForeignKey(SharedFile, models.PROTECT, related_name="receipts")
    file_id: int
    by = models.CharField(max_length=128)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)


class FerryPackage(models.Model):
    """A package carried over a gate (摆渡): numbered without a gap, each naming the one before it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="packages")
    agreement_id: int
    number = models.IntegerField()
    dataset = models.CharField(max_length=32)
    rows = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "number"], name="sharing_package_once"),
        ]
