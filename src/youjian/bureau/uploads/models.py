"""Files that were uploaded, as they came, with what was found in them."""

from typing import ClassVar

from django.db import models

STATES = ("checking", "checked", "committing", "committed", "discarded", "refused")
"""The worker reads and checks; waits for its person; the worker writes; written; given up; not readable."""


class Upload(models.Model):
    """A file with rows of a table of some target (`targets`).

    `content` are its bytes, `rows` what became of each row (`kept.pack`). `outcome` is a digest of that, so
    that a commit can tell whether the person saw what it would do. `scope` is its sender's, for
    row-level security.
    """

    at = models.DateTimeField()
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128)
    scope = models.TextField()
    sheet = models.CharField(max_length=32)
    filename = models.CharField(max_length=200)
    bytes = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=12, default="checked")
    worksheet = models.TextField()
    header_row = models.IntegerField()
    columns = models.JSONField()
    remarks = models.JSONField()
    rows = models.BinaryField()
    outcome = models.CharField(max_length=64)
    total = models.IntegerField()
    new = models.IntegerField()
    changed = models.IntegerField()
    same = models.IntegerField()
    bad = models.IntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=128, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    effective_on = models.DateField(null=True)

    class Meta:
        db_table = "upload"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-at"], name="upload_by_time"),
            models.Index(fields=["sheet", "sha256"], name="upload_by_content"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="upload_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="committed") | (models.Q(bad=0) & ~models.Q(reason="")),
                name="committed_upload_is_clean",
            ),
        ]


class UploadProgress(models.Model):
    """How far the worker is with an upload: written beside its transaction, so that it can be seen."""

    upload_id = models.BigIntegerField(primary_key=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "upload_progress"
