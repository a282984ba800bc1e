"""Tables of acceptance: a station's tests and documents by its id, the city's papers by their area."""

from typing import Any, ClassVar

from django.db import models


class AcceptanceLimit(models.Model):
    """A limit of a check as the city set it, with where it comes from."""

    code = models.CharField(primary_key=True, max_length=32)
    value = models.FloatField()
    source = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=128)


class StationGate(models.Model):
    """How far a station has come: tested, accepted, live."""

    station_id = models.CharField(primary_key=True, max_length=10)
    tested_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    live_on = models.DateField(null=True)


class JointTest(models.Model):
    """A joint test of a station over a span. `checks` are as measured; concluded it is never changed."""

    station_id = models.CharField(max_length=10)
    since = models.DateTimeField()
    until = models.DateTimeField()
    checks: Any = models.JSONField()
    status = models.CharField(max_length=10)
    verdict = models.CharField(max_length=8, blank=True, default="")
    note = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
    concluded_at = models.DateTimeField(null=True)
    concluded_by_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["station_id"], condition=models.Q(status="open"), name="joint_test_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", verdict="")
                | models.Q(status="concluded", verdict__in=["pass", "fail"]),
                name="joint_test_state",
            ),
        ]


class TestEntry(models.Model):
    """What a tester of a department found by hand, in a chapter of the plan."""

    test = models.ForeignKey(JointTest, models.PROTECT, related_name="entries")
    test_id: int
    station_id = models.CharField(max_length=10)
    chapter = models.CharField(max_length=12)
    item = models.CharField(max_length=120)
    result = models.CharField(max_length=8)
    note = models.CharField(max_length=500, blank=True, default="")
    department = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(chapter__in=["features", "indicators", "service"]), name="entry_chapter"
            ),
            models.CheckConstraint(condition=models.Q(result__in=["pass", "fail"]), name="entry_result"),
        ]


class AcceptanceAct(models.Model):
    """The acceptance document of a station, made of a test that passed; signed by somebody else."""

    test = models.ForeignKey(JointTest, models.PROTECT, related_name="acts")
    test_id: int
    station_id = models.CharField(max_length=10)
    number = models.CharField(max_length=64, unique=True)
    signatories: Any = models.JSONField()
    status = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=64, blank=True, default="")
    signed_by_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["test"], name="act_of_test_once"),
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | (models.Q(status="signed") & ~models.Q(signed_by=models.F("made_by"))),
                name="act_signed_by_another",
            ),
        ]


class FinalAcceptance(models.Model):
    """The final acceptance of an area (整体终验). `exceptions` are stations left out, with reasons."""

    area = models.CharField(max_length=10)
    number = models.CharField(max_length=64, unique=True)
    summary = models.TextField()
    exceptions: Any = models.JSONField(default=list)
    figures: Any = models.JSONField(default=dict)
    status = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=64, blank=True, default="")
    approved_by_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | (models.Q(status="approved") & ~models.Q(approved_by=models.F("made_by"))),
                name="final_approved_by_another",
            ),
        ]


class ExpertOpinion(models.Model):
    """An expert's opinion at the final acceptance, signed by typing the name; a scan may be attached."""

    final = models.ForeignKey(FinalAcceptance, models.PROTECT, related_name="opinions")
    final_id: int
    area = models.CharField(max_length=10)
    name = models.CharField(max_length=64)
    unit = models.CharField(max_length=128)
    title = models.CharField(max_length=64)
    opinion = models.TextField()
    agrees = models.BooleanField()
    signed_at = models.DateTimeField()
    entered_by_name = models.CharField(max_length=128)


class Evaluation(models.Model):
    """绩效评价: `indicators` are {code, name, weight, target, unit, measured, value, evidence, score}."""

    area = models.CharField(max_length=10)
    first = models.DateField()
    last = models.DateField()
    indicators: Any = models.JSONField()
    version = models.IntegerField(default=0)
    status = models.CharField(max_length=8)
    total = models.FloatField(null=True)
    grade = models.CharField(max_length=8, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=64, blank=True, default="")
    approved_by_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | (models.Q(status="approved") & ~models.Q(approved_by=models.F("made_by"))),
                name="evaluation_approved_by_another",
            ),
        ]


class AcceptanceFile(models.Model):
    """A signed scan of a station's document (`act`) or of an expert's opinion, as it came."""

    area = models.CharField(max_length=10)
    act = models.ForeignKey(AcceptanceAct, models.PROTECT, null=True, related_name="files")
    act_id: int | None
    opinion = models.ForeignKey(ExpertOpinion, models.PROTECT, null=True, related_name="files")
    opinion_id: int | None
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(act__isnull=False) ^ models.Q(opinion__isnull=False), name="file_of_one"
            ),
        ]
