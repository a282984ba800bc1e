"""Tables of the working-day calendar: days on which the rule of the week does not hold, and who took them."""

from typing import Any, ClassVar

from django.db import models


class Taking(models.Model):
    """A change of the calendar: a year's notice, or single days by hand. Rows are only added.

    `changes` lists what it changed: day, name and state before and after. The newest row's id is the
    calendar's revision.
    """

    at = models.DateTimeField()
    year = models.SmallIntegerField()
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=64, blank=True, default="")
    title = models.CharField(max_length=128, blank=True, default="")
    text = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=256, blank=True, default="")
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128)
    changes = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["year", "-id"], name="takings_by_year")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["notice", "rows"]), name="calendar_taking_kind_known"
            ),
        ]


class SpecialDay(models.Model):
    """A day that is worked on although it is a weekend, or rest although it is none (调休).

    `year` is the year whose notice names it: 31 December may belong to the next year's notice.
    """

    day: Any = models.DateField(primary_key=True)
    working = models.BooleanField()
    name = models.CharField(max_length=64)
    year = models.SmallIntegerField(db_index=True)
    taking = models.ForeignKey(Taking, models.PROTECT, related_name="+")
