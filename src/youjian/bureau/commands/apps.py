"""Django's name for this app."""

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    """Commands to collectors; their rows stand in the ledger."""

    name = "youjian.bureau.commands"
    label = "commands"
    verbose_name = "采集终端指令"
