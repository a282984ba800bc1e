"""Tables of vapour recovery: what was read, days judged, fills beside fuellings, settings, factors."""

from typing import Any, ClassVar

from django.db import models


class DayRead(models.Model):
    """How many monitor records, readings and fuellings of a station-day were there when it was judged."""

    pk: Any = models.CompositePrimaryKey("station_id", "day")
    station_id = models.CharField(max_length=10)
    day = models.DateField()
    fills = models.IntegerField()
    readings = models.IntegerField()
    fuellings = models.IntegerField()


class DayVerdict(models.Model):
    """A day of a nozzle (`nozzle:3`) or of a station (`pressure`, `concentration`), judged by an edition.

    `figures` are the fields of the stream's verdict (`detection.vapour.streams`), from which the
    next day goes on. `state` is normal, warning (标准预警), alarm (标准报警) or not_judged.
    """

    pk: Any = models.CompositePrimaryKey("station_id", "subject", "day", "edition")
    edition = models.CharField(max_length=16)
    station_id = models.CharField(max_length=10)
    subject = models.CharField(max_length=24)
    day = models.DateField()
    state = models.CharField(max_length=12)
    streak = models.IntegerField()
    counted = models.IntegerField(null=True)
    bad = models.IntegerField(null=True)
    near_s = models.FloatField(null=True)
    most_ppm = models.FloatField(null=True)
    figures = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=["normal", "warning", "alarm", "not_judged"]),
                name="vapour_state_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["day", "edition", "state"], name="vapour_verdicts_by_day"),
        ]


class SyncDay(models.Model):
    """A nozzle's day: the monitor's records beside the dispenser's fuellings; mL.

    `within` counts matched fills whose litres differ by 1 % at most, `unseen` fuellings of at least 15 L
    without a monitor record. `recovered_ml` is fuel times A/L, at most the fuel itself.
    """

    pk: Any = models.CompositePrimaryKey("station_id", "nozzle_id", "day")
    station_id = models.CharField(max_length=10)
    nozzle_id = models.SmallIntegerField()
    day = models.DateField()
    fills = models.IntegerField()
    matched = models.IntegerField()
    within = models.IntegerField()
    unseen = models.IntegerField()
    fuel_ml = models.BigIntegerField()
    monitor_ml = models.BigIntegerField()
    dispenser_ml = models.BigIntegerField()
    recovered_ml = models.BigIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="vapour_sync_by_day")]


class VapourSettings(models.Model):
    """The one row of the city's choice: the edition whose states count."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    edition = models.CharField(max_length=16, default="gb2020")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_vapour_settings"),
        ]


class EmissionFactor(models.Model):
    """Vapour that a litre of petrol drives out at refuelling, mg/L, with its bounds, from a day on.

    `recovered` is the share of it that a nozzle with A/L 1 takes back.
    """

    valid_from = models.DateField(unique=True)
    mg_l = models.FloatField()
    low_mg_l = models.FloatField()
    high_mg_l = models.FloatField()
    recovered = models.FloatField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(low_mg_l__gt=0)
                & models.Q(low_mg_l__lte=models.F("mg_l"))
                & models.Q(high_mg_l__gte=models.F("mg_l"))
                & models.Q(recovered__gt=0)
                & models.Q(recovered__lte=1),
                name="vapour_factor_sound",
            ),
        ]


class UploadTarget(models.Model):
    """An ecology platform: where it listens, what it takes, and from when on it is sent to.

    `family` is hj212 (HJ 212-2017, ST=31) or the Beijing family as soap, xml or json, posted to `path`
    (`secure`: over HTTPS), which answers `accepted` for what it took. `password` is the PW of HJ 212 or the
    password of a JSON login; it and `sm4_key`, with which contents are sealed, are shown to nobody.
    """

    name = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=200)
    port = models.IntegerField()
    password = models.CharField(max_length=64, blank=True, default="")
    family = models.CharField(max_length=8, default="hj212")
    path = models.CharField(max_length=200, default="/")
    secure = models.BooleanField(default=False)
    accepted = models.CharField(max_length=32, default="01")
    sm4_key = models.CharField(max_length=32, blank=True, default="")
    since = models.DateTimeField()
    active = models.BooleanField(default=True)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(port__gte=1) & models.Q(port__lte=65535), name="vapour_target_port"
            ),
            models.CheckConstraint(
                condition=models.Q(family__in=["hj212", "soap", "xml", "json"]), name="vapour_target_family"
            ),
        ]


class UploadMessage(models.Model):
    """An hour of a station's fills or pressure for a target: one message, a packet a record.

    Its records are those received after `after` (empty: from the first) and until `until`: what comes late is
    a later `part`. `begun` gives the QNs, so that a packet sent again has the one it had; `acked` packets
    are taken over.
    """

    target = models.ForeignKey(UploadTarget, models.PROTECT)
    target_id: int
    station_id = models.CharField(max_length=10)
    kind = models.CharField(max_length=8)
    hour = models.DateTimeField()
    part = models.IntegerField()
    after = models.DateTimeField(null=True)
    until = models.DateTimeField()
    begun = models.DateTimeField()
    packets = models.IntegerField()
    acked = models.IntegerField(default=0)
    repeated = models.IntegerField(default=0)
    state = models.CharField(max_length=8, default="waiting")
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["target", "station_id", "kind", "hour", "part"], name="vapour_message_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent", "failed"])
                & models.Q(kind__in=["fills", "pressure"]),
                name="vapour_message_known",
            ),
            models.CheckConstraint(
                condition=models.Q(acked__lte=models.F("packets")), name="vapour_message_acked"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "next_at"], name="vapour_messages_due"),
        ]


class StationTest(models.Model):
    """A test that people made at a station, with what they measured and the verdict by GB 20952-2020.

    `worst` and `allowed` are Pa: the residual pressure beside the least one of table 2, or the back-pressure
    nearest to or furthest over its limit. `tested` and `bad` count lines, nozzles or checks.
    """

    station_id = models.CharField(max_length=10)
    kind = models.CharField(max_length=12)
    tested_on = models.DateField()
    next_due = models.DateField()
    tester = models.CharField(max_length=128)
    certificate_no = models.CharField(max_length=64)
    ullage_l = models.DecimalField(max_digits=9, decimal_places=1, null=True)
    nozzles = models.IntegerField(null=True)
    readings = models.JSONField()
    worst = models.FloatField(null=True)
    allowed = models.FloatField(null=True)
    tested = models.IntegerField()
    bad = models.IntegerField()
    verdict = models.CharField(max_length=4)
    note = models.CharField(max_length=500, blank=True, default="")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["station_id", "kind", "certificate_no"], name="vapour_test_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["tightness", "resistance", "ratio", "monitor"])
                & models.Q(verdict__in=["pass", "fail", "open"])
                & models.Q(next_due__gt=models.F("tested_on")),
                name="vapour_test_sound",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "kind", "-tested_on"], name="vapour_tests_by_station"),
        ]


class NozzleOrder(models.Model):
    """An order to a station to stop a nozzle, or to use it again; the platform moves nothing itself.

    draft -> signed -> served -> carried; a draft may be withdrawn, a stop is lifted when the order to use the
    nozzle again is signed (`lifts`). `document` is the signed paper, a JWS in its compact form.
    """

    station_id = models.CharField(max_length=10)
    nozzle_id = models.SmallIntegerField()
    action = models.CharField(max_length=6)
    lifts = models.ForeignKey("self", models.PROTECT, null=True)
    lifts_id: int | None
    reason = models.CharField(max_length=500)
    basis = models.CharField(max_length=200)
    state = models.CharField(max_length=9, default="draft")
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=64)
    drafted_by_name = models.CharField(max_length=128)
    signed_at = models.DateTimeField(null=True)
    signed_by_name = models.CharField(max_length=128, blank=True, default="")
    document = models.TextField(blank=True, default="")
    algorithm = models.CharField(max_length=8, blank=True, default="")
    public_key = models.CharField(max_length=130, blank=True, default="")
    served_at = models.DateTimeField(null=True)
    served_how = models.CharField(max_length=6, blank=True, default="")
    recipient = models.CharField(max_length=128, blank=True, default="")
    carried_at = models.DateTimeField(null=True)
    carried_by_name = models.CharField(max_length=128, blank=True, default="")
    carried_note = models.CharField(max_length=500, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["station_id", "nozzle_id"],
                condition=models.Q(action="stop", state__in=["draft", "signed", "served", "carried"]),
                name="vapour_order_one_stop",
            ),
            models.UniqueConstraint(
                fields=["lifts"],
                condition=models.Q(action="enable") & ~models.Q(state="withdrawn"),
                name="vapour_order_one_lift",
            ),
            models.CheckConstraint(
                condition=models.Q(action__in=["stop", "enable"])
                & models.Q(state__in=["draft", "signed", "served", "carried", "lifted", "withdrawn"])
                & models.Q(served_how__in=["", "portal", "hand"])
                & (models.Q(action="stop", lifts=None) | models.Q(action="enable", lifts__isnull=False)),
                name="vapour_order_sound",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "nozzle_id"], name="vapour_orders_by_nozzle"),
        ]


class VapourFile(models.Model):
    """A photo or scan of an order or a test (`order:7`), as it came; the same bytes once."""

    subject = models.CharField(max_length=24)
    station_id = models.CharField(max_length=10)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "sha256"], name="vapour_file_once"),
        ]


class DeviceEventRecord(models.Model):
    """Something that happened to a device, as the ledger has it."""

    pk: Any = models.CompositePrimaryKey("station_id", "device", "at", "code")
    station_id = models.CharField(max_length=10)
    device = models.TextField()
    at = models.DateTimeField()
    code = models.TextField()
    detail = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "device_events"
