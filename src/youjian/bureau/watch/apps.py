"""Django's name for this app."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """The ten-minute tick, device states and the housekeeping of the worker."""

    name = "youjian.bureau.watch"
    label = "watch"
    verbose_name = "巡检"
