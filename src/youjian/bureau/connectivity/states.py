"""How each device of a station stands now, and why. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

COLLECTOR, VAPOUR = "collector", "vapour"
_WORST = ("down", "unknown", "late", "maintenance", "up", "new")


@dataclass(frozen=True)
class Told:
    """What is known of one source of signs of life: its row of the device states, and its last flip."""

    source: str
    status: str
    last_seen: datetime | None = None
    since: datetime | None = None
    overdue: bool = False
    word: str = "ok"
    """The collector's own word for it."""


@dataclass(frozen=True)
class State:
    """A device's state; `parts` are its sources that are not well."""

    device: str
    status: str
    since: datetime | None
    last_seen: datetime | None
    because: str
    """`behind` a silent collector, `overdue` data, a `word` of the collector, or nothing special."""
    word: str
    parts: tuple[str, ...]


def states(told: Sequence[Told], devices: Mapping[str, str], registered: Sequence[str]) -> list[State]:
    """The station's devices in the order of the register.

    `devices` says which device a source belongs to (a nozzle to its dispenser); what is registered and was
    never heard is `new`. A dispenser is as the worst of its nozzles: one that is not read may sell unseen.
    """
    by_device: dict[str, list[Told]] = {}
    for one in told:
        if one.source in devices:
            by_device.setdefault(devices[one.source], []).append(one)
    listed = list(dict.fromkeys((*registered, *by_device)))
    return [_state(device, by_device.get(device, [])) for device in listed]


def _state(device: str, told: list[Told]) -> State:
    if not told:
        return State(device, "new", None, None, "", "", ())
    worst = min(told, key=lambda one: _WORST.index(one.status) if one.status in _WORST else 0)
    seen = [one.last_seen for one in told if one.last_seen is not None]
    parts = tuple(one.source for one in told if one.status not in ("up", "maintenance"))
    return State(
        device,
        worst.status,
        worst.since,
        max(seen, default=None),
        _because(worst),
        worst.word if worst.word != "ok" else "",
        parts if len(told) > 1 else (),
    )


def _because(one: Told) -> str:
    if one.status == "unknown":
        return "behind"
    if one.status in ("late", "down") and one.overdue:
        return "overdue"
    if one.status in ("late", "down") and one.word != "ok" and one.source != COLLECTOR:
        return "word"
    return ""
