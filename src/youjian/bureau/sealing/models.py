"""The ledger's index of day seals and anchors as this app reads it."""

from typing import Any

from django.db import models


class DaySeal(models.Model):
    """One revision of a sealed station-day (日数据固化)."""

    pk: Any = models.CompositePrimaryKey("station_id", "day", "revision")
    station_id = models.CharField(max_length=10)
    day = models.DateField()
    revision = models.IntegerField()
    number = models.BigIntegerField()
    reason = models.TextField()
    sealed_at = models.DateTimeField()
    seal = models.TextField()
    previous = models.TextField()
    merkle_root = models.TextField()
    registry = models.TextField()
    rows = models.JSONField()
    anchor = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "day_seals"


class LateDay(models.Model):
    """A mark: records were stored of a day that was over."""

    id = models.BigIntegerField(primary_key=True)
    station_id = models.CharField(max_length=10)
    day = models.DateField()

    class Meta:
        managed = False
        db_table = "late_days"


class SealedThrough(models.Model):
    """Through which day a station is sealed, from its first on."""

    station_id = models.CharField(max_length=10, primary_key=True)
    first_day = models.DateField()
    through = models.DateField()

    class Meta:
        managed = False
        db_table = "sealed_through"


class SealingFailure(models.Model):
    """A station whose days could not be sealed at the last try, and why."""

    station_id = models.CharField(max_length=10, primary_key=True)
    day = models.DateField()
    since = models.DateTimeField()
    at = models.DateTimeField()
    error = models.TextField()

    class Meta:
        managed = False
        db_table = "sealing_failures"


class Anchor(models.Model):
    """An anchor in the second place (存证锚点)."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    digest = models.TextField()
    previous = models.TextField()
    root = models.TextField()
    algorithm = models.TextField()
    key_id = models.TextField()

    class Meta:
        managed = False
        db_table = "anchors"
