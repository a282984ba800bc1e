"""Django's name for this app."""

from django.apps import AppConfig


class EcqsConfig(AppConfig):
    """Exchange with e-CQS: rounds in both directions, differences and their decisions."""

    name = "youjian.bureau.ecqs"
    label = "ecqs"
    verbose_name = "e-CQS"

    def ready(self) -> None:
        """Differences that nobody decided stand on their people's workbench."""
        from youjian.bureau.ecqs.work import Differences  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(Differences())
