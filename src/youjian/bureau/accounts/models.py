"""Tables of people: departments with their posts, roles as data, users, sessions, delegations."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from youjian.bureau.accounts.models_security import (
    OldPassword,
    RecoveryCode,
    SecondFactor,
    SecurityPolicy,
    SingleSignOn,
)

__all__ = [
    "Delegation",
    "Department",
    "OldPassword",
    "OpenSession",
    "Post",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "SecurityPolicy",
    "SingleSignOn",
    "User",
]


class Department(models.Model):
    """A department that takes part in the supervision (部门), with what it is in charge of."""

    code = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=128)
    duties = models.TextField(blank=True, default="")
    contact = models.CharField(max_length=128, blank=True, default="")
    is_active = models.BooleanField(default=True)


class Post(models.Model):
    """A post (岗位) of a department: what its holder does, whoever it is."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="posts")
    department_id: str
    name = models.CharField(max_length=64)
    duties = models.CharField(max_length=512, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["department", "name"], name="post_once_in_department"),
        ]


class Role(models.Model):
    """A duty with its permissions; roles are rows, so that a city can make its own.

    A `system` role comes with the platform and cannot be deleted.
    """

    code = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=128)
    name_en = models.CharField(max_length=128, blank=True, default="")
    permissions = models.JSONField(default=list)
    system = models.BooleanField(default=False)


class User(AbstractBaseUser):
    """A person. `scope` lists prefixes of station ids that the person may see: a region's code, a station's
    id, `*` for all. `mobile` is a second name to log in by.
    """

    username = models.CharField(max_length=64, unique=True)
    mobile = models.CharField(max_length=16, unique=True, null=True, blank=True)
    display_name = models.CharField(max_length=128)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="users")
    post_id: int | None
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="users")
    department_id: str | None
    role = models.ForeignKey(Role, models.PROTECT, related_name="users")
    role_id: str
    scope = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[BaseUserManager["User"]] = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]


class OpenSession(models.Model):
    """A session that somebody opened; the session's key is found here to end it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    user_id: int
    key = models.CharField(max_length=40, unique=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.CharField(max_length=64)
    device = models.CharField(max_length=128)


class Delegation(models.Model):
    """A deputy (B) acts for a principal (A) from a day to a day, both included, in Asia/Shanghai (AB角)."""

    principal = models.ForeignKey(User, models.PROTECT, related_name="given")
    principal_id: int
    deputy = models.ForeignKey(User, models.PROTECT, related_name="received")
    deputy_id: int
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=256)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_by_id: int | None

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["deputy", "until_on"], name="delegations_by_deputy"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="delegation_ends_after_begin"
            ),
            models.CheckConstraint(
                condition=~models.Q(principal=models.F("deputy")), name="delegation_to_somebody_else"
            ),
        ]
