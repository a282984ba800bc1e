"""Tables of reports: kept ones, schedules, and each due time with what came of it."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ReportSchedule(models.Model):
    """When which report goes to whom (定时报表); ended ones stay for their sendings' sake.

    `reach` is the scope of who set it up (prefixes,
    joined by commas): who sees less does not see it. `since` is from when on it is due.
    """

    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    by = models.CharField(max_length=8)
    county = models.CharField(max_length=10, blank=True, default="")
    day = models.PositiveSmallIntegerField()
    hour = models.PositiveSmallIntegerField()
    working_day = models.BooleanField(default=True)
    users: Any = ArrayField(models.CharField(max_length=64), default=list)
    posts: Any = ArrayField(models.BigIntegerField(), default=list)
    reach = models.TextField()
    active = models.BooleanField(default=True)
    since = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)


class ReportSending(models.Model):
    """A due time of a schedule: whom it reached, how often it was tried, why it failed."""

    schedule = models.ForeignKey(ReportSchedule, models.PROTECT, related_name="sendings")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")
    recipients = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=512, blank=True, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["schedule", "due_at"], name="report_due_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent", "failed"]), name="report_sending_state_known"
            ),
        ]


class Report(models.Model):
    """A report as it was made (留存报表), never changed: files are made of its content.

    Seen by who sees all of `reach`, the scope (prefixes joined by commas) that it was made in.
    Of one sending a person has one. When late data changed the figures it is made anew as the next `version`,
    once; `earlier` is the one before.
    """

    wanted = models.JSONField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    reach = models.TextField()
    title = models.CharField(max_length=64)
    place = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
    sending = models.ForeignKey(ReportSending, models.PROTECT, null=True, related_name="reports")
    version = models.PositiveSmallIntegerField(default=1)
    earlier = models.OneToOneField("self", models.PROTECT, null=True, related_name="later")
    earlier_id: int | None

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sending", "made_by"], name="report_of_a_sending_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-made_at"], name="reports_by_time")]
