"""The ledger's quarantine as this app reads it."""

from django.db import models


class QuarantinedRecord(models.Model):
    """A record that was not stored among the facts (待核数据)."""

    id = models.BigIntegerField(primary_key=True)
    received_at = models.DateTimeField()
    station_id = models.TextField(null=True)
    collector_id = models.TextField(null=True)
    door = models.TextField()
    table_name = models.TextField()
    reason = models.TextField()
    detail = models.TextField()
    raw = models.BinaryField()
    status = models.TextField()
    asked_at = models.DateTimeField(null=True)
    asked_by = models.TextField(null=True)
    note = models.TextField(null=True)
    tried_at = models.DateTimeField(null=True)
    tried = models.TextField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "quarantine"
