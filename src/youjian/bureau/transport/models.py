"""Tables of transport: tracks and e-locks, what was joined to what, and who settled what does not match."""

from typing import Any, ClassVar

from django.db import models


class TrackPoint(models.Model):
    """Where a tanker was (CGCS2000)."""

    pk: Any = models.CompositePrimaryKey("plate_no", "at")
    plate_no = models.TextField()
    at = models.DateTimeField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    speed_kmh = models.FloatField(null=True)

    class Meta:
        managed = False
        db_table = "track_points"


class LockEvent(models.Model):
    """What a tanker's electronic lock told: `locked`, `opened`, `forced`, `low_battery`."""

    pk: Any = models.CompositePrimaryKey("plate_no", "at", "lock_no", "code")
    plate_no = models.TextField()
    at = models.DateTimeField()
    lock_no = models.TextField()
    code = models.TextField()
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    waybill_no = models.TextField(null=True)
    detail = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "lock_events"


class TripLine(models.Model):
    """A trip's part for one consignee, as the ledger has it."""

    pk: Any = models.CompositePrimaryKey("waybill_no", "station_id")
    waybill_no = models.TextField()
    station_id = models.TextField(db_column="consignee_station_id")
    plate_no = models.TextField()
    product = models.TextField()
    loaded_ml = models.BigIntegerField()
    loaded_at = models.DateTimeField()
    loaded_temp_c = models.FloatField(null=True)
    loading_place = models.TextField()
    unloaded_at = models.DateTimeField(null=True)
    unloaded_ml = models.BigIntegerField(null=True)
    unloaded_temp_c = models.FloatField(null=True)
    density20_kg_m3 = models.FloatField(null=True)
    received_at = models.DateTimeField()
    test = models.BooleanField()

    class Meta:
        managed = False
        db_table = "trips"


class Match(models.Model):
    """What belongs together of a station's papers, gauge and trips, and what that says (单据核对).

    Kept by marks, made anew when a paper comes later. `key` names the group by its first document, trip or
    rise. `documents`, `rises` and `trips` are their numbers. Volumes are mL at 20 °C; `told` is what papers
    say, `came` what came, `apart` the difference with its interval. `checks` holds every comparison,
    `missing` what stands against a decision, `findings` what detection said of it. `todo`: a person is
    wanted. `status` is what people did: `open`, `taken`, `asked`, `handed`, `settled`.
    """

    station_id = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    product = models.CharField(max_length=8)
    state = models.CharField(max_length=24)
    documents = models.JSONField(default=list)
    rises = models.JSONField(default=list)
    trips = models.JSONField(default=list)
    told20_ml = models.BigIntegerField(null=True)
    came20_ml = models.BigIntegerField(null=True)
    apart20_ml = models.BigIntegerField(null=True)
    low20_ml = models.BigIntegerField(null=True)
    high20_ml = models.BigIntegerField(null=True)
    checks = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    plate_no = models.CharField(max_length=64, blank=True, default="")
    supplier_uscc = models.CharField(max_length=18, blank=True, default="")
    todo = models.BooleanField(default=False)
    status = models.CharField(max_length=8, default="open")
    taken_by = models.CharField(max_length=64, blank=True, default="")
    taken_by_name = models.CharField(max_length=128, blank=True, default="")
    reason = models.CharField(max_length=24, blank=True, default="")
    note = models.TextField(blank=True, default="")
    alert_id = models.BigIntegerField(null=True)
    settled_state = models.CharField(max_length=24, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-at", "-id"], name="matches_by_time"),
            models.Index(fields=["todo", "-at"], name="matches_to_do"),
            models.Index(fields=["due_at"], name="matches_by_due"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["station_id", "key"], name="match_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "taken", "asked", "handed", "settled"]),
                name="match_status_known",
            ),
        ]


class MatchStep(models.Model):
    """Something that was done with a match, by a person or because the data changed."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="steps")
    match_id: int
    station_id = models.CharField(max_length=10)
    at = models.DateTimeField()
    step = models.CharField(max_length=16)
    reason = models.CharField(max_length=24, blank=True, default="")
    note = models.TextField(blank=True, default="")
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "at"], name="match_steps_by_station"),
        ]


class Tie(models.Model):
    """Two records of a station that a person joined or took apart: `d:`, `r:` or `t:` and a number."""

    station_id = models.CharField(max_length=10)
    one = models.CharField(max_length=200)
    other = models.CharField(max_length=200)
    joined = models.BooleanField()
    at = models.DateTimeField()
    username = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["station_id", "one", "other"], name="tie_once")
        ]


class LoadingPlace(models.Model):
    """Where tankers load (油库): as trips name it, and where that is (CGCS2000)."""

    name = models.CharField(max_length=128, unique=True)
    longitude = models.FloatField()
    latitude = models.FloatField()


class TransportSettings(models.Model):
    """The one row of thresholds: from when on something on a track is shown, how long tracks are kept."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    stop_minutes = models.FloatField(default=10.0)
    stop_radius_m = models.FloatField(default=150.0)
    gap_minutes = models.FloatField(default=10.0)
    detour_factor = models.FloatField(default=1.5)
    detour_least_km = models.FloatField(default=10.0)
    station_radius_m = models.FloatField(default=300.0)
    place_radius_m = models.FloatField(default=800.0)
    track_days = models.IntegerField(default=90)
    least_drops = models.IntegerField(default=8)
    least_bias_permille = models.FloatField(default=1.0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_transport_settings"),
            models.CheckConstraint(condition=models.Q(track_days__gte=30), name="tracks_kept_a_month"),
        ]
