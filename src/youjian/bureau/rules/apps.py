"""Django's name for this app."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    """The rules desk: changes approved by a second person, switched off per station, backtests."""

    name = "youjian.bureau.rules"
    label = "rules"
    verbose_name = "规则"

    def ready(self) -> None:
        """Changes that wait for a decision stand on the workbench of those who may decide."""
        from youjian.bureau.rules.work import WaitingChanges  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(WaitingChanges())
