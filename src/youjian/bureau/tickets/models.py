"""Tables of tickets and of the pledges of confidentiality that they want."""

from typing import ClassVar

from django.db import models

STATES = ("asked", "approved", "rejected", "withdrawn", "cut")


class Ticket(models.Model):
    """A ticket (运维工单): who wants to do what where, from when to when, and who let them.

    `permissions` are of the allowed list, `scope` prefixes of station ids within the holder's own. What is
    `approved` is in force from `from_at` until `until_at` or until it is cut.
    """

    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="tickets")
    asked_by_id: int
    asked_at = models.DateTimeField()
    why = models.CharField(max_length=512)
    permissions = models.JSONField(default=list)
    scope = models.JSONField(default=list)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="asked")
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_by_id: int | None
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=512, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["asked_by", "until_at"], name="tickets_of_a_person"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(status__in=STATES), name="ticket_state"),
            models.CheckConstraint(
                condition=models.Q(until_at__gt=models.F("from_at")), name="ticket_ends_after_begin"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="ticket_decided_by_another",
            ),
        ]

    @property
    def number(self) -> str:
        """As people quote it: GD000012."""
        return f"GD{self.pk:06d}"


class Pledge(models.Model):
    """A scan of a signed pledge of confidentiality (保密承诺); it holds through its last day (Shanghai)."""

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="pledges")
    user_id: int
    signed_on = models.DateField()
    until_on = models.DateField()
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=32)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=128)
