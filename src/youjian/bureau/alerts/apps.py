"""Django's name for this app."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Findings that ask a person to act, and what people did about them."""

    name = "youjian.bureau.alerts"
    label = "alerts"
    verbose_name = "预警"

    def ready(self) -> None:
        """Signed alerts are handed over when somebody leaves."""
        from youjian.bureau.accounts.work import register  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.alerts.work import SignedAlerts  # noqa: PLC0415

        register(SignedAlerts())
