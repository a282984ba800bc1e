"""Django's name for this app."""

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    """Checklists by department, records of inspections with photos and signatures."""

    name = "youjian.bureau.inspection"
    label = "inspection"
    verbose_name = "现场检查"

    def ready(self) -> None:
        """Terms that run out stand on their people's workbench."""
        from youjian.bureau.inspection.work import Terms  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(Terms())
