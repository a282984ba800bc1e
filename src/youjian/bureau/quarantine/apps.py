"""Django's name for this app."""

from django.apps import AppConfig


class QuarantineConfig(AppConfig):
    """Records set aside; their rows stand in the ledger."""

    name = "youjian.bureau.quarantine"
    label = "quarantine"
    verbose_name = "待核数据"
