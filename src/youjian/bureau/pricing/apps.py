"""Django's name for this app."""

from django.apps import AppConfig


class PricingConfig(AppConfig):
    """Maximum retail prices, prices seen, anomalies."""

    name = "youjian.bureau.pricing"
    label = "pricing"
    verbose_name = "价格"

    def ready(self) -> None:
        """Prices seen are kept with the sums of sales."""
        from youjian.bureau.cockpit.summing import follow  # noqa: PLC0415 - apps are ready only now
        from youjian.bureau.pricing.keeping import keep  # noqa: PLC0415

        follow(keep)
