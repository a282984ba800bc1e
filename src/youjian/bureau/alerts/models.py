"""Alerts and what people wrote on them."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from youjian.bureau.language import pick


class Alert(models.Model):
    """A cause that asks a person to act (预警): one per `fingerprint`, however many findings tell of it.

    The columns from `finding_id` to `detected_at` follow the leading finding's latest revision; all
    findings stand in `AlertFinding`. `device` says in words what is spoken of, the leading first, by the
    register of its time, `basis` why it has its colour. `departments` are codes, the responsible one first.
    `measured_at` is the time of the newest record behind it. `parent` is the alert of a wider cause (a
    county's outage) that this one belongs to, `storm` the one under which it was told with many others; the
    `station_id` of a wider alert is a region's code. `same_as` is the alert that this one repeats.
    `caught_from` and `caught_until` bound the standstill of the watch after which it was found (补判);
    null for what was found in time. `decided_on` is the newest detection known when a
    person closed it, `version` counts its changes.
    """

    fingerprint = models.CharField(max_length=32, unique=True)
    cause = models.CharField(max_length=32)
    finding_id = models.CharField(max_length=32, db_index=True)
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
    measured_at = models.DateTimeField()
    departments: Any = ArrayField(models.CharField(max_length=64), default=list)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children")
    parent_id: int | None
    assigned_to = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    assigned_to_id: int | None
    assigned_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    sign_by = models.DateTimeField(null=True)
    close_by = models.DateTimeField(null=True)
    level = models.SmallIntegerField(default=0)
    device = models.CharField(max_length=128, blank=True, default="")
    device_en = models.CharField(max_length=128, blank=True, default="")
    basis = models.CharField(max_length=256, blank=True, default="")
    storm = models.ForeignKey("self", models.SET_NULL, null=True, related_name="stormed")
    storm_id: int | None
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, related_name="repeats")
    same_as_id: int | None
    caught_from = models.DateTimeField(null=True)
    caught_until = models.DateTimeField(null=True)
    decided_on = models.DateTimeField(null=True)
    version = models.IntegerField(default=0)

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
            models.Index(
                fields=["assigned_to", "rank"],
                name="unclosed_by_person",
                condition=~models.Q(status="closed"),
            ),
            GinIndex(fields=["departments"], name="alerts_by_department"),
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


class AlertFinding(models.Model):
    """A finding that tells of an alert's cause, as its latest revision says it.

    `said_at` is when it was first said; `worst` ranks the worst colour it gave since a person last decided
    on the alert (0: nothing since).
    """

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="findings")
    alert_id: int
    station_id = models.CharField(max_length=10)
    finding_id = models.CharField(max_length=32, unique=True)
    revision = models.IntegerField()
    status = models.CharField(max_length=16)
    rule = models.CharField(max_length=64)
    subject = models.CharField(max_length=32)
    severity = models.CharField(max_length=16)
    verdict = models.CharField(max_length=16)
    estimate = models.FloatField(null=True)
    unit = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    detected_at = models.DateTimeField()
    joined_at = models.DateTimeField()
    said_at = models.DateTimeField()
    worst = models.SmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alert", "id"], name="findings_by_alert"),
            models.Index(fields=["station_id", "-detected_at"], name="alert_findings_by_station"),
        ]


class DeskEntry(models.Model):
    """A line of what the city settles about its alerts: a colour, a route, deadlines, a storm's or an area's
    limits. `values` are those of the struct of its `section` (`alerts.entries`); lines are tried by
    `position`. `source` says whether it came with the platform, from the profile or from a person.
    """

    section = models.CharField(max_length=16)
    code = models.CharField(max_length=64)
    position = models.IntegerField()
    values = models.JSONField(default=dict)
    source = models.CharField(max_length=16)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["section", "code"], name="desk_entry_once"),
        ]


class AlertNote(models.Model):
    """A point on an alert's timeline, as `telling.What` names it.

    `text_en` is what the finding said in English; what a person wrote stands as it is.
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
