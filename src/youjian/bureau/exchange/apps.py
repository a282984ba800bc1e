"""Django's name for this app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Catalogue, applications, uploads and files for platforms of others."""

    name = "youjian.bureau.exchange"
    label = "exchange"
    verbose_name = "平台对接"

    def ready(self) -> None:
        """What waits for a person stands on the workbench."""
        from youjian.bureau.exchange.work import Exchanges  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(Exchanges())
