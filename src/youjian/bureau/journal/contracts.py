"""What others may see of the journal: its entries as they are shown."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema


class JournalEntryOut(Schema):
    """One entry: who did or saw what, when, from where, with what result."""

    number: int
    at: datetime
    username: str
    display_name: str
    address: str
    action: str
    action_name: str
    object: str
    station_id: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    result: str
    digest: str


class JournalFilter(Schema):
    """What a reader looks for; empty fields filter nothing."""

    username: str = ""
    action: str = Field("", description="an action or its beginning, e.g. `alert.`")
    object: str = Field("", description="what was acted on, e.g. `alert:12`")
    from_at: datetime | None = None
    to_at: datetime | None = None
    before: int | None = None
    limit: int = Field(50, ge=1, le=500)


class JournalOut(Schema):
    """A page of the journal, newest first; `next_before` continues it."""

    items: list[JournalEntryOut]
    next_before: int | None


class ChainOut(Schema):
    """Whether the chain of entries is whole."""

    intact: bool
    entries: int
    head: str
    broken_at: int | None
    message: str
