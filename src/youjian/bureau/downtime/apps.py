"""Django's name for this app."""

from django.apps import AppConfig


class DowntimeConfig(AppConfig):
    """Announced downtime: asked for by one person, decided on by another."""

    name = "youjian.bureau.downtime"
    label = "downtime"
    verbose_name = "停机申报"
