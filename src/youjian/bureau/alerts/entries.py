"""What a city settles about its alerts, as data: colours, routes, deadlines, storms, outages of an area.

Plain structs, read strictly, for the profile (docs/profiles.md) and for the editor alike. Of each section
the first line that fits counts; an empty list fits everything.
"""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from youjian.bureau.alerts.causes import CAUSES
from youjian.contract.codes import RULE_CODES

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,63}$(?!\n)")]
Words = Annotated[str, Meta(max_length=256)]
Colour = Literal["red", "orange", "yellow", "blue"]
SectionName = Literal["colours", "routes", "deadlines", "storms", "areas"]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the lines."""

    code: Code
    note: Words = ""


class ColourEntry(Entry, frozen=True, kw_only=True):
    """`[[colours]]`: the colour of what a finding says, and by which law or reckoning.

    `from_litres`, `from_yuan`, `from_percent` bound the size of the estimate from below (its absolute
    value), `from_days` how long it has gone on. In force from and until a day (Asia/Shanghai), both included.
    """

    colour: Colour
    basis: Annotated[str, Meta(min_length=1, max_length=256)]
    causes: list[str] = []
    rules: list[str] = []
    severities: list[Literal["info", "warning", "alarm"]] = []
    verdicts: list[Literal["discrepancy", "suspicion", "undecidable"]] = []
    from_litres: Annotated[float, Meta(ge=0)] | None = None
    from_yuan: Annotated[float, Meta(ge=0)] | None = None
    from_percent: Annotated[float, Meta(ge=0)] | None = None
    from_days: Annotated[float, Meta(ge=0)] | None = None
    effective_from: date | None = None
    effective_until: date | None = None

    def __post_init__(self) -> None:
        _check_codes(self.causes, self.rules)
        if self.effective_from and self.effective_until and self.effective_until < self.effective_from:
            raise ValueError("effective_until lies before effective_from")


class RouteEntry(Entry, frozen=True, kw_only=True):
    """`[[routes]]`: the department that is responsible, those that are informed, and whether the county's
    department gets it too. `regions` are prefixes of region codes, `ownerships` those of the register.
    """

    department: Code
    informed: list[Code] = []
    county: bool = True
    causes: list[str] = []
    rules: list[str] = []
    regions: list[Annotated[str, Meta(pattern=r"^[0-9]{2,6}$(?!\n)")]] = []
    ownerships: list[str] = []

    def __post_init__(self) -> None:
        _check_codes(self.causes, self.rules)


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[deadlines.steps]]`: minutes after a deadline passed the alert rises to a level, and departments
    get it. `head` stands for the responsible department itself, `lead` for the leading one.
    """

    after: Literal["sign", "close"] = "sign"
    minutes: Annotated[int, Meta(ge=0, le=100_000)] = 0
    level: Annotated[int, Meta(ge=1, le=9)]
    to: Annotated[list[Code], Meta(min_length=1)]


class DeadlineEntry(Entry, frozen=True, kw_only=True):
    """`[[deadlines]]`: by when an alert is signed for (minutes by the clock or working days) and closed
    (working days), how long it may be snoozed (days), and what happens when a deadline passes.
    """

    colours: list[Colour] = []
    causes: list[str] = []
    sign_minutes: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    sign_working_days: Annotated[int, Meta(ge=0, le=250)] | None = None
    close_working_days: Annotated[int, Meta(ge=0, le=250)]
    snooze_days: Annotated[float, Meta(gt=0, le=366)] = 7.0
    steps: list[Step] = []

    def __post_init__(self) -> None:
        _check_codes(self.causes, [])
        if (self.sign_minutes is None) == (self.sign_working_days is None):
            raise ValueError("say sign_minutes or sign_working_days, one of the two")


class StormEntry(Entry, frozen=True, kw_only=True):
    """`[[storms]]`: when more than so many alerts begin within so many minutes, the rest are told as one.

    `by` says what is counted together: the whole city, each county, or each cause in a county.
    """

    by: Literal["city", "county", "cause"]
    more_than: Annotated[int, Meta(ge=1, le=10_000)]
    minutes: Annotated[int, Meta(ge=1, le=1440)]


class AreaEntry(Entry, frozen=True, kw_only=True):
    """`[[areas]]`: so many stations of a county, and this share of it, dark at once are one outage.

    `minutes` bounds how far their beginnings lie apart.
    """

    stations: Annotated[int, Meta(ge=2, le=1000)] = 3
    share: Annotated[float, Meta(gt=0, le=1)] = 0.3
    minutes: Annotated[int, Meta(ge=1, le=1440)] = 30


SECTIONS: dict[SectionName, type[Entry]] = {
    "colours": ColourEntry,
    "routes": RouteEntry,
    "deadlines": DeadlineEntry,
    "storms": StormEntry,
    "areas": AreaEntry,
}


def line_of(section: SectionName, values: dict[str, Any]) -> Entry:
    """A line from its values; raises ValueError naming what is wrong with it."""
    return msgspec.convert(values, SECTIONS[section])


def values_of(line: Entry) -> dict[str, Any]:
    """A line's values as they are kept: plain, what is left open left out."""
    told = msgspec.to_builtins(line)
    return {name: value for name, value in told.items() if value not in (None, [], "")}


def _check_codes(causes: list[str], rules: list[str]) -> None:
    _known("cause", causes, CAUSES)
    _known("rule", rules, RULE_CODES)


def _known(what: str, given: list[str], known: dict[str, Any]) -> None:
    for one in given:
        if one not in known:
            raise ValueError(f"there is no {what} {one!r}; there are {', '.join(known)}")
