"""Tables of notification: channels, rules, wordings, what people wish, messages and their deliveries."""

import uuid
from datetime import time
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

KINDS = (
    "mail", "wecom_robot", "dingtalk_robot", "feishu_robot", "webhook", "sms", "wecom", "dingtalk",
)  # fmt: skip
PERSONAL = frozenset({"mail", "sms", "wecom", "dingtalk"})
"""Kinds that reach one person; the others reach a group or a machine."""
WAITING = ("held", "queued")
"""Deliveries that are still to be sent."""


def _codes() -> Any:
    return ArrayField(models.CharField(max_length=64), default=list, blank=True)


class Channel(models.Model):
    """A way to reach people (通知渠道).

    `secret` is sealed (`notify.secrets`) and never shown. `department` is whose group a robot or webhook
    reaches; empty: the whole city's. `per_minute` bounds what is sent in any 60 seconds. A removed channel
    stays for its deliveries' sake.
    """

    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    department = models.CharField(max_length=64, blank=True, default="")
    settings = models.JSONField(default=dict)
    secret = models.TextField(blank=True, default="")
    enabled = models.BooleanField(default=True)
    per_minute = models.PositiveIntegerField(default=60)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=512, blank=True, default="")
    ok_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="channel_kind_known"),
            models.CheckConstraint(condition=Q(per_minute__gt=0), name="channel_sends_something"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(removed_at__isnull=True), name="channel_name_once"
            ),
        ]


class Wish(models.Model):
    """How a person wants to be told (通知偏好): addresses, from which colour on, quiet hours, sound.

    `levels` maps a kind of channel to the mildest colour that is sent there, or `off`; a kind that is not
    named sends everything. Quiet hours are Asia/Shanghai and may pass midnight; without own ones the
    department's hold.
    """

    user = models.OneToOneField("accounts.User", models.CASCADE, primary_key=True, related_name="wish")
    user_id: int
    language = models.CharField(max_length=2, default="zh")
    email = models.CharField(max_length=254, blank=True, default="")
    wecom_user = models.CharField(max_length=64, blank=True, default="")
    dingtalk_user = models.CharField(max_length=64, blank=True, default="")
    levels = models.JSONField(default=dict)
    own_quiet = models.BooleanField(default=False)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    sound = models.BooleanField(default=True)
    desktop = models.BooleanField(default=False)


class QuietHours(models.Model):
    """A department's quiet hours (免打扰), Asia/Shanghai; the empty code is for everybody else."""

    department = models.CharField(max_length=64, primary_key=True)
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()


def _morning() -> list[str]:
    return ["08:30"]


def _red() -> list[str]:
    return ["red"]


class Policy(models.Model):
    """What holds for all: colours that pass quiet hours, when digests go out (HH:MM, Asia/Shanghai), from
    how many messages in how many minutes on a person gets the rest as one digest.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    passes: Any = ArrayField(models.CharField(max_length=8), default=_red)
    digest_at: Any = ArrayField(models.CharField(max_length=5), default=_morning)
    burst = models.PositiveSmallIntegerField(default=10)
    burst_minutes = models.PositiveSmallIntegerField(default=10)
    dead_after = models.PositiveSmallIntegerField(default=12)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="one_policy"),
            models.CheckConstraint(condition=Q(dead_after__gt=0), name="policy_tries_once"),
        ]


class Rule(models.Model):
    """Who is told of what (通知规则).

    Empty lists ask for nothing. `audience`: `duty` (on duty in the responsible department), `assigned`,
    `informed` (on duty in the other departments), `roles` (people with one of `roles` in the responsible
    department, or in none of a department when `city` holds), `groups` (the department's and the city's
    robots), `webhooks`. `pace` is `now` or `digest`.
    """

    name = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField(default=100)
    enabled = models.BooleanField(default=True)
    whats: Any = _codes()
    colours: Any = _codes()
    departments: Any = _codes()
    regions: Any = _codes()
    min_level = models.PositiveSmallIntegerField(default=0)
    audience = models.CharField(max_length=16)
    roles: Any = _codes()
    city = models.BooleanField(default=False)
    channels: Any = ArrayField(models.BigIntegerField(), default=list, blank=True)
    pace = models.CharField(max_length=8, default="now")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(audience__in=["duty", "assigned", "informed", "roles", "groups", "webhooks"]),
                name="rule_audience_known",
            ),
            models.CheckConstraint(condition=Q(pace__in=["now", "digest"]), name="rule_pace_known"),
        ]


class Wording(models.Model):
    """A text that the city changed (通知模板); without a row the platform's own stands."""

    form = models.CharField(max_length=16)
    step = models.CharField(max_length=16)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=256, blank=True, default="")
    text = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["form", "step", "language"], name="wording_once"),
        ]


class Cursor(models.Model):
    """Up to which event number alerts have been turned into deliveries; `lost` counts events that had been
    dropped before they were read.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    lost = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="one_notify_cursor"),
        ]


class Message(models.Model):
    """Something that is told once (消息). `id` is what receivers may tell repeats by; `source` keeps one
    cause from being told twice.

    `facts` holds what an alert's text is made from, as it was when it happened. A message about no station
    has an empty `station_id`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source = models.CharField(max_length=128, unique=True)
    step = models.CharField(max_length=16)
    what = models.CharField(max_length=16, blank=True, default="")
    alert_id = models.BigIntegerField(null=True)
    station_id = models.CharField(max_length=10, blank=True, default="")
    colour = models.CharField(max_length=8, blank=True, default="")
    subject = models.CharField(max_length=256)
    subject_en = models.CharField(max_length=256, blank=True, default="")
    text = models.TextField(blank=True, default="")
    text_en = models.TextField(blank=True, default="")
    path = models.CharField(max_length=256, blank=True, default="")
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alert_id", "made_at"], name="messages_by_alert"),
            models.Index(fields=["-made_at"], name="messages_by_time"),
        ]


class Attachment(models.Model):
    """A file that goes with a message to mailboxes (附件); the other channels have its link."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=96)
    content = models.BinaryField()


class Delivery(models.Model):
    """A message on its way to one person or group over one channel (投递).

    Without a channel it is the in-app one. `action` is `tell`, `todo` (create a to-do in the person's app)
    or `finish` (close the to-do of `of`). States: `held` (until `next_at`, then in a digest), `queued`,
    `sent`, `delivered`, `read`, `digested` (told in the digest `of`), `dead`, `cancelled`. `taken_by` is the
    presence of the worker that is sending it now. `receipt` is what the channel calls it.
    """

    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    message_id: uuid.UUID
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    user_id: int | None
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="deliveries")
    channel_id: int | None
    action = models.CharField(max_length=8, default="tell")
    stands_for = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=2, default="zh")
    state = models.CharField(max_length=12, default="queued")
    next_at = models.DateTimeField()
    taken_by = models.IntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=512, blank=True, default="")
    receipt = models.JSONField(default=dict)
    of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    of_id: int | None
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["channel", "next_at"], name="deliveries_due", condition=Q(state__in=WAITING)
            ),
            models.Index(
                fields=["user", "-id"], name="deliveries_unread",
                condition=Q(channel__isnull=True, read_at__isnull=True),
            ),
            models.Index(fields=["user", "-id"], name="deliveries_by_user"),
            models.Index(fields=["state", "-id"], name="deliveries_by_state"),
            models.Index(fields=["message"], name="deliveries_by_message"),
            models.Index(
                fields=["channel"], name="deliveries_taken", condition=Q(taken_by__isnull=False)
            ),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["message", "user", "channel", "action"],
                nulls_distinct=False,
                name="told_once_by_channel",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "held", "queued", "sent", "delivered", "read", "digested", "dead", "cancelled",
                    ]
                ),
                name="delivery_state_known",
            ),
        ]  # fmt: skip


class Attempt(models.Model):
    """One try to send a delivery: what came of it."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ok = models.BooleanField()
    said = models.CharField(max_length=512, blank=True, default="")
    seconds = models.FloatField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["channel", "-at"], name="attempts_by_channel"),
            models.Index(fields=["delivery"], name="attempts_by_delivery"),
        ]


NIGHT_FROM, NIGHT_UNTIL = time(22, 0), time(7, 0)
"""The quiet hours that the platform comes with."""
