"""The list of day seals."""

from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.sealing.selectors import day_seals
from youjian.bureau.sealing.words import REASONS
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, Row, TableSpec


def _rows(actor: Actor) -> QuerySet[Any]:
    return beside_station(day_seals(actor))


def _records(row: Row) -> int:
    return sum(row["rows"].values())


TABLES = (
    TableSpec(
        "day_seals",
        "日数据固化",
        "Day seals",
        "station.see",
        _rows,
        (
            Column("day", "业务日", "Day", "date", width=110),
            *station_columns(),
            Column("revision", "版次", "Revision", "integer", width=90),
            Column("reason", "固化原因", "Reason", "choice", choices=REASONS, width=110),
            Column(
                "rows",
                "记录数",
                "Records",
                "integer",
                value=_records,
                sortable=False,
                filterable=False,
                width=90,
            ),
            Column("sealed_at", "固化时间", "Sealed at", "time", width=140),
            Column("anchored_at", "锚定时间", "Anchored at", "time", width=140),
            Column("late", "有补录", "Late records", "flag", width=110),
            Column("number", "链上序号", "No. in chain", "integer", width=110, shown=False),
            Column("seal", "固化值", "Seal", "code", width=170),
        ),
        key=("station_id", "day", "revision"),
        default_sort=("-day", "station_id", "-revision"),
        search=("station_id", "station_name", "seal"),
    ),
)
