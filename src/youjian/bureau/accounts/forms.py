"""What goes over the wire about people, departments, posts, roles and delegations."""

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema

from youjian.bureau.accounts.contracts import NamedCode

Reason = Annotated[str, Field(max_length=256, default="")]
_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
Words = Annotated[str, Field(max_length=128, pattern=_PLAIN)]
Text = Annotated[str, Field(max_length=2000, pattern=_PLAIN)]


class PersonIn(Schema):
    """A new person."""

    username: Words
    display_name: Words
    mobile: Words = ""
    department: str | None = None
    post_id: int | None = None
    role: str
    scope: list[str] = Field(description="prefixes of station ids: regions' codes, stations' ids")
    reason: Reason = ""


class PersonChange(Schema):
    """What is to be changed of a person; what is left out stays."""

    display_name: Words | None = None
    mobile: Words | None = None
    department: str | None = None
    post_id: int | None = None
    role: str | None = None
    scope: list[str] | None = None
    reason: Reason = ""


class PersonOut(Schema):
    """A person, as administrators see one: `mobile` whole, `sso_subject` who the login service says it is."""

    username: str
    display_name: str
    mobile: str
    department: NamedCode | None
    post_id: int | None
    post: str
    role: NamedCode
    scope: list[str]
    scope_name: str
    is_active: bool
    locked: bool
    must_change_password: bool
    created_at: datetime
    left_at: datetime | None
    last_login: datetime | None
    sessions: int
    own: bool
    sso_subject: str


class NewPasswordOut(Schema):
    """A person with a password for the first login; it is shown this once."""

    person: PersonOut
    initial_password: str


class PersonLine(Schema):
    """A person in a list; `mobile` is masked."""

    username: str
    display_name: str
    department: NamedCode | None
    post: str
    role: NamedCode
    scope: list[str]
    mobile: str
    is_active: bool


class ColleagueOut(Schema):
    """A person one may hand something to: a name, no rights."""

    username: str
    display_name: str
    department: str
    post: str


class WorkItemOut(Schema):
    """A piece of open work, and where the console shows it."""

    title: str
    path: str


class WorkOut(Schema):
    """Open work of one kind; `items` holds the first of them."""

    kind: str
    name: str
    count: int
    items: list[WorkItemOut]


class LeavingIn(Schema):
    """Why somebody leaves and who takes the open work over."""

    reason: Reason = ""
    successor: str | None = None


class HandedOut(Schema):
    """Somebody who left, and how much work of each kind went to the successor."""

    person: PersonOut
    handed: dict[str, int]


class ReasonIn(Schema):
    """Why something is done."""

    reason: Reason = ""


class DepartmentIn(Schema):
    """A department; its code cannot be changed later."""

    code: str = Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name: Words
    duties: Text = ""
    contact: Words = ""
    is_active: bool = True


class DepartmentChange(Schema):
    """What is to be changed of a department; what is left out stays."""

    name: Words | None = None
    duties: Text | None = None
    contact: Words | None = None
    is_active: bool | None = None


class PostIn(Schema):
    """A post of a department."""

    department: str
    name: Words
    duties: str = Field("", max_length=512, pattern=_PLAIN)


class PostChange(Schema):
    """What is to be changed of a post; what is left out stays."""

    name: Words | None = None
    duties: str | None = Field(None, max_length=512, pattern=_PLAIN)


class PostOut(Schema):
    """A post, and how many people hold it."""

    id: int
    department: str
    name: str
    duties: str
    people: int


class DepartmentOut(Schema):
    """A department with its posts, and how many people work there."""

    code: str
    name: str
    duties: str
    contact: str
    is_active: bool
    people: int
    posts: list[PostOut]


class RoleIn(Schema):
    """A role of the city's own."""

    code: str = Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name: Words
    name_en: Words = ""
    permissions: list[str]


class RoleChange(Schema):
    """What is to be changed of a role; what is left out stays."""

    name: Words | None = None
    name_en: Words | None = None
    permissions: list[str] | None = None


class RoleOut(Schema):
    """A role, and how many active people have it. A `system` role cannot be deleted."""

    code: str
    name: str
    name_zh: str
    name_en: str
    permissions: list[str]
    system: bool
    people: int


class PermissionOut(Schema):
    """A permission with its name."""

    code: str
    name: str


class DelegationIn(Schema):
    """Who acts for whom from a day to a day, both included; without a principal it is oneself."""

    principal: str | None = None
    deputy: str
    from_on: date
    until_on: date
    reason: str = Field(min_length=1, max_length=256, pattern=_PLAIN)


class DelegationOut(Schema):
    """A delegation; `state` is `coming`, `in_force`, `over` or `ended`."""

    id: int
    principal: ColleagueOut
    deputy: ColleagueOut
    from_on: date
    until_on: date
    reason: str
    state: str
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    ended_by: str | None
    may_end: bool


class ScopeOption(Schema):
    """A region or a station that one may give; `parent` is the region above."""

    code: str
    name: str
    parent: str | None
    stations: int


class StationSearch(Schema):
    """Stations to choose from: of a region, by a part of name or number."""

    region: str = Field("", max_length=12, pattern=r"^\d*$")
    q: str = Field("", max_length=64, pattern=_PLAIN)
