"""Which rule asks to tell of an event, and under which name a step of an alert is told once. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

COLOURS = ("red", "orange", "yellow", "blue")
"""The gravest first."""
UNTOLD = frozenset({"", "revised"})
"""Changes of an alert that nobody is told of."""


@dataclass(frozen=True)
class Happened:
    """An alert's event as rules look at it."""

    number: int
    alert_id: int
    station_id: str
    what: str
    colour: str
    status: str
    departments: tuple[str, ...]
    assigned_to: str
    level: int
    parent_id: int | None
    caught_up: tuple[str, str] | None = None


class AskingRule(Protocol):
    """What a rule asks for; empty lists ask for nothing."""

    whats: Any
    colours: Any
    departments: Any
    regions: Any
    min_level: Any


def happened(number: int, kind: str, payload: dict[str, Any]) -> Happened:
    """An event of kind `alert.opened` or `alert.changed`; what it does not name is empty."""
    return Happened(
        number=number,
        alert_id=int(payload["alert_id"]),
        station_id=str(payload.get("station_id") or ""),
        what=str(payload.get("what") or ("opened" if kind == "alert.opened" else "")),
        colour=str(payload.get("colour") or ""),
        status=str(payload.get("status") or ""),
        departments=tuple(payload.get("departments") or ()),
        assigned_to=str(payload.get("assigned_to") or ""),
        level=int(payload.get("level") or 0),
        parent_id=payload.get("parent_id"),
        caught_up=tuple(payload["caught_up"]) if payload.get("caught_up") else None,
    )


def asks(rule: AskingRule, event: Happened) -> bool:
    """Whether a rule asks to tell of an event.

    What happens to an alert below a wider one is told with the wider one: only its own person is told when
    it is given to somebody.
    """
    if event.what in UNTOLD and event.what not in rule.whats:
        return False
    if event.parent_id is not None and event.what != "assigned":
        return False
    responsible = event.departments[0] if event.departments else ""
    return (
        (not rule.whats or event.what in rule.whats)
        and (not rule.colours or event.colour in rule.colours)
        and (not rule.departments or responsible in rule.departments)
        and (not rule.regions or any(event.station_id.startswith(region) for region in rule.regions))
        and event.level >= rule.min_level
    )


def is_bundled(event: Happened) -> bool:
    """Whether an event is told together with others: found while the watch caught up, and not red."""
    return event.caught_up is not None and event.colour != COLOURS[0]


def step_key(event: Happened, day: Any) -> str:
    """The name under which a step is told once: growing graver once a colour, coming again once a day.

    `day` is the business day of the event (`business_day`). What people do by hand is told each time.
    """
    match event.what:
        case "opened":
            suffix = "opened"
        case "rose":
            suffix = f"rose:{event.colour}"
        case "escalated":
            suffix = f"escalated:{event.level}"
        case "again":
            suffix = f"again:{day}"
        case _:
            suffix = f"{event.what}:{event.number}"
    return f"alert:{event.alert_id}:{suffix}"


def loud_enough(colour: str, mildest: str) -> bool:
    """Whether a colour is as grave as the mildest one that a person wants; no colour counts as grave.

    >>> loud_enough("orange", "yellow"), loud_enough("blue", "yellow"), loud_enough("red", "off")
    (True, False, False)
    """
    if mildest == "off":
        return False
    if colour not in COLOURS or mildest not in COLOURS:
        return True
    return COLOURS.index(colour) <= COLOURS.index(mildest)


def gravest(colours: Sequence[str]) -> str:
    """The gravest of several colours; empty when there is none."""
    return next((colour for colour in COLOURS if colour in colours), "")
