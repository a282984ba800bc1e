"""What other apps may know of a person: the actor of a request or task, and the permissions there are."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from ninja import Field, Schema

from youjian.bureau.accounts.permissions import PERMISSIONS


@dataclass(frozen=True)
class Actor:
    """Who acts: a person within a request, or the platform itself. `scope` holds prefixes of station ids.

    A deputy acts under the own name with the principal's permissions and scope: `display_name` then names
    both, `acting_for` is the principal's username. `department` is the code of the department one works in,
    `ticket` the number of the ticket that lends rights.
    """

    username: str
    display_name: str
    scope: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    user_id: int | None = None
    address: str = ""
    acting_for: str = ""
    department: str = ""
    ticket: str = ""

    @property
    def desk(self) -> str:
        """Whose cases are seen: `*` all, `@station` what was served on the station, else a department's."""
        if self.user_id is None or self.may("case.decide") or self.may("case.supervise"):
            return "*" if self.username else ""
        return "@station" if self.may("case.appeal") else self.department

    @property
    def outsider(self) -> bool:
        """Whether somebody operates the platform for a supplier or its owner: no business data.

        That is who works by ticket and has no right of the supervision itself.
        """
        return self.user_id is not None and self.may("ticket.request") and not self.may("alert.see")

    def may(self, permission: str) -> bool:
        """Whether the actor's role carries a permission."""
        return permission in self.permissions

    def at(self, address: str) -> "Actor":
        """The same actor, acting from an address."""
        return replace(self, address=address)


ANONYMOUS = Actor("", "未登录")
SYSTEM = Actor("platform", "平台", ("*",), frozenset(PERMISSIONS))
"""The platform itself: what commands and the worker do."""


class NamedCode(Schema):
    """A code with its name on screens."""

    code: str
    name: str


class CsrfOut(Schema):
    """The token that every writing request carries in `X-CSRFToken`."""

    csrf_token: str


class LoginIn(Schema):
    """What a person types to come in."""

    username: str = Field(max_length=64, pattern=r"^[^\x00-\x1f]*$")
    password: str = Field(max_length=256)


class PasswordIn(Schema):
    """The present password and the wished one."""

    old_password: str = Field(max_length=256)
    new_password: str = Field(max_length=256)


class ActingOut(Schema):
    """Whom a deputy may act for, or acts for; both days are included (Asia/Shanghai)."""

    delegation_id: int
    username: str
    display_name: str
    department: str
    role: NamedCode
    scope_name: str
    from_on: date
    until_on: date
    reason: str


class ActForIn(Schema):
    """The delegation under which a deputy wants to act; null to act for oneself again."""

    delegation_id: int | None


class SessionOut(Schema):
    """A place where a person is logged in."""

    id: int
    opened_at: datetime
    seen_at: datetime
    address: str
    device: str
    here: bool


class MeOut(Schema):
    """The person who is logged in, what they may do and see, and how long until the idle logout.

    While a deputy acts for somebody, role, permissions and scope are that person's, and `acting_for` says so.
    `mobile` is masked. `must_enrol` says that a second factor has to be added before anything else.
    """

    username: str
    display_name: str
    post: str
    department: NamedCode | None
    role: NamedCode
    permissions: list[str]
    scope: list[str]
    scope_name: str
    city_name: str
    platform_title: str
    must_change_password: bool
    must_enrol: bool
    mobile: str
    acting_for: ActingOut | None
    may_act_for: list[ActingOut]
    idle_seconds: int
    idle_seconds_left: int
    csrf_token: str
