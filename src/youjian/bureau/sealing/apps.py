"""Django's name for this app."""

from django.apps import AppConfig


class SealingConfig(AppConfig):
    """Station-days sealed and anchored; their index stands in the ledger."""

    name = "youjian.bureau.sealing"
    label = "sealing"
    verbose_name = "日数据固化"
