"""The list of announced downtime."""

from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.functions import Now

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.downtime.models import Request
from youjian.bureau.downtime.selectors import requests_of
from youjian.bureau.downtime.words import KINDS, STATUSES, where
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, TableSpec


def _rows(actor: Actor) -> QuerySet[Request]:
    waiting = Q(status="requested", decide_by__lte=Now())
    overdue = Case(When(waiting, then=Value(True)), default=Value(False), output_field=BooleanField())
    return beside_station(requests_of(actor)).annotate(overdue=overdue)


def _device(row: dict[str, Any]) -> str:
    return where(row["device"])


DOWNTIMES = TableSpec(
    name="downtimes",
    zh="停机申报",
    en="Announced downtime",
    permission="station.see",
    rows=_rows,
    columns=(
        Column("id", "编号", "No.", "integer", link="/downtimes?open={id}", width=100),
        *station_columns(),
        Column("device", "设备代码", "Device code", shown=False, width=120),
        Column("device_name", "停机范围", "What stands still", path=None, value=_device, width=120),
        Column("kind", "类别", "Kind", "choice", choices=KINDS, width=110),
        Column("starts_at", "开始", "From", "moment", width=140),
        Column("ends_at", "结束", "Until", "moment", width=140),
        Column("status", "状态", "Status", "choice", choices=STATUSES, width=110),
        Column("late", "补报", "Announced late", "flag", width=80),
        Column("overdue", "超期未审批", "Decision overdue", "flag", width=110),
        Column("reason", "原因", "Reason", sortable=False, width=220),
        Column("requested_by_name", "申报人", "Asked by", width=120),
        Column("requested_at", "申报时间", "Asked at", "time", width=140),
        Column("decide_by", "审批期限", "Decide by", "time", shown=False, width=140),
        Column("decided_by_name", "审批人", "Decided by", width=120),
        Column("decided_at", "审批时间", "Decided at", "time", shown=False, width=140),
        Column("note", "审批意见", "Note", shown=False, sortable=False, width=200),
        Column("planned_ends_at", "申报的结束时间", "Planned end", "moment", shown=False, width=140),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("station_id", "station_name", "reason", "requested_by_name"),
)
TABLES = (DOWNTIMES,)
