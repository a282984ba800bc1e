"""Django's name for this app."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """How long records are kept; the limits and holds stand in the ledger."""

    name = "youjian.bureau.retention"
    label = "retention"
    verbose_name = "保存期限"
