"""The journal as a list."""

from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal.models import JournalEntry
from youjian.bureau.journal.selectors import ACTION_NAMES, seen_by
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, TableSpec


def _entries(actor: Actor) -> QuerySet[Any]:
    return beside_station(JournalEntry.objects.filter(seen_by(actor)))


def _actions() -> tuple[Choice, ...]:
    return tuple(Choice(code, zh, en) for code, (zh, en) in ACTION_NAMES.items())


TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "journal",
        "操作日志",
        "Journal",
        "journal.see",
        _entries,
        (
            Column("number", "序号", "No.", "integer", width=90),
            Column("at", "时间", "At", "time", width=150),
            Column("display_name", "人员", "Person", width=110),
            Column("username", "账号", "Account", "code", width=110),
            Column("address", "地址", "Address", "code", width=130),
            Column("action", "操作", "Action", "choice", choices=_actions, width=140),
            Column("object", "对象", "Object", "code", width=170),
            *station_columns(),
            Column("result", "结果", "Result", width=140),
            Column("before", "变更前", "Before", sortable=False, filterable=False, shown=False),
            Column("after", "变更后", "After", sortable=False, filterable=False, shown=False),
            Column("digest", "校验值", "Digest", "code", shown=False, width=200),
        ),
        key=("number",),
        default_sort=("-number",),
        search=("username", "display_name", "object", "result", "station_id", "station_name"),
    ),
)
