"""Django's name for this app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Who did and saw what, as a chain of entries that can only grow."""

    name = "youjian.bureau.journal"
    label = "journal"
    verbose_name = "操作日志"
