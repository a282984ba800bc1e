"""Tables about the platform's own doing: no device sends them and no folder must hold them.

Rules read them like facts. The ledger fills them; they are not part of `tables.TABLES`.
"""

from typing import Annotated

from msgspec import Meta

from youjian.contract.fields import Moment, Note, StationId, Text
from youjian.contract.findings import Subject
from youjian.contract.records import Record
from youjian.contract.tables import TABLES, Table

JsonText = Annotated[str, Meta(description="JSON text")]


class Conflict(Record, frozen=True, kw_only=True):
    """A record refused because another content of the same key stands (待核数据)."""

    station_id: StationId
    table: Annotated[Text, Meta(description="the contract table the record was for")]
    key: Annotated[JsonText, Meta(description="the key's columns and values, JSON text")]
    received_at: Moment
    subject: Subject
    at: Annotated[Moment, Meta(description="the refused record's own end")]
    kept: Annotated[JsonText, Meta(description="the content that stands, JSON text")]
    refused: Annotated[JsonText, Meta(description="the content that was refused, JSON text")]


class DoorSpan(Record, frozen=True, kw_only=True):
    """A span in which intake was up and a heartbeat could have come in."""

    started_at: Moment
    ended_at: Annotated[Moment, Meta(description="when it closed, or was last seen alive")]
    note: Note | None = None


_TABLES = (
    Table("conflicts", Conflict, ("station_id", "table", "key", "received_at"), "fact", end="received_at"),
    Table("door_spans", DoorSpan, ("started_at",), "fact", end="started_at", station=None),
)
PLATFORM_TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
READABLE_TABLES: dict[str, Table] = TABLES | PLATFORM_TABLES
"""Everything that a rule may ask its facts for."""
