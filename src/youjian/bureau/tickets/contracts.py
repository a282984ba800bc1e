"""What comes in and goes out of tickets."""

from datetime import date

from ninja import Field, Schema
from pydantic import AwareDatetime

from youjian.bureau.accounts.contracts import NamedCode


class TicketIn(Schema):
    """What is asked for: permissions of the allowed list, places within one's scope, from when to when."""

    why: str = Field(min_length=4, max_length=512)
    permissions: list[str] = Field(min_length=1, max_length=20)
    scope: list[str] = Field(min_length=1, max_length=50)
    from_at: AwareDatetime
    until_at: AwareDatetime


class TicketNoteIn(Schema):
    """What is said with a decision."""

    note: str = Field("", max_length=512)


class TicketOut(Schema):
    """A ticket; `state` is as of now: `asked coming in_force over rejected withdrawn cut`."""

    id: int
    number: str
    asked_by: str
    asked_by_name: str
    asked_at: AwareDatetime
    why: str
    permissions: list[NamedCode]
    scope: list[str]
    scope_name: str
    from_at: AwareDatetime
    until_at: AwareDatetime
    state: str
    decided_by_name: str
    decided_at: AwareDatetime | None
    note: str
    ended_at: AwareDatetime | None
    pledge_id: int | None
    pledge_until: date | None
    may_decide: bool
    may_withdraw: bool
    may_cut: bool


class PledgeIn(Schema):
    """Whose pledge, when signed, through which day; empty `username`: one's own."""

    username: str = Field("", max_length=64)
    signed_on: date
    until_on: date


class PledgeOut(Schema):
    """A pledge on file."""

    id: int
    username: str
    signed_on: date
    until_on: date
    filename: str


class TicketStandingOut(Schema):
    """What one needs to ask: the allowed permissions, the longest time, one's pledge, the ticket in force."""

    allowed: list[NamedCode]
    most_hours: int
    scope: list[NamedCode]
    pledge: PledgeOut | None
    in_force: TicketOut | None
