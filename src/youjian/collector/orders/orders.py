"""What the platform asks of this collector, and what became of it: each command carried out once, by its id.

A result is on disk before anybody is told of it, and stays there: a command that is handed out again, after
a lost reply or a killed process, is answered again and not carried out again. A process killed while it
carried one out finds it unanswered; every verb of `Hands` may therefore be begun anew.
"""

import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from msgspec import Raw

from youjian.collector.orders.arguments import (
    AnnounceMaintenance,
    CheckUpdate,
    FailedError,
    RefusedError,
    ResendRange,
    RotateKey,
    RunProbe,
    SetInterval,
    SynchroniseClock,
    Wanted,
    read,
)
from youjian.collector.orders.memory import Memory
from youjian.collector.orders.words import both
from youjian.collector.outbox import Outbox
from youjian.collector.replies import commands_of
from youjian.protocols.station import Command, CommandResult

log = logging.getLogger(__name__)
_WAITING = 8
_UNANSWERED = 128
_LONGEST_DETAIL = 4000
_TICK_S = 1.0


class Hands(Protocol):
    """What a station can do at the platform's asking, one method a verb; each says what it did.

    RefusedError: it will not; FailedError: it could not. None changes, drops or hides a record, and none lets
    more than the allow-listed reads leave towards a device.
    """

    def platform_now(self) -> datetime:
        """The time at the platform as far as it is known; commands expire by it."""
        ...

    def resend_range(self, wanted: ResendRange) -> str:
        """Queue acknowledged records of a range again."""
        ...

    def set_interval(self, wanted: SetInterval) -> str:
        """Poll a device, or call the platform, in another rhythm, within bounds and from now on."""
        ...

    def synchronise_clock(self, command_id: str) -> str:
        """Set the box's clock by the platform's."""
        ...

    def run_probe(self, wanted: RunProbe) -> str:
        """What answers on a device's line, as JSON."""
        ...

    def rotate_key(self, command_id: str) -> str:
        """Sign with a new key."""
        ...

    def announce_maintenance(self, command_id: str, wanted: AnnounceMaintenance) -> str:
        """Remember maintenance; its beginning and end are recorded when they come."""
        ...

    def check_update(self, wanted: CheckUpdate) -> str:
        """Compare versions."""
        ...

    def due(self) -> None:
        """Record what an earlier command announced for now."""
        ...


class Orders:
    """The commands of one station; none can change, drop or hide a record.

    Short commands are carried out where they arrive, long ones by the thread in `run`.
    """

    def __init__(self, outbox: Outbox, now: Callable[[], datetime], hands: Hands | None = None) -> None:
        self._outbox = outbox
        self._now = now
        self._hands = hands
        self._memory = Memory(outbox)
        self._lock = threading.Lock()
        self._begun: set[str] = set()
        self._long: queue.Queue[tuple[Command, Wanted]] = queue.Queue(_WAITING)

    def hear(self, raw: Raw) -> None:
        """Obey the commands of a reply as it came; one that cannot be read is refused, where it has an id."""
        commands = commands_of(raw)
        self.obey(commands.readable)
        for command_id, why in commands.refused:
            unread = Command(command_id=command_id, name="?")
            try:
                known = self._memory.result(command_id)
                if known is not None:
                    self._outbox.remember_result(known)
                elif self._begin(unread):
                    self._answer(
                        unread, "refused", both(f"指令无法读取：{why}", f"the command cannot be read: {why}")
                    )
            except sqlite3.Error as error:
                log.error("command %s cannot be answered: %s", command_id, error)

    def obey(self, commands: Iterable[Command]) -> None:
        """Carry each command out, or have it done soon; a repeated id gets its first answer again."""
        for command in commands:
            try:
                known = self._memory.result(command.command_id)
                if known is not None:
                    self._outbox.remember_result(known)
                elif self._begin(command):
                    self._take(command)
            except sqlite3.Error as error:  # it is handed out again; records must go up meanwhile
                log.error("command %s cannot be answered: %s", command.command_id, error)

    def run(self, stop: threading.Event) -> None:
        """Carry out what takes long, and what an earlier command announced for now, until told to stop."""
        while not stop.is_set():
            if self._hands is not None:
                self._hands.due()
            try:
                command, wanted = self._long.get(timeout=_TICK_S)
            except queue.Empty:
                continue
            self._carry_out(command, wanted)

    def _begin(self, command: Command) -> bool:
        """Whether this command is to be carried out now: not while it is, nor while answers pile up."""
        with self._lock:
            if command.command_id in self._begun or len(self._outbox.results()) >= _UNANSWERED:
                return False
            self._begun.add(command.command_id)
            return True

    def _take(self, command: Command) -> None:
        now = self._hands.platform_now() if self._hands is not None else self._now()
        if command.expires_at is not None and command.expires_at <= now:
            self._answer(
                command,
                "expired",
                both(
                    f"送达时已过失效时间{command.expires_at.isoformat()}",
                    f"it came after {command.expires_at.isoformat()}",
                ),
            )
            return
        try:
            wanted = read(command.name, command.arguments, now)
        except RefusedError as error:
            self._answer(command, "refused", str(error))
            return
        if not isinstance(wanted, ResendRange | RunProbe):
            self._carry_out(command, wanted)
            return
        try:
            self._long.put_nowait((command, wanted))
        except queue.Full:  # it is handed out again
            with self._lock:
                self._begun.discard(command.command_id)

    def _carry_out(self, command: Command, wanted: Wanted) -> None:
        try:
            if self._hands is None:
                raise RefusedError(
                    both(f"本终端不能执行{command.name}", f"this collector cannot carry out {command.name}")
                )
            detail = _VERBS[type(wanted)](self._hands, command.command_id, wanted)
        except RefusedError as error:
            self._answer(command, "refused", str(error))
        except FailedError as error:
            self._answer(command, "failed", str(error))
        except Exception as error:
            log.exception("command %s (%s) failed", command.command_id, command.name)
            self._answer(
                command, "failed", both(f"终端内部错误：{error}", f"{type(error).__name__}: {error}")
            )
        else:
            self._answer(command, "done", detail)

    def _answer(self, command: Command, status: str, detail: str) -> None:
        result = CommandResult(
            command_id=command.command_id,
            status=status,  # type: ignore[arg-type]
            at=self._now(),
            detail=detail[:_LONGEST_DETAIL].replace("\x00", "\N{SYMBOL FOR NULL}") or None,
        )
        try:
            self._memory.keep(result)
            self._outbox.remember_result(result)
        finally:
            with self._lock:
                self._begun.discard(command.command_id)
        log.info("command %s (%s): %s: %s", command.command_id, command.name, status, detail)
        self._outbox.wake()


_VERBS: dict[type[Wanted], Callable[[Hands, str, Any], str]] = {
    ResendRange: lambda hands, _, wanted: hands.resend_range(wanted),
    SetInterval: lambda hands, _, wanted: hands.set_interval(wanted),
    SynchroniseClock: lambda hands, command_id, _: hands.synchronise_clock(command_id),
    RunProbe: lambda hands, _, wanted: hands.run_probe(wanted),
    RotateKey: lambda hands, command_id, _: hands.rotate_key(command_id),
    AnnounceMaintenance: lambda hands, command_id, wanted: hands.announce_maintenance(command_id, wanted),
    CheckUpdate: lambda hands, _, wanted: hands.check_update(wanted),
}
