"""Tables of risk and credit: weights, scores of months, decisions, requests, official classes, draws."""

from datetime import date
from typing import ClassVar

from django.db import models

KINDS = ("warning", "fine", "confiscation", "suspension", "revocation", "other")
CLASSES = ("A", "B", "C", "D")


class RiskScheme(models.Model):
    """A version of the weights: in force from `valid_from` once another person approved it.

    `limits` are the least points of B, C and D; `window_days` back findings are looked at.
    """

    version = models.IntegerField(unique=True)
    valid_from = models.DateField()
    half_life_days = models.IntegerField()
    window_days = models.IntegerField()
    online_pct = models.DecimalField(max_digits=5, decimal_places=2)
    limits = models.JSONField()
    source = models.CharField(max_length=400)
    status = models.CharField(max_length=10)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=64)
    proposed_by_name = models.CharField(max_length=128)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_by_name = models.CharField(max_length=128, blank=True, default="")
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "granted", "rejected"]), name="credit_scheme_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="granted") | ~models.Q(decided_by=models.F("proposed_by")),
                name="credit_scheme_four_eyes",
            ),
        ]


class RiskWeight(models.Model):
    """What a unit of an input is worth in a version; never changed."""

    scheme = models.ForeignKey(RiskScheme, models.PROTECT, related_name="weights")
    scheme_id: int
    code = models.CharField(max_length=32)
    points = models.DecimalField(max_digits=7, decimal_places=2)
    cap = models.DecimalField(max_digits=7, decimal_places=2)
    decays = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["scheme", "code"], name="credit_weight_once"),
        ]


class RiskScore(models.Model):
    """A station's score of a month as last worked out within it, with everything it came from."""

    station_id = models.CharField(max_length=10)
    month = models.DateField()
    on = models.DateField()
    scheme = models.ForeignKey(RiskScheme, models.PROTECT)
    scheme_id: int
    points = models.DecimalField(max_digits=8, decimal_places=2)
    risk_class = models.CharField(max_length=1)
    record_points = models.DecimalField(max_digits=8, decimal_places=2)
    parts = models.JSONField()
    lines = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["station_id", "month"], name="credit_score_once"),
            models.CheckConstraint(condition=models.Q(risk_class__in=CLASSES), name="credit_score_class"),
        ]


class CreditDecision(models.Model):
    """A decision of an authority on a station; counts from `effective_on` until it is repaired or annulled.

    `origin` says where it came from (`case:7`, `form:…`); one origin is entered once.
    """

    station_id = models.CharField(max_length=10)
    uscc = models.CharField(max_length=18, blank=True, default="")
    kind = models.CharField(max_length=16)
    number = models.CharField(max_length=64)
    authority = models.CharField(max_length=128)
    decided_on = models.DateField()
    effective_on = models.DateField()
    text = models.TextField()
    origin = models.CharField(max_length=64, unique=True)
    repaired_on = models.DateField(null=True)
    annulled_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="credit_decision_kind"),
            models.CheckConstraint(
                condition=models.Q(effective_on__gte=models.F("decided_on")), name="credit_decision_span"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "-decided_on"], name="credit_decision_at_station"),
        ]

    def standing(self, day: date) -> str:
        """pending, effective, repaired or annulled on a day."""
        if self.annulled_on is not None and self.annulled_on <= day:
            return "annulled"
        if self.repaired_on is not None and self.repaired_on <= day:
            return "repaired"
        return "effective" if self.effective_on <= day else "pending"


class CreditRequest(models.Model):
    """An objection to a decision or to a month's risk class, or the wish to have a decision repaired."""

    kind = models.CharField(max_length=12)
    station_id = models.CharField(max_length=10)
    decision = models.ForeignKey(CreditDecision, models.PROTECT, null=True, related_name="requests")
    decision_id: int | None
    month = models.DateField(null=True)
    text = models.TextField()
    status = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=128, blank=True, default="")
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["objection", "repair"]), name="credit_request_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "granted", "rejected"]), name="credit_request_state"
            ),
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False) | models.Q(kind="objection", month__isnull=False),
                name="credit_request_about",
            ),
            models.UniqueConstraint(
                fields=["kind", "decision"],
                condition=models.Q(status="open", decision__isnull=False),
                name="credit_request_open_once",
            ),
        ]


class CreditPaper(models.Model):
    """A scan or photo that belongs to a decision or to a request; never changed."""

    decision = models.ForeignKey(CreditDecision, models.PROTECT, null=True, related_name="papers")
    request = models.ForeignKey(CreditRequest, models.PROTECT, null=True, related_name="papers")
    station_id = models.CharField(max_length=10)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)


class OfficialClass(models.Model):
    """The 信用风险分类 of a company as the market supervision's system gives it, beside a station of it."""

    station_id = models.CharField(max_length=10)
    given = models.CharField(max_length=1)
    given_on = models.DateField()
    source = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["station_id", "given_on"], name="credit_official_once"),
            models.CheckConstraint(condition=models.Q(given__in=CLASSES), name="credit_official_class"),
        ]


class Conflict(models.Model):
    """Why an inspector may not be drawn for the stations whose ids begin with `reach`."""

    username = models.CharField(max_length=64)
    reach = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=128)
    ended_at = models.DateTimeField(null=True)


class Draw(models.Model):
    """Stations and inspectors by lot: the list is sealed first, the seed comes after it (`lots`)."""

    title = models.CharField(max_length=128)
    area = models.CharField(max_length=10)
    count = models.IntegerField()
    each = models.SmallIntegerField()
    due_on = models.DateField()
    method = models.CharField(max_length=32)
    weights = models.JSONField()
    list_text = models.TextField()
    list_digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    sealed_by_name = models.CharField(max_length=128)
    seed = models.CharField(max_length=200, blank=True, default="")
    seed_source = models.CharField(max_length=200, blank=True, default="")
    drawn_at = models.DateTimeField(null=True)
    drawn_by_name = models.CharField(max_length=128, blank=True, default="")


class DrawnInspection(models.Model):
    """A drawn station with its inspectors; checked off by the record that one of them made there."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="drawn")
    draw_id: int
    place = models.IntegerField()
    station_id = models.CharField(max_length=10)
    inspectors = models.JSONField()
    key = models.FloatField()
    due_on = models.DateField()
    drawn_at = models.DateTimeField()
    inspection_id = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draw", "station_id"], name="credit_drawn_once"),
        ]
