"""Tables of bulletins and notices."""

from typing import ClassVar

from django.db import models

NOTICE_KINDS = ("overdue_alerts", "online_low", "rectification", "work_orders", "other")


class Bulletin(models.Model):
    """A bulletin of a week or month about a region. `figures` are as worked out when it was drafted.

    `sections` are {heading, text} and are edited; `tables` are {caption, columns, rows, numeric} and are not.
    An issued bulletin is never changed; whoever drafted it does not issue it.
    """

    kind = models.CharField(max_length=8)
    area = models.CharField(max_length=10)
    first = models.DateField()
    last = models.DateField()
    issuer = models.CharField(max_length=128)
    title = models.CharField(max_length=200)
    addressee = models.CharField(max_length=400)
    sections = models.JSONField()
    tables = models.JSONField()
    figures = models.JSONField()
    attachments = models.JSONField(default=list)
    status = models.CharField(max_length=8)
    version = models.IntegerField(default=0)
    number = models.CharField(max_length=64, blank=True, default="")
    departments = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=64, blank=True, default="")
    issued_by_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "area", "first"], name="bulletin_of_span_once"),
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="bulletin_number_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["week", "month"]), name="bulletin_kind"),
            models.CheckConstraint(condition=models.Q(status__in=["draft", "issued"]), name="bulletin_state"),
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | (~models.Q(number="") & ~models.Q(issued_by=models.F("made_by"))),
                name="bulletin_issued_by_another",
            ),
        ]


class Notice(models.Model):
    """A notice to a department or a county's bureau (`area` is the county), with an answer by a date.

    Proposed from facts (`origin` names what and when, once) or by a person; issued by a person; then it is
    acknowledged and answered by the receiver.
    """

    kind = models.CharField(max_length=16)
    area = models.CharField(max_length=10)
    department = models.CharField(max_length=64, blank=True, default="")
    title = models.CharField(max_length=200)
    text = models.TextField()
    facts = models.JSONField()
    origin = models.CharField(max_length=128, unique=True)
    status = models.CharField(max_length=12)
    number = models.CharField(max_length=64, blank=True, default="")
    answer_by = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
    issued_at = models.DateTimeField(null=True)
    issued_by_name = models.CharField(max_length=128, blank=True, default="")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by_name = models.CharField(max_length=128, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=NOTICE_KINDS), name="notice_kind"),
            models.CheckConstraint(
                condition=models.Q(status__in=["proposed", "dropped", "issued", "answered"]),
                name="notice_state",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["proposed", "dropped"]) | models.Q(answer_by__isnull=False),
                name="notice_answer_by",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "answer_by"], name="notice_due"),
        ]
