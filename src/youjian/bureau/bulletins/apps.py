"""Django's name for this app."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """Bulletins made from figures, notices proposed from facts, answers by a date."""

    name = "youjian.bureau.bulletins"
    label = "bulletins"
    verbose_name = "通报和催办"

    def ready(self) -> None:
        """What waits for somebody stands on their workbench."""
        from youjian.bureau.bulletins.work import BulletinTasks  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(BulletinTasks())
