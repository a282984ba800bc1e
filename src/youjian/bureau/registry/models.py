"""The register as the ledger keeps it (read and written through the ledger's own tables), and the city's
own data.
"""

from typing import Any, ClassVar

from django.db import models

from youjian.bureau.language import pick


class Station(models.Model):
    """One licensed retail site (加油站)."""

    station_id = models.CharField(max_length=10, primary_key=True)
    name = models.TextField()
    region_code = models.TextField()
    ownership = models.TextField()
    controlling_group = models.TextField(null=True)
    operating_mode = models.TextField(null=True)
    uscc = models.TextField()
    licence_no = models.TextField()
    licence_valid_until = models.DateField(null=True)
    licence_renewal_applied_on = models.DateField(null=True)
    vapour_monitoring = models.BooleanField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    status = models.TextField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    control = models.TextField(null=True)
    address = models.TextField(null=True)
    contact_name = models.TextField(null=True)
    contact_phone = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "stations"


class Tank(models.Model):
    """An underground tank (油罐)."""

    pk: Any = models.CompositePrimaryKey("station_id", "tank_id")
    station_id = models.CharField(max_length=10)
    tank_id = models.SmallIntegerField()
    product = models.TextField()
    capacity_l = models.FloatField()
    safe_fill_l = models.FloatField()
    diameter_mm = models.FloatField()
    manifold = models.TextField(null=True)
    density20_kg_m3 = models.FloatField()
    serial_no = models.TextField(null=True)
    installed_on = models.DateField(null=True)
    retired_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "tanks"


class TankChart(models.Model):
    """A line of a tank chart (罐容表)."""

    pk: Any = models.CompositePrimaryKey("station_id", "tank_id", "valid_from", "height_mm")
    station_id = models.CharField(max_length=10)
    tank_id = models.SmallIntegerField()
    valid_from = models.DateTimeField()
    height_mm = models.FloatField()
    volume_l = models.FloatField()

    class Meta:
        managed = False
        db_table = "tank_charts"


class Nozzle(models.Model):
    """Which tank a nozzle draws from, from a moment on; a null `valid_from` means always."""

    pk: Any = models.CompositePrimaryKey("station_id", "nozzle_id", "valid_from")
    station_id = models.CharField(max_length=10)
    nozzle_id = models.SmallIntegerField()
    valid_from = models.DateTimeField()
    dispenser_id = models.SmallIntegerField()
    tank_id = models.SmallIntegerField()
    product = models.TextField()
    retired_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "nozzles"


class Verification(models.Model):
    """A legal check of a nozzle (检定)."""

    pk: Any = models.CompositePrimaryKey("station_id", "nozzle_id", "verified_on", "certificate_no")
    station_id = models.CharField(max_length=10)
    nozzle_id = models.SmallIntegerField()
    verified_on = models.DateField()
    certificate_no = models.TextField()
    result = models.TextField()
    error_pct = models.FloatField(null=True)
    valid_until = models.DateField()

    class Meta:
        managed = False
        db_table = "verifications"


class Region(models.Model):
    """A region of the city's tree."""

    region_code = models.CharField(max_length=12, primary_key=True)
    name = models.TextField()
    parent_code = models.TextField(null=True)
    level = models.TextField()

    class Meta:
        managed = False
        db_table = "regions"


class Company(models.Model):
    """The legal entity that runs stations (经营企业)."""

    uscc = models.CharField(max_length=18, primary_key=True)
    name = models.TextField()
    controlling_group = models.TextField(null=True)
    control = models.TextField(null=True)
    address = models.TextField(null=True)
    contact_name = models.TextField(null=True)
    contact_phone = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "companies"


class FuellingRecord(models.Model):
    """A fuelling's current version."""

    pk: Any = models.CompositePrimaryKey("station_id", "nozzle_id", "seq")
    station_id = models.CharField(max_length=10)
    nozzle_id = models.SmallIntegerField()
    seq = models.BigIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    volume_ml = models.BigIntegerField()
    unit_price_fen = models.IntegerField()
    amount_fen = models.BigIntegerField()
    totalizer_ml = models.BigIntegerField()
    kind = models.TextField()
    source = models.TextField()

    class Meta:
        managed = False
        db_table = "fuellings_current"


class TankState(models.Model):
    """The latest reading of a tank."""

    pk: Any = models.CompositePrimaryKey("station_id", "tank_id")
    station_id = models.CharField(max_length=10)
    tank_id = models.SmallIntegerField()
    at = models.DateTimeField()
    product_mm = models.FloatField()
    water_mm = models.FloatField()
    temp_c = models.FloatField()
    volume_l = models.FloatField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "tank_states"


class NozzleState(models.Model):
    """The latest fuelling of a nozzle."""

    pk: Any = models.CompositePrimaryKey("station_id", "nozzle_id")
    station_id = models.CharField(max_length=10)
    nozzle_id = models.SmallIntegerField()
    seq = models.BigIntegerField()
    totalizer_ml = models.BigIntegerField()
    ended_at = models.DateTimeField()
    volume_ml = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    unit_price_fen = models.IntegerField()
    received_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "nozzle_states"


class DeviceState(models.Model):
    """A device's connection: `last_seen` is the platform's time."""

    pk: Any = models.CompositePrimaryKey("station_id", "device")
    station_id = models.CharField(max_length=10)
    device = models.TextField()
    status = models.TextField()
    last_seen = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "device_states"


class DeviceEvent(models.Model):
    """Something that happened to a device, as its collector told it; `test` while it was being tried."""

    pk: Any = models.CompositePrimaryKey("station_id", "device", "at", "code")
    station_id = models.CharField(max_length=10)
    device = models.TextField()
    at = models.DateTimeField()
    code = models.TextField()
    detail = models.TextField(null=True)
    test = models.BooleanField()

    class Meta:
        managed = False
        db_table = "device_events"


class Maintenance(models.Model):
    """A time for which work on a device was approved."""

    pk: Any = models.CompositePrimaryKey("station_id", "device", "starts_at")
    station_id = models.CharField(max_length=10)
    device = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.TextField()
    approved_by = models.TextField()

    class Meta:
        managed = False
        db_table = "maintenance"


class DoorEntry(models.Model):
    """Something that a door refused or noted."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    door = models.TextField()
    peer = models.TextField()
    station_id = models.TextField(null=True)
    kind = models.TextField()
    detail = models.TextField()

    class Meta:
        managed = False
        db_table = "door_journal"


class City(models.Model):
    """The one city of this installation: its names, its boundaries, and what its profile settles.

    `centres` says where its regions' labels stand; `profile` names the profile and `profile_digest` the state
    of its files that was taken last. `modules` lists the console's groups that are on (null: all of them),
    `terms` the city's own words by the console's, `limits` its numbers; the other lists are the profile's
    sections.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=128)
    title = models.CharField(max_length=128)
    title_en = models.CharField(max_length=128, default="")
    sample = models.BooleanField(default=False)
    boundaries_note = models.CharField(max_length=256)
    boundaries = models.JSONField(default=dict)
    centres = models.JSONField(default=dict)
    profile = models.CharField(max_length=64, default="")
    profile_digest = models.CharField(max_length=64, default="")
    modules = models.JSONField(null=True)
    terms = models.JSONField(default=dict)
    department_kinds = models.JSONField(default=dict)
    ownership_groups = models.JSONField(default=list)
    milestones = models.JSONField(default=list)
    rule_overrides = models.JSONField(default=dict)
    limits = models.JSONField(default=dict)

    @property
    def shown_title(self) -> str:
        """The platform's title in the language of the request."""
        return pick(self.title, self.title_en or self.title)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_city"),
        ]
