"""Django's name for this app."""

from django.apps import AppConfig


class TaxConfig(AppConfig):
    """Measured, invoiced and declared litres and money by taxpayer; the tax function of nozzles."""

    name = "youjian.bureau.tax"
    label = "tax"
    verbose_name = "税务"

    def ready(self) -> None:
        """What waits for the tax desk stands on its people's workbench."""
        from youjian.bureau.tax.work import ChipTasks, HandOvers  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(ChipTasks())
        register(HandOvers())
