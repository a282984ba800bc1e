"""Django's name for this app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The station's own pages: today's figures, deliveries, alerts, downtime."""

    name = "youjian.bureau.portal"
    label = "portal"
    verbose_name = "企业端"
