"""What comes in and goes out of safe coming in: the second step, second factors, the policy and its state."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema


class SecondStepOut(Schema):
    """The password was right; `/auth/login/second` wants this ticket with the second factor's answer.

    A key that signs (UKey) signs `challenge`; an authenticator needs none. The ticket holds for `seconds`.
    """

    ticket: str
    kind: str
    challenge: str
    seconds: int


class SecondStepIn(Schema):
    """The ticket of the first step with six digits, a recovery code or a key's signature."""

    ticket: str = Field(max_length=512)
    answer: str = Field(min_length=1, max_length=4096)


class FactorBeginIn(Schema):
    """The password once more, and which kind of factor: `totp`, or what the city plugged in."""

    password: str = Field(max_length=256)
    kind: str = Field("totp", max_length=32)


class FactorBeginOut(Schema):
    """What an authenticator reads as a square code (`address`), and the same for who types it (`secret`)."""

    address: str
    secret: str


class FactorAnswerIn(Schema):
    """The factor's answer."""

    answer: str = Field(min_length=1, max_length=4096)


class FactorPasswordIn(Schema):
    """The password once more."""

    password: str = Field(max_length=256)


class FactorRemoveIn(Schema):
    """Password and answer, to take one's own factor away."""

    password: str = Field(max_length=256)
    answer: str = Field(min_length=1, max_length=4096)


class RecoveryOut(Schema):
    """Recovery codes: shown this once."""

    codes: list[str]


class OwnFactorOut(Schema):
    """One's own second factor: since when, how many recovery codes are left, and whether it has to be."""

    kind: str | None
    confirmed_at: datetime | None
    codes_left: int
    wanted: bool


class PolicyIn(Schema):
    """The policy as it is wished; null of a number means no limit. `reason` goes into the journal."""

    second_factor: Literal["auto", "on", "off"]
    privileged: list[str] = Field(max_length=100)
    password_days: int | None = Field(ge=1, le=3650)
    password_history: int = Field(ge=0, le=24)
    sessions_most: int | None = Field(ge=1, le=1000)
    ticket_hours: int = Field(72, ge=1, le=720)
    reason: str = Field(min_length=2, max_length=512)


class PolicyOut(Schema):
    """The city's policy, and what the installation itself fixes."""

    second_factor: str
    privileged: list[str]
    privileged_names: list[str]
    password_days: int | None
    password_history: int
    sessions_most: int | None
    ticket_hours: int
    changed_at: datetime | None
    changed_by: str
    idle_minutes: int
    lock_after: int
    lock_minutes: int
    password_least: int


class KeyOut(Schema):
    """A key or certificate of the installation: what it is for, its algorithm, since or until when."""

    name: str
    algorithm: str
    id: str
    since: datetime | None
    until: datetime | None
    in_use: bool


class SecurityOut(Schema):
    """How safe the installation stands now. Counts are of the reader's scope; keys of the whole installation.

    `failed_logins` are wrong passwords and wrong codes of the last 24 hours.
    """

    policy: PolicyOut
    active: int
    enrolled: int
    without_factor: list[str]
    locked: list[str]
    overdue: list[str]
    first_passwords: int
    failed_logins: int
    journal_entries: int
    journal_anchored: int | None
    anchor_number: int | None
    anchor_at: datetime | None
    backup_at: datetime | None
    restored_at: datetime | None
    kept_apart: list[str]
    keys: list[KeyOut]


class SecurityReasonIn(Schema):
    """Why, for the journal."""

    reason: str = Field(min_length=2, max_length=512)
