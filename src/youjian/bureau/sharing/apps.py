"""Django's name for this app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Agreements, the clients that read under them, and a record of everything that left."""

    name = "youjian.bureau.sharing"
    label = "sharing"
    verbose_name = "数据共享"

    def ready(self) -> None:
        """Agreements that wait for approval, or end soon, stand on the workbench."""
        from youjian.bureau.sharing.work import Agreements  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(Agreements())
