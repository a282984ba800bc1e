"""What the city's profile settles: `/api/v1/city`."""

from django.http import HttpRequest
from ninja import Router, Schema

from youjian.bureau.accounts.contracts import NamedCode
from youjian.bureau.problems import ProblemOut
from youjian.bureau.registry import settled

router = Router(tags=["city"])


class ModuleOut(NamedCode):
    """A group of the console's pages, and whether it is on in this city."""

    on: bool


class CityDepartmentOut(NamedCode):
    """A department of the plan: its kind, and its duties in our words."""

    kind: NamedCode
    duties: str


class OwnershipGroupOut(NamedCode):
    """Stations that the plan treats alike. No date: the plan has none; `stations` counts those in scope."""

    ownerships: list[str]
    controls: list[str]
    modes: list[str]
    equipment: NamedCode
    running: NamedCode
    install_until: str | None
    accept_until: str | None
    operate_from: str | None
    note: str
    stations: int


class MilestoneOut(NamedCode):
    """A phase of the plan, in its order. No `groups`: all stations; no `due`: the plan has no date."""

    due: str | None
    groups: list[str]
    departments: list[str]
    note: str


class OverrideOut(Schema):
    """Parameters of a rule that the city sets otherwise, beside the usual ones, and why."""

    rule: str
    name: str
    why: str
    parameters: dict[str, str]
    usual: dict[str, str]


class RuleSetOut(Schema):
    """The rule set in force today."""

    version: str
    effective_from: str
    overrides: list[OverrideOut]


class CityOut(Schema):
    """The city and what its profile settles.

    `modules` are the codes of the console's groups that are on, `all_modules` every group with its name.
    `terms` are the city's own words by the console's, in both languages.
    """

    code: str
    name: str
    title: str
    profile: str
    sample: bool
    modules: list[str]
    all_modules: list[ModuleOut]
    terms: dict[str, str]
    departments: list[CityDepartmentOut]
    ownership_groups: list[OwnershipGroupOut]
    milestones: list[MilestoneOut]
    rule_set: RuleSetOut


@router.get("/city", response={200: CityOut, 401: ProblemOut})
def city(request: HttpRequest) -> dict[str, object]:
    """The city's settings: everybody who is logged in may know them."""
    return settled.city_out(request.actor)  # type: ignore[attr-defined]
