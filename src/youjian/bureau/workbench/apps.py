"""Django's name for this app."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """What waits for a person today; keeps nothing."""

    name = "youjian.bureau.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Tasks of the apps that do not register their own."""
        from youjian.bureau.workbench.sources import ALL  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        for source in ALL:
            register(source)
