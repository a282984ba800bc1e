"""Reads of quarantine, within the actor's scope."""

from django.db.models import Count, Max, Min, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.quarantine.contracts import GroupOut, RecordOut
from youjian.bureau.quarantine.models import QuarantinedRecord
from youjian.bureau.quarantine.words import reason_name, status_name, table_name
from youjian.bureau.scope import within

_RAW_SHOWN = 20_000
_PLAIN = (
    "id",
    "received_at",
    "station_id",
    "collector_id",
    "door",
    "reason",
    "detail",
    "status",
    "asked_at",
    "asked_by",
    "note",
    "tried_at",
    "tried",
    "settled_at",
)


def records_of(actor: Actor) -> QuerySet[QuarantinedRecord]:
    """Records of stations in the scope; what belongs to no known station is for who sees all."""
    return QuarantinedRecord.objects.filter(within(actor.scope))


def groups(actor: Actor) -> list[GroupOut]:
    """What is held, by table and reason, the most first."""
    found = (
        records_of(actor)
        .filter(status="held")
        .values("table_name", "reason")
        .annotate(count=Count("id"), oldest=Min("received_at"), newest=Max("received_at"))
        .order_by("-count", "table_name", "reason")
    )
    return [
        GroupOut(
            table=row["table_name"],
            table_name=table_name(row["table_name"]),
            reason=row["reason"],
            reason_name=reason_name(row["reason"]),
            count=row["count"],
            oldest=row["oldest"],
            newest=row["newest"],
        )
        for row in found
    ]


def record(actor: Actor, quarantine_id: int) -> RecordOut:
    """A record in the scope; raises Problem 404."""
    row = records_of(actor).filter(id=quarantine_id).first()
    if row is None:
        raise not_found(pick(f"待核数据{quarantine_id}", f"Quarantined record {quarantine_id}"))
    plain = {name: getattr(row, name) for name in _PLAIN}
    return RecordOut(
        **plain,
        table_name=table_name(row.table_name),
        raw=bytes_as_text(bytes(row.raw)),
        reason_name=reason_name(row.reason),
        status_name=status_name(row.status),
        may_settle=row.status == "held" and actor.may("quarantine.settle"),
    )


def bytes_as_text(raw: bytes) -> str:
    """Bytes as a person reads them; what is no UTF-8 with its codes."""
    return raw[:_RAW_SHOWN].decode("utf-8", errors="backslashreplace")
