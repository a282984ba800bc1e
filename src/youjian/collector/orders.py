"""What the platform asks of this collector, and what became of it: each command answered once, by its id."""

from collections.abc import Callable, Iterable
from datetime import datetime

from youjian.collector.outbox import Outbox
from youjian.protocols.station import Command, CommandResult


class Orders:
    """The commands of one station; none can change, drop or hide a record."""

    def __init__(self, outbox: Outbox, now: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._now = now

    def obey(self, commands: Iterable[Command]) -> None:
        """Answer each command; a repeated id keeps its first result."""
        for command in commands:
            self._outbox.remember_result(self._result(command))

    def _result(self, command: Command) -> CommandResult:
        at = self._now()
        expired = command.expires_at is not None and command.expires_at < at
        return CommandResult(
            command_id=command.command_id,
            status="expired" if expired else "refused",
            at=at,
            detail=None if expired else f"this collector does not know {command.name!r}",
        )
