"""Django's name for this app."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """Telling people of alerts: channels, templates, deliveries and their receipts."""

    name = "youjian.bureau.notify"
    label = "notify"
    verbose_name = "通知"
