"""Django's name for this app."""

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    """What was bought and how it came: deliveries, trips, invoices, declarations entered and imported."""

    name = "youjian.bureau.supply"
    label = "supply"
    verbose_name = "进销存：单据"
