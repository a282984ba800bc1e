"""Tables of duty: rosters, who is on duty when, and the sheets that go from shift to shift."""

from typing import Any, ClassVar

from django.db import models


class Roster(models.Model):
    """A department's duty roster (值班表) for a region: the whole city's code, or a county's.

    `shifts` are rows of `shifts.to_rows`; a change counts for what is filled from then on. From `from_on` on
    a shift with nobody is a gap.
    """

    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+")
    department_id: str
    region = models.CharField(max_length=10)
    name = models.CharField(max_length=64)
    shifts: Any = models.JSONField()
    from_on = models.DateField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["department", "region"], name="one_roster_of_a_department"),
        ]


class Entry(models.Model):
    """A shift of a day with who is on duty (主班) and who stands behind (副班/带班领导).

    The shift's name and span are those of the time when it was filled.
    """

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="entries")
    roster_id: int
    region = models.CharField(max_length=10)
    day = models.DateField()
    shift = models.CharField(max_length=16)
    shift_name = models.CharField(max_length=32)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    person_id: int
    deputy = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    deputy_id: int | None
    note = models.CharField(max_length=256, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ends_at", "starts_at"], name="duty_by_time"),
            models.Index(fields=["person", "ends_at"], name="duty_by_person"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["roster", "day", "shift"], name="one_entry_of_a_shift"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="duty_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(deputy__isnull=True) | ~models.Q(deputy=models.F("person")),
                name="duty_deputy_is_another",
            ),
        ]


class Handover(models.Model):
    """The sheet that goes from a shift to the next (交接班记录).

    `offered` waits for the successor, `returned` for an answer of who gave it, `taken` is sealed: the
    database refuses to change it. `sheet` is what the data said when it was offered, `digest` the SHA-256 of
    what was signed.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="handover")
    entry_id: int
    region = models.CharField(max_length=10)
    status = models.CharField(max_length=8, default="offered")
    sheet: Any = models.JSONField()
    remarks = models.TextField(blank=True, default="")
    watch = models.TextField(blank=True, default="")
    offered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    offered_by_id: int
    offered_by_name = models.CharField(max_length=128)
    offered_at = models.DateTimeField()
    next_entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    next_entry_id: int | None
    taken_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    taken_by_id: int | None
    taken_by_name = models.CharField(max_length=128, blank=True, default="")
    taken_at = models.DateTimeField(null=True)
    taken_note = models.TextField(blank=True, default="")
    passed: Any = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=["offered", "returned", "taken"]), name="handover_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="taken")
                | (models.Q(taken_at__isnull=False, taken_by__isnull=False) & ~models.Q(digest="")),
                name="taken_handover_is_signed",
            ),
        ]


class HandoverStep(models.Model):
    """Something that was done with a sheet: offered, returned with a reason, offered again, taken."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="steps")
    region = models.CharField(max_length=10)
    at = models.DateTimeField()
    step = models.CharField(max_length=16)
    note = models.TextField(blank=True, default="")
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128)
