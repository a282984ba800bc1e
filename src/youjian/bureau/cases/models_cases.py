"""Tables of cases: the case, what it is made of, its way, papers, transfers, objections and dossiers.

A case is seen by the departments that take part (`departments`, the one in charge first; `@station` once
something was served on the station) within the region: row-level security goes by both. What belongs to a
case is seen by whoever sees the case.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from youjian.bureau.cases.models_leads import KINDS, Lead

CASE_STATES = (
    "filing", "refused", "investigating", "proposed", "hearing", "decided", "executed", "transferred",
    "closed",
)  # fmt: skip
CASE_OUTCOMES = ("", "penalty", "rectified", "transferred", "unfounded", "lenient")
DOCUMENT_STATES = ("draft", "issued", "served")
TRANSFER_STATES = ("sent", "received", "returned", "settled")
APPEAL_RESULTS = ("", "upheld", "partly", "rejected")


class CaseTerm(models.Model):
    """So many working days a case may stay in a state."""

    state = models.CharField(max_length=16, primary_key=True)
    working_days = models.SmallIntegerField()
    basis = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(working_days__range=(1, 250)), name="cases_case_term_days"
            ),
        ]


class Case(models.Model):
    """Something that departments look into and decide on. `area` as of leads; amounts in fen and mL.

    `due_at` is when the state must have been left; `supervised_until` when a supervisor wants an answer.
    """

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    area = models.CharField(max_length=10)
    station_id = models.CharField(max_length=10, null=True)
    party = models.CharField(max_length=128, blank=True, default="")
    party_id = models.CharField(max_length=32, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    plate = models.CharField(max_length=16, blank=True, default="")
    departments: Any = ArrayField(models.CharField(max_length=64))
    status = models.CharField(max_length=16)
    due_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, default="")
    penalty_fen = models.BigIntegerField(default=0)
    tax_fen = models.BigIntegerField(default=0)
    confiscated_fen = models.BigIntegerField(default=0)
    volume_ml = models.BigIntegerField(default=0)
    supervised_by_name = models.CharField(max_length=128, blank=True, default="")
    supervised_until = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)
    opened_by_name = models.CharField(max_length=128)
    filed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="cases_case_kind"),
            models.CheckConstraint(condition=models.Q(status__in=CASE_STATES), name="cases_case_state"),
            models.CheckConstraint(condition=models.Q(outcome__in=CASE_OUTCOMES), name="cases_case_outcome"),
            models.CheckConstraint(
                condition=~models.Q(status="closed") | ~models.Q(outcome=""), name="cases_closed_has_outcome"
            ),
            models.CheckConstraint(
                condition=models.Q(station_id__isnull=True) | models.Q(area=models.F("station_id")),
                name="cases_case_area",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    penalty_fen__gte=0, tax_fen__gte=0, confiscated_fen__gte=0, volume_ml__gte=0
                ),
                name="cases_case_amounts",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "due_at"], name="cases_case_due"),
            models.Index(fields=["area", "-opened_at"], name="cases_case_area_opened"),
            GinIndex(fields=["departments"], name="cases_case_departments"),
        ]

    @property
    def code(self) -> str:
        """What people quote."""
        return f"AJ-{self.pk:06d}"


class CaseStep(models.Model):
    """Something that was done with a case; never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    case_id: int
    step = models.CharField(max_length=16)
    before = models.CharField(max_length=16, blank=True, default="")
    after = models.CharField(max_length=16, blank=True, default="")
    note = models.TextField(blank=True, default="")
    detail = models.JSONField(default=dict)
    department = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)


class CaseAlert(models.Model):
    """An alert that a case is about."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="alerts")
    case_id: int
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, related_name="+")
    alert_id: int

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "alert"], name="cases_alert_once"),
        ]


class CaseLead(models.Model):
    """A lead that became part of a case; of one case only."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="leads")
    case_id: int
    lead = models.OneToOneField(Lead, models.PROTECT, related_name="of_case")
    lead_id: int


class CaseInspection(models.Model):
    """An inspection whose record belongs to a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="inspections")
    case_id: int
    inspection = models.ForeignKey("inspection.Inspection", models.PROTECT, related_name="+")
    inspection_id: int

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "inspection"], name="cases_inspection_once"),
        ]


class CaseRelation(models.Model):
    """Two cases that have to do with each other; `first` is the older."""

    first = models.ForeignKey(Case, models.PROTECT, related_name="related_later")
    second = models.ForeignKey(Case, models.PROTECT, related_name="related_earlier")
    note = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["first", "second"], name="cases_relation_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="cases_relation_older_first"
            ),
        ]


class CaseTask(models.Model):
    """What a department has to do for a case by when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    case_id: int
    department = models.CharField(max_length=64)
    text = models.CharField(max_length=500)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=128, blank=True, default="")
    result = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["department", "due_at"],
                name="cases_task_open",
                condition=models.Q(done_at__isnull=True),
            ),
        ]


class CaseDocument(models.Model):
    """A legal document (文书): a draft that changes, issued with a number, served with a receipt.

    `body` is a list of paragraphs. Of what was issued `content` keeps the Word file, `sha256` its digest.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    case_id: int
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=64, blank=True, default="")
    addressee = models.CharField(max_length=128, blank=True, default="")
    body = models.JSONField()
    status = models.CharField(max_length=8, default="draft")
    of_document = models.ForeignKey("self", models.PROTECT, null=True, related_name="receipts")
    of_document_id: int | None
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)
    issued_at = models.DateTimeField(null=True)
    issued_by_name = models.CharField(max_length=128, blank=True, default="")
    served_at = models.DateTimeField(null=True)
    served_to = models.CharField(max_length=64, blank=True, default="")
    served_how = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=DOCUMENT_STATES), name="cases_document_state"
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | (models.Q(issued_at__isnull=False, content__isnull=False) & ~models.Q(number="")),
                name="cases_issued_has_number",
            ),
            models.UniqueConstraint(
                fields=["number"], name="cases_document_number_once", condition=~models.Q(number="")
            ),
        ]


class CaseFile(models.Model):
    """A photo or scan of a case as it came; of a document the stamped scan."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    case_id: int
    document = models.ForeignKey(CaseDocument, models.PROTECT, null=True, related_name="files")
    document_id: int | None
    caption = models.CharField(max_length=200, blank=True, default="")
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "sha256"], name="cases_file_once"),
        ]


class CaseHearing(models.Model):
    """A hearing (听证) that was held, or the station's statement that was taken in its place."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="hearings")
    case_id: int
    held_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=64)
    attendees = models.CharField(max_length=500)
    minutes = models.TextField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)


class CaseDecision(models.Model):
    """What was decided. It is effective from `effective_on` unless it was withdrawn."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    case_id: int
    outcome = models.CharField(max_length=12)
    number = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    penalty_fen = models.BigIntegerField(default=0)
    confiscated_fen = models.BigIntegerField(default=0)
    decided_on = models.DateField()
    effective_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)


class CaseTransfer(models.Model):
    """A case handed to another department (移送), with what came of it there."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    case_id: int
    from_department = models.CharField(max_length=64)
    to_department = models.CharField(max_length=64)
    reason = models.TextField()
    status = models.CharField(max_length=8, default="sent")
    sent_at = models.DateTimeField()
    sent_by_name = models.CharField(max_length=128)
    due_at = models.DateTimeField()
    receipt_no = models.CharField(max_length=64, blank=True, default="")
    received_at = models.DateTimeField(null=True)
    received_by_name = models.CharField(max_length=128, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True, default="")
    tax_fen = models.BigIntegerField(default=0)
    penalty_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=TRANSFER_STATES), name="cases_transfer_state"
            ),
        ]


class CaseAppeal(models.Model):
    """What the station says against a case (陈述申辩), and the answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals")
    case_id: int
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)
    due_at = models.DateTimeField()
    result = models.CharField(max_length=8, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(result__in=APPEAL_RESULTS), name="cases_appeal_result"),
        ]


class Dossier(models.Model):
    """A case's dossier (案卷) as it was sealed at a moment: a zip that checks itself without the platform."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="dossiers")
    case_id: int
    status = models.CharField(max_length=8, default="queued")
    error = models.TextField(blank=True, default="")
    content = models.BinaryField(null=True)
    size = models.BigIntegerField(default=0)
    files = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    sm3 = models.CharField(max_length=64, blank=True, default="")
    key_id = models.CharField(max_length=16, blank=True, default="")
    proved = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    made_by_name = models.CharField(max_length=128)
