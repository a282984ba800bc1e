"""Django's name for this app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Regions, companies, stations and what stands on them, read from the ledger."""

    name = "youjian.bureau.registry"
    label = "registry"
    verbose_name = "站点档案"
