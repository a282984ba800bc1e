"""The list of alerts."""

from typing import Any

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import words
from youjian.bureau.alerts.selectors import alerts_of
from youjian.bureau.language import pick
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, Row, TableSpec


def _alerts(actor: Actor) -> QuerySet[Any]:
    return beside_station(alerts_of(actor))


def _message(row: Row) -> str:
    return pick(row["message"], row["message_en"] or row["message"])


def _says(text: str) -> Q:
    """A sentence is looked for in either language."""
    return Q(message__icontains=text) | Q(message_en__icontains=text)


TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "alerts",
        "预警",
        "Alerts",
        "alert.see",
        _alerts,
        (
            Column("id", "预警编号", "Alert", "integer", link="/alerts/{id}", width=90),
            Column("colour", "等级", "Level", "choice", choices=words.COLOURS, weight="rank", width=90),
            Column("status", "状态", "Status", "choice", choices=words.STATUSES, width=110),
            *station_columns(),
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
            Column("opened_at", "产生时间", "Raised", "time", width=140),
            Column("signed_by", "签收人", "Signed for by", path="signed_by__display_name", width=100),
            Column("signed_at", "签收时间", "Signed for at", "time", width=140, shown=False),
            Column(
                "closed_by", "办结人", "Closed by", path="closed_by__display_name", width=100, shown=False
            ),
            Column("closed_at", "办结时间", "Closed at", "time", width=140, shown=False),
            Column("outcome", "结论", "Outcome", "choice", choices=words.OUTCOMES, width=110, shown=False),
            Column("reason", "办结理由", "Reason", width=200, shown=False),
            Column("finding_id", "疑点编号", "Finding id", "code", shown=False, width=200),
        ),
        key=("id",),
        default_sort=("-opened_at", "-id"),
        search=("finding_id", "station_id", "station_name", "message", "reason"),
    ),
)
