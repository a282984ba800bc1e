"""The list of quarantined records."""

from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.commands.words import RECORDS
from youjian.bureau.quarantine.selectors import bytes_as_text, records_of
from youjian.bureau.quarantine.words import REASONS, STATUSES
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, Row, TableSpec


def _rows(actor: Actor) -> QuerySet[Any]:
    return beside_station(records_of(actor))


def _record(row: Row) -> str:
    return bytes_as_text(bytes(row["record"]))


QUARANTINE = TableSpec(
    "quarantine",
    "待核数据",
    "Quarantine",
    "quarantine.see",
    _rows,
    (
        Column("id", "序号", "No.", "integer", width=90),
        Column("at", "收到时间", "Received at", "time", path="received_at", width=140),
        Column("status", "状态", "Status", "choice", choices=STATUSES, width=100),
        *station_columns(),
        Column("table", "数据表", "Table", "choice", choices=RECORDS, path="table_name", width=120),
        Column("reason", "原因", "Reason", "choice", choices=REASONS, width=130),
        Column("detail", "说明", "Detail", width=280),
        Column("tried", "上次重放", "Last replay", width=180),
        Column("asked_by", "处理人", "By", "code", width=100),
        Column("note", "处理理由", "Why", width=160),
        Column("settled_at", "处理完成", "Settled at", "time", width=140, shown=False),
        Column(
            "record",
            "原始记录",
            "Record",
            path="raw",
            value=_record,
            sortable=False,
            filterable=False,
            shown=False,
        ),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("station_id", "station_name", "table", "detail"),
)
TABLES = (QUARANTINE,)
