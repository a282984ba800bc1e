"""The journal's table (操作日志) and the head of its chain."""

from typing import ClassVar

from django.db import models


class JournalEntry(models.Model):
    """Who did or saw what. Rows are only ever added; each carries the digest of the one before it."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128)
    address = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    object = models.CharField(max_length=128)
    station_id = models.CharField(max_length=10, null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    result = models.CharField(max_length=256)
    algorithm = models.CharField(max_length=16)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["action", "-number"], name="journal_by_action"),
            models.Index(fields=["object", "-number"], name="journal_by_object"),
        ]


class JournalHead(models.Model):
    """The last entry's number and digest: one row, locked by whoever appends."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)
