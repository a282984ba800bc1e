"""Django's name for this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Leads and cases: where they come from, who takes them, what became of them; who told is hidden."""

    name = "youjian.bureau.cases"
    label = "cases"
    verbose_name = "线索和案件"

    def ready(self) -> None:
        """What waits for somebody stands on their workbench."""
        from youjian.bureau.cases.work import Cases, Leads  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(Leads())
        register(Cases())
