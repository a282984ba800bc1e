"""Django's name for this app."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Tables of what is live; keeps nothing."""

    name = "youjian.bureau.live"
    label = "live"
    verbose_name = "实时监测"
