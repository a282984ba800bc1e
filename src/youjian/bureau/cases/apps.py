"""Django's name for this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Leads: where they come from, who takes them, what became of them; who told stays confidential."""

    name = "youjian.bureau.cases"
    label = "cases"
    verbose_name = "线索"

    def ready(self) -> None:
        """Leads that wait stand on their people's workbench."""
        from youjian.bureau.cases.work import Leads  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(Leads())
