"""The sections of profile.toml, a struct each. To add a section: a struct here, a field of `ProfileFile`.

A key that is not named here is an error; values are checked here as far as one section can tell.
"""

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from youjian.bureau.alerts.entries import AreaEntry, ColourEntry, DeadlineEntry, RouteEntry, StormEntry
from youjian.bureau.registry.profile_words import DEPARTMENT_KINDS, MODULES, PAYERS, TERMS
from youjian.contract.fields import OperatingMode, Ownership, RegionCode, Text

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,63}$(?!\n)")]
Control = Literal["wholly_state", "state_holding", "none"]
Words = Annotated[str, Meta(max_length=1024)]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the sections: read strictly."""


class CitySection(Section, frozen=True, kw_only=True):
    """`[city]`. `sample` marks made-up data, which is shown with the name."""

    code: RegionCode
    name: Text
    title: Text
    title_en: Words = ""
    boundaries_note: Words = ""
    sample: bool = False


class ModulesSection(Section, frozen=True, kw_only=True):
    """`[modules]`: which groups of the console are on, in the order of the profile."""

    on: list[str]

    def __post_init__(self) -> None:
        _known("module", self.on, MODULES)


class DepartmentSection(Section, frozen=True, kw_only=True):
    """`[[departments]]`: a department of the plan, with its duties in our words, and its posts."""

    code: Code
    name: Text
    kind: str = "support"
    duties: Annotated[str, Meta(max_length=4096)] = ""
    contact: Words = ""
    posts: list[Text] = []

    def __post_init__(self) -> None:
        _known("kind", [self.kind], DEPARTMENT_KINDS)


class OwnershipGroupSection(Section, frozen=True, kw_only=True):
    """`[[ownership_groups]]`: stations that the plan treats alike.

    A station belongs to the first group whose every list is empty or holds its ownership, control and mode.
    Dates are null where the plan has none.
    """

    code: Code
    name: Text
    name_en: Words = ""
    ownerships: list[Ownership] = []
    controls: list[Control] = []
    modes: list[OperatingMode] = []
    equipment: str
    running: str
    install_until: date | None = None
    accept_until: date | None = None
    operate_from: date | None = None
    note: Words = ""

    def __post_init__(self) -> None:
        _known("payer", [self.equipment, self.running], PAYERS)
        days = [day for day in (self.install_until, self.accept_until, self.operate_from) if day is not None]
        if days != sorted(days):
            raise ValueError("install_until, accept_until and operate_from must follow each other")

    def holds(self, ownership: str, control: str | None, mode: str | None) -> bool:
        """Whether a station of this ownership, control and operating mode belongs to the group."""
        wanted: list[tuple[list[Any], str | None]] = [
            (self.ownerships, ownership),
            (self.controls, control),
            (self.modes, mode),
        ]
        return all(not listed or value in listed for listed, value in wanted)


class MilestoneSection(Section, frozen=True, kw_only=True):
    """`[[milestones]]`: a phase of the plan. No `groups`: all stations; no `due`: the plan has no date."""

    code: Code
    name: Text
    name_en: Words = ""
    due: date | None = None
    groups: list[Code] = []
    departments: list[Code] = []
    note: Words = ""


class TermSection(Section, frozen=True, kw_only=True):
    """`[terms.WORD]`: a word of the console as this city says it."""

    zh: Text
    en: Text


class LimitsSection(Section, frozen=True, kw_only=True):
    """`[limits]`: numbers of the office's own rules. `downtime_late_hours`: how long after its beginning a
    downtime may still be announced. `switch_off_days`: how long a rule may be switched off at a station.
    """

    downtime_late_hours: Annotated[int, Meta(ge=0, le=720)] = 24
    switch_off_days: Annotated[int, Meta(ge=1, le=366)] = 90


class OverrideSection(Section, frozen=True, kw_only=True):
    """`[[rules.overrides]]`: parameters of one rule, and why the city sets them otherwise."""

    rule: Text
    why: Annotated[str, Meta(min_length=1, max_length=1024)]
    parameters: Annotated[dict[str, Any], Meta(min_length=1)]


class RulesSection(Section, frozen=True, kw_only=True):
    """`[rules]`: the city's own rule set. Whoever changes it gives it the next `revision`."""

    revision: Annotated[int, Meta(ge=1)]
    effective_from: date
    base: Text
    overrides: list[OverrideSection] = []


class RoleSection(Section, frozen=True, kw_only=True):
    """`[[roles]]`: a role of the city's own, beside the platform's; one that is there already stays."""

    code: Code
    name: Text
    name_en: Words = ""
    permissions: Annotated[list[Text], Meta(min_length=1)]


class AccountSection(Section, frozen=True, kw_only=True):
    """`[[accounts]]`: a person to begin with; who is there already stays as they are."""

    username: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._-]{1,63}$(?!\n)")]
    password: Text
    display_name: Text
    role: Code
    scope: Annotated[list[str], Meta(min_length=1)]
    department: str = ""
    post: str = ""
    mobile: str = ""
    must_change_password: bool = False


class ProfileFile(Section, frozen=True, kw_only=True):
    """The whole file. `simulation` is read by the demo alone."""

    city: CitySection
    modules: ModulesSection | None = None
    departments: list[DepartmentSection] = []
    ownership_groups: list[OwnershipGroupSection] = []
    milestones: list[MilestoneSection] = []
    terms: dict[str, TermSection] = {}
    limits: LimitsSection = LimitsSection()
    rules: RulesSection | None = None
    roles: list[RoleSection] = []
    accounts: list[AccountSection] = []
    colours: list[ColourEntry] = []
    routes: list[RouteEntry] = []
    deadlines: list[DeadlineEntry] = []
    storms: list[StormEntry] = []
    areas: list[AreaEntry] = []
    simulation: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _known("term", self.terms, TERMS)
        departments = {one.code: one for one in self.departments}
        _known(
            "department", [c for line in self.routes for c in (line.department, *line.informed)], departments
        )


def _known(what: str, given: Any, known: dict[str, Any]) -> None:
    for one in given:
        if one not in known:
            raise ValueError(f"there is no {what} {one!r}; there are {', '.join(known)}")
