"""Django's name for this app."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Duty rosters and the hand-over from shift to shift."""

    name = "youjian.bureau.duty"
    label = "duty"
    verbose_name = "值班"

    def ready(self) -> None:
        """Sheets and gaps wait on the workbench; shifts to come are handed over when somebody leaves."""
        from youjian.bureau.accounts.work import register as leave_behind  # noqa: PLC0415 - models are ready
        from youjian.bureau.duty.work import Gaps, Handovers, ShiftsAhead  # noqa: PLC0415
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        leave_behind(ShiftsAhead())
        register(Handovers())
        register(Gaps())
