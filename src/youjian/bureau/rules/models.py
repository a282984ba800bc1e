"""Tables of the rules desk: changes of rules and what they would do, and rules switched off at stations."""

from typing import ClassVar

from django.db import models

STATUSES = ("draft", "submitted", "approved", "rejected", "withdrawn", "revoked")
STATES = ("waiting", "running", "done", "failed", "cancelled")


class SwitchOff(models.Model):
    """A rule that raises no alerts at a station for a while; its findings are made and kept all the same.

    Nothing of another rule or station is touched. `ended_at` is set when somebody ends it before `until`,
    `queued_at` when it is over and the findings that are still open were queued again.
    """

    rule = models.CharField(max_length=64)
    station_id = models.CharField(max_length=10)
    from_at = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=512)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_by_id: int
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    ended_by_id: int | None
    ended_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=512, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["until"], name="switch_offs_by_end"),
            models.Index(fields=["station_id", "rule"], name="switch_offs_by_station"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("from_at")), name="switch_off_ends_after_start"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="switch_off_has_reason"),
        ]


class Proposal(models.Model):
    """A change of parameters that somebody proposes (规则调整), and what became of it.

    `values` are the parameters to be set otherwise, by rule; all others stay as in the set `base`, the newest
    there was when it was written. `hands` are the usernames of everybody who wrote it, alone or for another:
    none of them decides on it. An approved one has the `version` of its rule set; `counter` is the version
    that took its place when the approval was revoked.
    """

    base = models.CharField(max_length=128)
    effective_from = models.DateField()
    reason = models.CharField(max_length=2000)
    values = models.JSONField(default=dict)
    status = models.CharField(max_length=16, default="draft")
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=128)
    made_for = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()
    hands = models.JSONField(default=list)
    submitted_at = models.DateTimeField(null=True)
    no_backtest = models.CharField(max_length=2000, blank=True, default="")
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_by_name = models.CharField(max_length=128, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=2000, blank=True, default="")
    version = models.CharField(max_length=128, blank=True, default="")
    counter = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "-id"], name="rule_changes_by_status"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(status__in=STATUSES), name="rule_change_status_known"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="rule_change_has_reason"),
            models.CheckConstraint(
                condition=~models.Q(status__in=["approved", "rejected", "revoked"])
                | (models.Q(decided_at__isnull=False) & ~models.Q(decided_by=models.F("made_by"))),
                name="rule_change_two_persons",
            ),
        ]


class ProposalStep(models.Model):
    """Something that was done with a proposal."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    step = models.CharField(max_length=16)
    note = models.CharField(max_length=2000, blank=True, default="")
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128)


class Backtest(models.Model):
    """A proposal tried over sealed days. `digest` names exactly the values and the base that were tried.

    `sets` are the versions in force within the span, `rules` those whose parameters change. A station that
    could not be judged stands in `failures`. `stop` asks the worker to end it.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="backtests")
    proposal_id: int
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=16, default="waiting")
    asked_by = models.CharField(max_length=64)
    asked_by_name = models.CharField(max_length=128)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    stop = models.BooleanField(default=False)
    first_day = models.DateField()
    last_day = models.DateField()
    old = models.JSONField()
    new = models.JSONField()
    sets = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    stations = models.IntegerField(default=0)
    failures = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="backtest_state_known"),
        ]


class BacktestStation(models.Model):
    """One station of a backtest, done: what stood in the archive, and how many findings by rule.

    `counts` is a list of `{rule, severity, old, new}`; `said` counts the findings that were really raised in
    the span and `reproduced` those of them that the old parameters raise again. `old_alerts` and
    `new_alerts` count the alerts of these rules that are raised in the span.
    """

    backtest = models.ForeignKey(Backtest, models.CASCADE, related_name="done")
    station_id = models.CharField(max_length=10)
    sealed = models.IntegerField()
    missing = models.JSONField(default=list)
    thinned = models.JSONField(default=list)
    counts = models.JSONField(default=list)
    said = models.IntegerField(default=0)
    reproduced = models.IntegerField(default=0)
    old_alerts = models.IntegerField(default=0)
    new_alerts = models.IntegerField(default=0)
    failures = models.JSONField(default=list)
    seconds = models.FloatField(default=0.0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["backtest", "station_id"], name="backtest_station_once"),
        ]


class BacktestChange(models.Model):
    """A finding that would appear, vanish or move; `old_…` as it is with the old parameters, `new_…` with the
    new ones. `cause` is the alert's cause that it tells of. `finding_id` is the one really said.
    """

    backtest = models.ForeignKey(Backtest, models.CASCADE, related_name="changes")
    station_id = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    rule = models.CharField(max_length=64)
    cause = models.CharField(max_length=64)
    subject = models.CharField(max_length=32)
    finding_id = models.CharField(max_length=32, blank=True, default="")
    moved = models.JSONField(default=list)
    started_at = models.DateTimeField()
    old_started_at = models.DateTimeField(null=True)
    new_started_at = models.DateTimeField(null=True)
    old_detected_at = models.DateTimeField(null=True)
    new_detected_at = models.DateTimeField(null=True)
    old_severity = models.CharField(max_length=16, blank=True, default="")
    new_severity = models.CharField(max_length=16, blank=True, default="")
    old_verdict = models.CharField(max_length=16, blank=True, default="")
    new_verdict = models.CharField(max_length=16, blank=True, default="")
    old_status = models.CharField(max_length=16, blank=True, default="")
    new_status = models.CharField(max_length=16, blank=True, default="")
    old_colour = models.CharField(max_length=8, blank=True, default="")
    new_colour = models.CharField(max_length=8, blank=True, default="")
    old_estimate = models.FloatField(null=True)
    new_estimate = models.FloatField(null=True)
    unit = models.CharField(max_length=16)
    message = models.CharField(max_length=512)
    message_en = models.CharField(max_length=512, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["backtest", "kind", "started_at"], name="backtest_changes_by_kind"),
            models.Index(fields=["finding_id"], name="backtest_changes_by_finding"),
        ]


class BacktestAlert(models.Model):
    """An alert that would appear, vanish or move, put together as alerts are: one for a cause.

    `moved` names what is not the same (cause, colour, opened_at, findings, joined); `alert_id` is the alert
    that really stands for one of its findings.
    """

    backtest = models.ForeignKey(Backtest, models.CASCADE, related_name="alerts")
    station_id = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    cause = models.CharField(max_length=64)
    rules = models.JSONField(default=list)
    subject = models.CharField(max_length=32)
    alert_id = models.BigIntegerField(null=True)
    moved = models.JSONField(default=list)
    started_at = models.DateTimeField()
    old_cause = models.CharField(max_length=64, blank=True, default="")
    new_cause = models.CharField(max_length=64, blank=True, default="")
    old_colour = models.CharField(max_length=8, blank=True, default="")
    new_colour = models.CharField(max_length=8, blank=True, default="")
    old_opened_at = models.DateTimeField(null=True)
    new_opened_at = models.DateTimeField(null=True)
    old_findings = models.IntegerField(default=0)
    new_findings = models.IntegerField(default=0)
    message = models.CharField(max_length=512)
    message_en = models.CharField(max_length=512, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["backtest", "kind", "started_at"], name="backtest_alerts_by_kind"),
        ]
