"""Tables of joint operations.

An operation is seen by the departments that take part (`departments`, the lead first) within the region:
row-level security goes by both. What belongs to an operation is seen by whoever sees the operation.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

OPERATION_STATES = ("draft", "submitted", "approved", "running", "finished", "cancelled")
CHOSEN = ("risk", "lead", "hand")


class Operation(models.Model):
    """A joint operation: planned by one department, approved by somebody else, run by all members."""

    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=1000)
    plan = models.TextField(blank=True, default="")
    area = models.CharField(max_length=10)
    departments: Any = ArrayField(models.CharField(max_length=64))
    planned_from = models.DateTimeField()
    planned_until = models.DateTimeField()
    status = models.CharField(max_length=10)
    summary = models.TextField(blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    approved_by_name = models.CharField(max_length=128, blank=True, default="")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(status__in=OPERATION_STATES), name="joint_state"),
            models.CheckConstraint(
                condition=models.Q(planned_until__gt=models.F("planned_from")), name="joint_span"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area", "-planned_from"], name="joint_of_area"),
            GinIndex(fields=["departments"], name="joint_departments"),
        ]

    @property
    def code(self) -> str:
        """What people quote."""
        return f"LH-{self.pk:06d}"


class OperationMember(models.Model):
    """A department that takes part: confirmed with its people, declined with a reason, or asked."""

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="members")
    operation_id: int
    department = models.CharField(max_length=64)
    people = models.CharField(max_length=500, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=128, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["operation", "department"], name="joint_member_once"),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(declined_at__isnull=True),
                name="joint_member_answer",
            ),
        ]


class OperationStation(models.Model):
    """A station that an operation goes to, and why it was chosen."""

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="stations")
    operation_id: int
    station_id = models.CharField(max_length=10)
    chosen = models.CharField(max_length=8)
    why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["operation", "station_id"], name="joint_station_once"),
            models.CheckConstraint(condition=models.Q(chosen__in=CHOSEN), name="joint_station_chosen"),
        ]


class OperationStep(models.Model):
    """Something that was done with an operation; never changed."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="steps")
    operation_id: int
    step = models.CharField(max_length=12)
    before = models.CharField(max_length=10, blank=True, default="")
    after = models.CharField(max_length=10, blank=True, default="")
    note = models.TextField(blank=True, default="")
    department = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)


class OperationTask(models.Model):
    """What a department has to do in an operation, who of them, by when."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="tasks")
    operation_id: int
    department = models.CharField(max_length=64)
    person = models.CharField(max_length=64, blank=True, default="")
    text = models.CharField(max_length=500)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=128, blank=True, default="")
    result = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)


class OperationRecord(models.Model):
    """An inspection whose record belongs to an operation."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="records")
    operation_id: int
    inspection = models.ForeignKey("inspection.Inspection", models.PROTECT, related_name="+")
    inspection_id: int
    department = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["operation", "inspection"], name="joint_record_once"),
        ]


class OperationFinding(models.Model):
    """What a member department found, at a station or elsewhere."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="findings")
    operation_id: int
    department = models.CharField(max_length=64)
    station_id = models.CharField(max_length=10, null=True)
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)


class OperationLink(models.Model):
    """A lead or a case that came out of an operation: its number and what people quote."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="links")
    operation_id: int
    kind = models.CharField(max_length=4)
    number = models.BigIntegerField()
    code = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["operation", "kind", "number"], name="joint_link_once"),
            models.CheckConstraint(condition=models.Q(kind__in=("lead", "case")), name="joint_link_kind"),
        ]


class OperationFile(models.Model):
    """A photo or scan of an operation, as it came; of a task what its result shows."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="files")
    operation_id: int
    task = models.ForeignKey(OperationTask, models.PROTECT, null=True, related_name="files")
    task_id: int | None
    caption = models.CharField(max_length=200, blank=True, default="")
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["operation", "sha256"], name="joint_file_once"),
        ]
