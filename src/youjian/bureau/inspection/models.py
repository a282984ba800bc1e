"""Tables of inspections: checklists in versions; records, photos, signatures and notes, never changed."""

from typing import ClassVar

from django.db import models

CONCLUSIONS = ("clear", "rectify", "handle")
SIDES = ("inspector", "companion", "site")


class Checklist(models.Model):
    """What a department looks at on site, in the version that holds until the next.

    `items` are {code, zh, en, basis}; a version that was used is never changed.
    """

    department = models.CharField(max_length=32)
    zh = models.CharField(max_length=64)
    en = models.CharField(max_length=64)
    version = models.IntegerField()
    items = models.JSONField()
    source = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["department", "version"], name="inspection_checklist_version"),
        ]


class Inspection(models.Model):
    """An inspection as both sides signed it. `number` is made where it was entered and comes in once.

    Times of the visit are the device's; `received_at` is the platform's. `digest` is of everything handed in.
    `effects` say what became of the seals; `leads` are the numbers of leads that it opened.
    """

    number = models.UUIDField(unique=True)
    station_id = models.CharField(max_length=10)
    checklist = models.ForeignKey(Checklist, models.PROTECT)
    department = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    received_at = models.DateTimeField()
    inspectors = models.JSONField()
    site_name = models.CharField(max_length=64)
    site_role = models.CharField(max_length=64, blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    placed_at = models.DateTimeField(null=True)
    answers = models.JSONField()
    readings = models.JSONField()
    seals = models.JSONField()
    findings = models.TextField(blank=True, default="")
    problems = models.SmallIntegerField()
    conclusion = models.CharField(max_length=12)
    rectify_by = models.DateField(null=True)
    statement = models.TextField(blank=True, default="")
    refused = models.TextField(blank=True, default="")
    effects = models.JSONField()
    leads = models.JSONField()
    digest = models.CharField(max_length=64)
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(conclusion__in=CONCLUSIONS), name="inspection_conclusion"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__gte=models.F("started_at")), name="inspection_span"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "-ended_at"], name="inspection_at_station"),
        ]

    @property
    def code(self) -> str:
        """What people quote."""
        return f"JC-{self.pk:06d}"


class InspectionPhoto(models.Model):
    """A photo of an inspection as it came, with the device's time and place."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="photos")
    inspection_id: int
    station_id = models.CharField(max_length=10)
    item = models.CharField(max_length=32, blank=True, default="")
    caption = models.CharField(max_length=200, blank=True, default="")
    taken_at = models.DateTimeField()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()


class Signature(models.Model):
    """A hand-drawn signature (PNG) under an inspection."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="signatures")
    inspection_id: int
    station_id = models.CharField(max_length=10)
    side = models.CharField(max_length=12)
    name = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(side__in=SIDES), name="inspection_signature_side"),
        ]


class InspectionNote(models.Model):
    """What was added to a record later; the record itself stays as it was signed."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="notes")
    inspection_id: int
    station_id = models.CharField(max_length=10)
    kind = models.CharField(max_length=12)
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
