"""Django's name for this app."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """Risk classes of stations, decisions with repair and objections, inspections drawn by lot."""

    name = "youjian.bureau.credit"
    label = "credit"
    verbose_name = "风险和信用"

    def ready(self) -> None:
        """What waits for somebody stands on their workbench."""
        from youjian.bureau.credit.work import CreditTasks  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(CreditTasks())
