"""Django's name for this app."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Findings that ask a person to act, and what people did about them."""

    name = "youjian.bureau.alerts"
    label = "alerts"
    verbose_name = "预警"
