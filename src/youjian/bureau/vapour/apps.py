"""Django's name for this app."""

from django.apps import AppConfig


class VapourConfig(AppConfig):
    """Vapour recovery: days judged by the standard, fills beside fuellings, station tests, nozzle orders."""

    name = "youjian.bureau.vapour"
    label = "vapour"
    verbose_name = "油气回收"

    def ready(self) -> None:
        """Orders and tests that wait stand on their people's workbench."""
        from youjian.bureau.vapour.work import Orders, Tests  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(Orders())
        register(Tests())
