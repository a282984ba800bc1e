"""Django's name for this app."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Access to operate the platform by ticket."""

    name = "youjian.bureau.tickets"
    label = "tickets"
    verbose_name = "运维工单"

    def ready(self) -> None:
        """What a ticket in force lends is asked for at every request of its holder."""
        from youjian.bureau.accounts.acting import lend_by  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.tickets.selectors import lent_to  # noqa: PLC0415

        lend_by(lent_to)
