"""Django's name for this app."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    """Work orders of 12345 and 12315, their deadlines and replies."""

    name = "youjian.bureau.hotline"
    label = "hotline"
    verbose_name = "热线工单"

    def ready(self) -> None:
        """Work orders that are due stand on their people's workbench."""
        from youjian.bureau.hotline.work import WorkOrders  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(WorkOrders())
