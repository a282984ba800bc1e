"""Django's name for this app."""

from django.apps import AppConfig


class MetrologyConfig(AppConfig):
    """Verification and its plan, seals and their custody, acceptance of dispensers, measured errors."""

    name = "youjian.bureau.metrology"
    label = "metrology"
    verbose_name = "计量"

    def ready(self) -> None:
        """What waits for the metering desk stands on its people's workbench."""
        from youjian.bureau.metrology.work import Appointments, Notices  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(Appointments())
        register(Notices())
