"""Where papers came from: who entered them, out of which file, with which photos."""

from typing import ClassVar

from django.db import models

PAPERS = ("deliveries", "trips", "invoices", "declarations")
SOURCES = ("form", "portal", "import", "api")


class Entry(models.Model):
    """That a person brought a paper into the ledger: which one, when, by which way.

    `paper` is its table, `key` the columns of its key joined by `|`. `given` holds what was given as it was
    given (JSON), `basis` says how its litres came about. A paper without an entry came from a collector.
    """

    paper = models.CharField(max_length=16)
    key = models.CharField(max_length=200)
    station_id = models.CharField(max_length=10)
    at = models.DateTimeField()
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128)
    source = models.CharField(max_length=8)
    upload_id = models.BigIntegerField(null=True)
    row = models.IntegerField(null=True)
    client = models.CharField(max_length=64, blank=True, default="")
    basis = models.CharField(max_length=12, default="stated")
    given = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["station_id", "-at"], name="supply_entry_by_station"),
            models.Index(fields=["upload_id"], name="supply_entry_by_upload"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["paper", "key"], name="supply_entry_once"),
            models.CheckConstraint(condition=models.Q(paper__in=PAPERS), name="supply_entry_paper_known"),
            models.CheckConstraint(condition=models.Q(source__in=SOURCES), name="supply_entry_source_known"),
        ]


class Attachment(models.Model):
    """A photo or scan of a paper, as it came; the same bytes are kept once for a paper."""

    paper = models.CharField(max_length=16)
    key = models.CharField(max_length=200)
    station_id = models.CharField(max_length=10)
    at = models.DateTimeField()
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=128)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    bytes = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["paper", "key", "sha256"], name="supply_attachment_once"),
            models.CheckConstraint(
                condition=models.Q(paper__in=PAPERS), name="supply_attachment_paper_known"
            ),
        ]
