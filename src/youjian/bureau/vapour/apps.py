"""Django's name for this app."""

from django.apps import AppConfig


class VapourConfig(AppConfig):
    """Vapour recovery: days judged by the standard, fills beside fuellings, station tests, nozzle orders."""

    name = "youjian.bureau.vapour"
    label = "vapour"
    verbose_name = "油气回收"
