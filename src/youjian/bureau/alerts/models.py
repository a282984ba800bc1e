"""Alerts and what people wrote on them."""

from typing import Any, ClassVar

from django.db import models

from youjian.bureau.language import pick


class Alert(models.Model):
    """A finding that asks a person to act (预警): one per `finding_id`, showing its latest revision."""

    finding_id = models.CharField(max_length=32, unique=True)
    revision = models.IntegerField()
    finding_status = models.CharField(max_length=16)
    station_id = models.CharField(max_length=10)
    rule = models.CharField(max_length=64)
    subject = models.CharField(max_length=32)
    severity = models.CharField(max_length=16)
    verdict = models.CharField(max_length=16)
    colour = models.CharField(max_length=8)
    rank = models.SmallIntegerField()
    status = models.CharField(max_length=8, default="open")
    message = models.CharField(max_length=512)
    message_en = models.CharField(max_length=512, blank=True, default="")
    estimate = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    unit = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    detected_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by_id: int | None
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    closed_by_id: int | None
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True, default="")
    reason = models.TextField(blank=True, default="")

    @property
    def message_shown(self) -> str:
        """What the data show, in the request's language; in Chinese where nothing is said in English."""
        return pick(self.message, self.message_en or self.message)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-opened_at", "-id"], name="alerts_by_time"),
            models.Index(fields=["station_id", "-opened_at"], name="alerts_by_station"),
            models.Index(fields=["status", "rank"], name="alerts_by_status"),
            models.Index(
                fields=["station_id", "rank"],
                name="unclosed_by_station",
                condition=~models.Q(status="closed"),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "signed", "closed"]), name="alert_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="closed")
                | (models.Q(closed_at__isnull=False) & ~models.Q(reason="") & ~models.Q(outcome="")),
                name="closed_alert_has_reason",
            ),
        ]


class AlertNote(models.Model):
    """A point on an alert's timeline: opened, revised, ended, reopened, signed, commented, explained,
    closed. `text_en` is what the finding said in English; what a person wrote stands as it is.
    """

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="notes")
    station_id = models.CharField(max_length=10)
    at = models.DateTimeField()
    kind = models.CharField(max_length=16)
    text = models.TextField(blank=True, default="")
    text_en = models.TextField(blank=True, default="")
    username = models.CharField(max_length=64, blank=True, default="")
    display_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["alert", "id"], name="notes_by_alert")]


class FindingRevision(models.Model):
    """One revision of a finding, in the ledger."""

    pk: Any = models.CompositePrimaryKey("finding_id", "revision")
    finding_id = models.CharField(max_length=32)
    revision = models.IntegerField()
    status = models.TextField()
    rule = models.TextField()
    rule_set = models.TextField()
    station_id = models.CharField(max_length=10)
    subject = models.TextField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    detected_at = models.DateTimeField()
    severity = models.TextField()
    estimate = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    unit = models.TextField()
    verdict = models.TextField()
    message = models.TextField()
    message_en = models.TextField()
    facts_digest = models.TextField()
    evidence = models.TextField()

    class Meta:
        managed = False
        db_table = "findings"
