"""Django's name for this app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Emergencies with their call list and report; drills with what is to be done after them."""

    name = "youjian.bureau.incidents"
    label = "incidents"
    verbose_name = "突发事件"

    def ready(self) -> None:
        """What waits for somebody stands on their workbench."""
        from youjian.bureau.incidents.work import Incidents  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(Incidents())
