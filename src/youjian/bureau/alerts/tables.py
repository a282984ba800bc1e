"""The list of alerts."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.alerts import words
from youjian.bureau.alerts.selectors import alerts_of, inbox
from youjian.bureau.language import pick
from youjian.bureau.registry.models import Region, Station
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, Row, TableSpec


def _alerts(actor: Actor) -> QuerySet[Any]:
    return _beside(alerts_of(actor))


def _inbox(actor: Actor) -> QuerySet[Any]:
    return _beside(inbox(actor))


def _beside(found: QuerySet[Any]) -> QuerySet[Any]:
    """With the station's name, a wider alert with its region's; `due_at` is what falls due next."""
    region = Region.objects.filter(region_code=OuterRef("station_id")).values("name")[:1]
    unsigned = When(status="open", then=F("sign_by"))
    return beside_station(found).annotate(
        station_name=Coalesce(Station.objects.filter(pk=OuterRef("station_id")).values("name")[:1], region),
        due_at=Case(unsigned, When(status="signed", then=F("close_by"))),
    )


def _departments() -> tuple[Choice, ...]:
    """The city's departments; their names are the same in both languages."""
    listed = Department.objects.order_by("code").values_list("code", "name")
    return tuple(Choice(code, name, name) for code, name in listed)


def _first_department(row: Row) -> str | None:
    """The responsible one."""
    return row["departments"][0] if row["departments"] else None


def _message(row: Row) -> str:
    return pick(row["message"], row["message_en"] or row["message"])


def _device(row: Row) -> str:
    return pick(row["device"], row["device_en"] or row["device"])


def _names(text: str) -> Q:
    """A device is looked for in either language."""
    return Q(device__icontains=text) | Q(device_en__icontains=text)


def _says(text: str) -> Q:
    """A sentence is looked for in either language."""
    return Q(message__icontains=text) | Q(message_en__icontains=text)


_COLUMNS = (
    Column("id", "预警编号", "Alert", "integer", link="/alerts/{id}", width=90),
    Column("colour", "等级", "Level", "choice", choices=words.COLOURS, weight="rank", width=90),
    Column("status", "状态", "Status", "choice", choices=words.STATUSES, width=110),
    *station_columns(),
    Column("cause", "原因", "Cause", "choice", choices=words.CAUSES, width=120),
    Column("rule", "预警规则", "Rule", "choice", choices=words.RULES, width=170),
    Column(
        "message",
        "说明",
        "What the data show",
        link="/alerts/{id}",
        value=_message,
        condition=_says,
        width=360,
    ),
    Column("message_en", "说明（英文）", "In English", shown=False, filterable=False, width=360),
    Column("subject", "对象", "Subject", "code", width=110, shown=False),
    Column("device", "设备", "Devices", value=_device, condition=_names, width=170, shown=False),
    Column("device_en", "设备（英文）", "Devices in English", shown=False, filterable=False, width=170),
    Column("severity", "程度", "Severity", "choice", choices=words.SEVERITIES, shown=False, width=90),
    Column("verdict", "判定", "Verdict", "choice", choices=words.VERDICTS, width=110),
    Column("estimate", "估计值", "Estimate", "number", width=100, shown=False),
    Column("low", "下限", "Low", "number", width=100, shown=False),
    Column("high", "上限", "High", "number", width=100, shown=False),
    Column("unit", "单位", "Unit", "code", width=90, shown=False),
    Column(
        "finding_status",
        "疑点状态",
        "Finding",
        "choice",
        choices=words.FINDING_STATUSES,
        shown=False,
        width=100,
    ),
    Column("started_at", "起始时间", "Began", "time", width=140, shown=False),
    Column("ended_at", "结束时间", "Ended", "time", width=140, shown=False),
    Column("detected_at", "发现时间", "Detected", "time", width=140, shown=False),
    Column("measured_at", "数据时间", "Data of", "time", width=140, shown=False),
    Column("opened_at", "产生时间", "Raised", "time", width=140),
    Column(
        "departments",
        "责任部门",
        "Departments",
        "choice",
        choices=_departments,
        value=_first_department,
        condition=lambda code: Q(departments__contains=[code]),
        sortable=False,
        width=130,
    ),
    Column("assigned_to", "承办人", "Assigned to", path="assigned_to__display_name", width=100),
    Column("due_at", "时限", "Due", "moment", width=150),
    Column("sign_by", "签收时限", "To be signed by", "moment", width=140, shown=False),
    Column("close_by", "办结时限", "To be closed by", "moment", width=140, shown=False),
    Column("level", "督办级", "Level of escalation", "integer", width=90, shown=False),
    Column("snoozed_until", "暂缓至", "Put off until", "moment", width=140, shown=False),
    Column(
        "parent_id", "上级预警", "Wider alert", "integer", width=90, shown=False, link="/alerts/{parent_id}"
    ),
    Column("signed_by", "签收人", "Signed for by", path="signed_by__display_name", width=100),
    Column("signed_at", "签收时间", "Signed for at", "time", width=140, shown=False),
    Column("closed_by", "办结人", "Closed by", path="closed_by__display_name", width=100, shown=False),
    Column("closed_at", "办结时间", "Closed at", "time", width=140, shown=False),
    Column("outcome", "结论", "Outcome", "choice", choices=words.OUTCOMES, width=110, shown=False),
    Column("reason", "办结理由", "Reason", width=200, shown=False),
    Column("finding_id", "疑点编号", "Finding id", "code", shown=False, width=200),
)


def _table(
    name: str, title: tuple[str, str], rows: Callable[[Actor], QuerySet[Any]], order: str
) -> TableSpec:
    return TableSpec(
        name,
        *title,
        "alert.see",
        rows,
        _COLUMNS,
        key=("id",),
        default_sort=(order, "-id"),
        search=("finding_id", "station_id", "station_name", "message", "reason"),
    )


TABLES: tuple[TableSpec, ...] = (
    _table("alerts", ("预警", "Alerts"), _alerts, "-opened_at"),
    _table("alert_inbox", ("我的预警", "My alerts"), _inbox, "due_at"),
)
