"""Tables of people: departments, roles as data, users."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Department(models.Model):
    """A department that takes part in the supervision (部门)."""

    code = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=128)


class Role(models.Model):
    """A duty with its permissions; roles are rows, so that a city can make its own."""

    code = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=128)
    permissions = models.JSONField(default=list)


class User(AbstractBaseUser):
    """A person. `scope` lists prefixes of station ids that the person may see: a region's code, `*` for
    all.
    """

    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=128)
    post = models.CharField(max_length=128, blank=True, default="")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="users")
    role = models.ForeignKey(Role, models.PROTECT, related_name="users")
    scope = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[BaseUserManager["User"]] = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
