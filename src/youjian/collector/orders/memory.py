"""Which commands were carried out and how each ended: kept over restarts, the newest 256 of them.

A platform that hands out one id after another fills no disk: the oldest answer makes room.
"""

import threading

import msgspec

from youjian.collector.outbox import Outbox
from youjian.protocols.station import CommandResult

SLOTS = 256


class _Slot(msgspec.Struct, frozen=True):
    number: int
    result: CommandResult


class Memory:
    """Results by command, in notes of the outbox; every method may be called from any thread."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._lock = threading.Lock()
        self._results: dict[str, CommandResult] = {}
        kept = sorted(filter(None, map(self._load, range(SLOTS))), key=lambda slot: slot.number)
        self._next = kept[-1].number + 1 if kept else 0
        for slot in kept:
            self._results[slot.result.command_id] = slot.result

    def result(self, command_id: str) -> CommandResult | None:
        """How a command ended, or None when it has not been carried out as far as anybody remembers."""
        with self._lock:
            return self._results.get(command_id)

    def keep(self, result: CommandResult) -> None:
        """Remember how a command ended, on disk when this returns; on a full disk only until the end."""
        with self._lock:
            number, self._next = self._next, self._next + 1
            self._results[result.command_id] = result
            while len(self._results) > SLOTS:
                del self._results[next(iter(self._results))]
        note = msgspec.json.encode(_Slot(number, result)).decode()
        self._outbox.commit(notes={_name(number % SLOTS): note})

    def _load(self, number: int) -> _Slot | None:
        text = self._outbox.note(_name(number))
        return msgspec.json.decode(text, type=_Slot) if text else None


def _name(number: int) -> str:
    return f"order {number}"
