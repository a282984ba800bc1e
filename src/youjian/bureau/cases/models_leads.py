"""Tables of leads: the lead, its steps and photos, who told, and how long things may take."""

from typing import ClassVar

from django.db import models

SOURCES = ("hotline", "public", "inspection", "alert", "department", "other")
KINDS = (
    "metering",
    "quality",
    "price",
    "tax",
    "vapour",
    "safety",
    "seal",
    "mobile",
    "black_site",
    "own_tank",
    "other",
)
STATES = ("new", "accepted", "rejected", "merged", "closed")
OUTCOMES = ("", "confirmed", "partly", "unfounded", "unclear")


class Term(models.Model):
    """How many working days there are to say what became of something, by where it came from."""

    source = models.CharField(max_length=16, primary_key=True)
    working_days = models.SmallIntegerField()
    basis = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(working_days__range=(1, 250)), name="cases_term_of_days"
            ),
        ]


class Reporter(models.Model):
    """Who told something: confidential, shown masked, in full only with a reason.

    `area` is the station, or the region, of what was told.
    """

    area = models.CharField(max_length=10)
    name = models.CharField(max_length=64, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")


class Lead(models.Model):
    """Something to look into. `area` is the station's id, or the code of the region when there is no station.

    `origin` names what it came from (`hotline:12`), once; `place`, `plate` and coordinates say where a seller
    without a station was seen.
    """

    source = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    origin = models.CharField(max_length=64, null=True, unique=True)
    area = models.CharField(max_length=10)
    station_id = models.CharField(max_length=10, null=True)
    dispenser_id = models.SmallIntegerField(null=True)
    nozzle_id = models.SmallIntegerField(null=True)
    text = models.TextField()
    place = models.CharField(max_length=200, blank=True, default="")
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    plate = models.CharField(max_length=16, blank=True, default="")
    happened_at = models.DateTimeField(null=True)
    feedback_by = models.DateTimeField()
    department = models.CharField(max_length=32, blank=True, default="")
    reporter = models.OneToOneField(Reporter, models.PROTECT, null=True)
    reporter_id: int | None
    status = models.CharField(max_length=10)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True)
    merged_into_id: int | None
    outcome = models.CharField(max_length=12, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(source__in=SOURCES), name="cases_lead_source"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="cases_lead_kind"),
            models.CheckConstraint(condition=models.Q(status__in=STATES), name="cases_lead_state"),
            models.CheckConstraint(condition=models.Q(outcome__in=OUTCOMES), name="cases_lead_outcome"),
            models.CheckConstraint(
                condition=models.Q(station_id__isnull=True) | models.Q(area=models.F("station_id")),
                name="cases_lead_area",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "feedback_by"], name="cases_lead_due"),
            models.Index(fields=["area", "-made_at"], name="cases_lead_area_made"),
        ]

    @property
    def code(self) -> str:
        """What people quote."""
        return f"XS-{self.pk:06d}"


class LeadStep(models.Model):
    """Something that was done with a lead; never changed."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="steps")
    lead_id: int
    area = models.CharField(max_length=10)
    step = models.CharField(max_length=12)
    note = models.TextField(blank=True, default="")
    detail = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)


class LeadPhoto(models.Model):
    """A photo or scan of a lead as it came; the same bytes once."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="photos")
    lead_id: int
    area = models.CharField(max_length=10)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lead", "sha256"], name="cases_photo_once"),
        ]
