"""Tables of safe coming in: second factors with recovery codes, old passwords, and the city's policy."""

from typing import ClassVar

from django.db import models


class SecondFactor(models.Model):
    """What a person has beside the password (第二因子). `material` is sealed by the vault; a factor counts
    once `confirmed_at` is set. `last_step` is the last code's step, so that no code is used twice.
    """

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="second_factor")
    user_id: int
    kind = models.CharField(max_length=32)
    material = models.TextField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)
    failed_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """A code for who lost the phone: kept as a digest, used once."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="recovery_codes")
    user_id: int
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once"),
        ]


class OldPassword(models.Model):
    """The hash of a password that somebody had, so that it is not taken again."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="old_passwords")
    user_id: int
    hash = models.CharField(max_length=256)
    until_at = models.DateTimeField()


class SecurityPolicy(models.Model):
    """The city's policy, one row. `second_factor` is `auto` (on as soon as the first administrator enrolled),
    `on` or `off`; `privileged` lists the permissions that want it. None of a number: no limit.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    second_factor = models.CharField(max_length=8, default="auto")
    privileged = models.JSONField(default=list)
    password_days = models.IntegerField(null=True, default=90)
    password_history = models.IntegerField(default=5)
    ticket_hours = models.IntegerField(default=72)
    sessions_most = models.IntegerField(null=True, default=20)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=128, default="")


class SingleSignOn(models.Model):
    """Which identity of the city's login service an account belongs to: bound by an administrator, never by a
    login. One identity has one account.
    """

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="single_sign_on")
    user_id: int
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()
    bound_by_name = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="single_sign_on_once"),
        ]
