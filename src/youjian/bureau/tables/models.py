"""Views that people keep of a table."""

from typing import ClassVar

from django.db import models


class SavedView(models.Model):
    """A filter, order and choice of columns under a name, for its owner or also for the owner's
    department."""

    table = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    query = models.CharField(max_length=4000)
    shared = models.BooleanField(default=False)
    owner = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    owner_id: int
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "table", "name"], name="view_named_once"),
        ]
