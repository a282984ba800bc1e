"""Django's name for this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, departments, roles."""

    name = "youjian.bureau.accounts"
    label = "accounts"
    verbose_name = "人员与权限"

    def ready(self) -> None:
        """Deputies' duties are handed over with everything else."""
        from youjian.bureau.accounts.delegations import Duties  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.accounts.work import register  # noqa: PLC0415

        register(Duties())
