"""Django's name for this app."""

from django.apps import AppConfig


class TransportConfig(AppConfig):
    """Tanker trips, their tracks and e-locks; documents, gauge and trips joined, and what does not match."""

    name = "youjian.bureau.transport"
    label = "transport"
    verbose_name = "运输"

    def ready(self) -> None:
        """Papers that do not match stand on the workbench of those who may settle them."""
        from youjian.bureau.transport.work import PapersToCheck  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(PapersToCheck())
