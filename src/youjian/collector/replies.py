"""Replies as the collector reads them: what they say of records counts even where a command is unreadable.

A receipt is what lets records go; a command beside it that no type fits must not keep them here. Each command
is therefore read on its own, and one that cannot be read is refused by its id where it has one.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from msgspec import Raw

from youjian.contract.fields import Moment
from youjian.protocols.station import Command
from youjian.protocols.station.messages import Count, Quarantined

log = logging.getLogger(__name__)
_NONE = Raw(b"[]")


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """`BatchReceipt` with its commands unread."""

    batch_no: Count
    quarantined: list[Quarantined] = []
    commands: Raw = _NONE


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """`HeartbeatReply` with its commands unread."""

    server_time: Moment
    commands: Raw = _NONE


@dataclass(frozen=True)
class Commands:
    """Those that can be read, and why others cannot, by their ids."""

    readable: Sequence[Command] = ()
    refused: Sequence[tuple[str, str]] = ()


class _Named(msgspec.Struct, frozen=True):
    command_id: str


def commands_of(raw: Raw) -> Commands:
    """The commands of a reply, each read on its own; one without an id can only be told to the log.

    >>> commands_of(Raw(b'[{"command_id": "c-1", "name": "check_update", "arguments": {"version": 2}}]'))
    Commands(readable=[], refused=[('c-1', 'Expected `str`, got `int` - at `$.arguments[...]`')])
    """
    try:
        several = msgspec.json.decode(raw, type=list[Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        log.warning("the platform's commands cannot be read: %s", error)
        return Commands()
    readable: list[Command] = []
    refused: list[tuple[str, str]] = []
    for one in several:
        try:
            readable.append(msgspec.json.decode(one, type=Command))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            name = _name(one)
            refused += [(name, str(error))] if name else []
            log.warning("a command %s cannot be read: %s", name or "without an id", error)
    return Commands(readable, refused)


def _name(raw: Raw) -> str | None:
    """The id of a command, where it is one that can be answered."""
    try:
        name = msgspec.json.decode(raw, type=_Named).command_id
        msgspec.convert({"command_id": name, "name": "?"}, Command)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return name
