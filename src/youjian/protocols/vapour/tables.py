"""The factor table and the families' aliases, read from the data files beside this module."""

import tomllib
from functools import cache
from importlib import resources
from typing import Literal, get_args

from msgspec import Struct, convert

Family = Literal["hj212", "beijing", "guangzhou", "chongqing", "hefei"]
Kind = Literal["measure", "alarm", "fault", "switch", "status", "setup", "identity", "time"]
FAMILIES: tuple[Family, ...] = get_args(Family)
_HERE = resources.files("youjian.protocols.vapour")


class Factor(Struct, frozen=True, forbid_unknown_fields=True):
    """A quantity under its canonical name: what it is, its unit, its Chinese name."""

    kind: Kind
    unit: str
    chinese: str


class FamilyTable(Struct, frozen=True, forbid_unknown_fields=True):
    """What one family calls the factors; `types` where a code depends on the message (XML families)."""

    family: Family
    letter: str
    source: str
    includes: list[Family] = []
    codes: dict[str, str] = {}
    types: dict[str, dict[str, str]] = {}


@cache
def factors() -> dict[str, Factor]:
    """All factors by canonical name."""
    text = (_HERE / "factors.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), dict[str, Factor])


@cache
def family_table(family: Family) -> FamilyTable:
    """The table of one family as its file has it."""
    text = (_HERE / "families" / f"{family}.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), FamilyTable)


@cache
def names_of(family: Family) -> dict[str, str]:
    """Canonical name by code, those of included families too."""
    table = family_table(family)
    found: dict[str, str] = {}
    for other in table.includes:
        found |= names_of(other)
    return found | table.codes


@cache
def codes_of(family: Family) -> dict[str, str]:
    """Code by canonical name, for encoders; the first code of a name counts."""
    found: dict[str, str] = {}
    for code, name in names_of(family).items():
        found.setdefault(name, code)
    return found


def family_named(text: str | None) -> Family | None:
    """The family of this name or letter (a, b, c, d), or None: `c` is chongqing."""
    for family in FAMILIES:
        if text and text in (family, family_table(family).letter):
            return family
    return None
