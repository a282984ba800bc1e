"""Django's name for this app."""

from django.apps import AppConfig


class ConnectivityConfig(AppConfig):
    """Devices and stations up and down: outages with their causes, days online, rates."""

    name = "youjian.bureau.connectivity"
    label = "connectivity"
    verbose_name = "在线率"
