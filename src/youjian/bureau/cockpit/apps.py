"""Django's name for this app."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    """The wall: sums by day, county and product."""

    name = "youjian.bureau.cockpit"
    label = "cockpit"
    verbose_name = "驾驶舱"
