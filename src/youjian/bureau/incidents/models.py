"""Tables of emergencies: the event, its way, calls, photos; contacts, terms and who is told; drills.

`area` is the station's id, or the region's code; what belongs to an event or a drill is seen with it.
"""

from typing import Any, ClassVar

from django.db import models

KINDS = ("spill", "fire", "leak", "explosion", "other")
INCIDENT_STATES = ("reported", "handling", "controlled", "closed", "dismissed")
DRILL_STATES = ("planned", "held", "cancelled")
WHATS = ("respond", "report", "close", "drill")


class IncidentTerm(models.Model):
    """How long something may take by kind of event: `amount` in the unit of `what`, with where it is from.

    What holds for every kind has the kind `` (an interval of drills).
    """

    kind = models.CharField(max_length=12, blank=True, default="")
    what = models.CharField(max_length=8)
    amount = models.IntegerField()
    source = models.CharField(max_length=300)
    said_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "what"], name="incidents_term_once"),
            models.CheckConstraint(condition=models.Q(what__in=WHATS), name="incidents_term_what"),
            models.CheckConstraint(
                condition=models.Q(amount__range=(1, 100_000)), name="incidents_term_amount"
            ),
        ]


class IncidentAudience(models.Model):
    """A department that is told at once of events of a kind."""

    kind = models.CharField(max_length=12)
    department = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "department"], name="incidents_audience_once"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="incidents_audience_kind"),
        ]


class Incident(models.Model):
    """An emergency at a station or another place. Amounts in fen and mL; `key` is made where it was typed.

    `respond_by`, `report_by` and `close_by` are what the terms gave when it was reported or controlled.
    """

    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=12)
    level = models.CharField(max_length=1)
    text = models.TextField()
    area = models.CharField(max_length=10)
    station_id = models.CharField(max_length=10, null=True)
    place = models.CharField(max_length=200, blank=True, default="")
    happened_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reporter_name = models.CharField(max_length=64, blank=True, default="")
    reporter_phone = models.CharField(max_length=32, blank=True, default="")
    status = models.CharField(max_length=12)
    respond_by = models.DateTimeField()
    report_by = models.DateTimeField()
    close_by = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    first_report_at = models.DateTimeField(null=True)
    controlled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cause = models.TextField(blank=True, default="")
    losses = models.TextField(blank=True, default="")
    follow_up = models.TextField(blank=True, default="")
    deaths = models.IntegerField(default=0)
    injured = models.IntegerField(default=0)
    loss_fen = models.BigIntegerField(default=0)
    spilled_ml = models.BigIntegerField(default=0)
    lead_id = models.BigIntegerField(null=True)
    lead_code = models.CharField(max_length=16, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="incidents_incident_kind"),
            models.CheckConstraint(
                condition=models.Q(status__in=INCIDENT_STATES), name="incidents_incident_state"
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=("1", "2", "3", "4")), name="incidents_incident_level"
            ),
            models.CheckConstraint(
                condition=models.Q(station_id__isnull=True) | models.Q(area=models.F("station_id")),
                name="incidents_incident_area",
            ),
            models.CheckConstraint(
                condition=models.Q(deaths__gte=0, injured__gte=0, loss_fen__gte=0, spilled_ml__gte=0),
                name="incidents_incident_amounts",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="closed")
                | (models.Q(closed_at__isnull=False) & ~models.Q(cause="")),
                name="incidents_closed_has_cause",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "report_by"], name="incidents_due"),
            models.Index(fields=["area", "-reported_at"], name="incidents_of_area"),
        ]

    @property
    def code(self) -> str:
        """What people quote."""
        return f"TF-{self.pk:06d}"


class IncidentStep(models.Model):
    """Something that was done with an emergency; never changed."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps")
    incident_id: int
    step = models.CharField(max_length=12)
    before = models.CharField(max_length=12, blank=True, default="")
    after = models.CharField(max_length=12, blank=True, default="")
    note = models.TextField(blank=True, default="")
    detail = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)


class IncidentCall(models.Model):
    """A call that somebody made from the call list: whom, when, whether it was answered."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="calls")
    incident_id: int
    organisation = models.CharField(max_length=128)
    person = models.CharField(max_length=64, blank=True, default="")
    phone = models.CharField(max_length=32)
    answered = models.BooleanField()
    note = models.CharField(max_length=500, blank=True, default="")
    called_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)


class IncidentContact(models.Model):
    """A line of the call list of an area (a region or a station): for one kind of event, or (``) for all."""

    area = models.CharField(max_length=10)
    kind = models.CharField(max_length=12, blank=True, default="")
    organisation = models.CharField(max_length=128)
    person = models.CharField(max_length=64, blank=True, default="")
    duty = models.CharField(max_length=64, blank=True, default="")
    phone = models.CharField(max_length=32)
    position = models.SmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=("", *KINDS)), name="incidents_contact_kind"),
            models.UniqueConstraint(
                fields=["area", "kind", "organisation", "phone"],
                condition=models.Q(is_active=True),
                name="incidents_contact_once",
            ),
        ]


class Drill(models.Model):
    """A drill (演练): planned, held with what went well and badly, or cancelled.

    `participants` are {department, people}; `area` is the region that holds all its stations.
    """

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    area = models.CharField(max_length=10)
    held_on = models.DateField()
    scenario = models.TextField()
    participants: Any = models.JSONField(default=list)
    status = models.CharField(max_length=10)
    went_well = models.TextField(blank=True, default="")
    went_badly = models.TextField(blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="incidents_drill_kind"),
            models.CheckConstraint(condition=models.Q(status__in=DRILL_STATES), name="incidents_drill_state"),
        ]

    @property
    def code(self) -> str:
        """What people quote."""
        return f"YL-{self.pk:06d}"


class DrillStation(models.Model):
    """A station that takes part in a drill."""

    drill = models.ForeignKey(Drill, models.PROTECT, related_name="stations")
    drill_id: int
    station_id = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["drill", "station_id"], name="incidents_drill_station_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id"], name="incidents_drilled_station"),
        ]


class DrillMeasure(models.Model):
    """What has to be done after a drill, by which department and day."""

    drill = models.ForeignKey(Drill, models.PROTECT, related_name="measures")
    drill_id: int
    department = models.CharField(max_length=64)
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=128, blank=True, default="")
    result = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)


class IncidentPhoto(models.Model):
    """A photo or scan of an emergency or of a drill, as it came."""

    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="photos")
    incident_id: int | None
    drill = models.ForeignKey(Drill, models.PROTECT, null=True, related_name="photos")
    drill_id: int | None
    caption = models.CharField(max_length=200, blank=True, default="")
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["incident", "sha256"], name="incidents_photo_once"),
            models.UniqueConstraint(fields=["drill", "sha256"], name="incidents_drill_photo_once"),
            models.CheckConstraint(
                condition=models.Q(incident__isnull=False, drill__isnull=True)
                | models.Q(incident__isnull=True, drill__isnull=False),
                name="incidents_photo_of_one",
            ),
        ]
