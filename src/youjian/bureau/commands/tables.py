"""The list of commands to collectors."""

from typing import Any

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Now

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.commands.words import NAMES, STATES, answer, told
from youjian.bureau.scope import within
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.derived import of_table
from youjian.bureau.tables.spec import Column, Row, TableSpec

_COMMANDS = of_table(
    "collector_commands",
    {
        "id": "integer",
        "command_id": "code",
        "collector_id": "code",
        "station_id": "station",
        "name": "choice",
        "asked_by": "code",
        "asked_by_name": "text",
        "reason": "text",
        "created_at": "time",
        "expires_at": "time",
        "cancelled_at": "time",
        "cancelled_by": "code",
        "sent_at": "time",
        "times_sent": "integer",
        "status": "choice",
        "result_at": "time",
        "detail": "text",
        "received_at": "time",
    },
    ("command_id",),
    {"id", "collector_id", "station_id", "name", "asked_by", "created_at", "expires_at", "times_sent"},
    json=("arguments",),
)
STATE = Case(
    When(Q(status__isnull=False), then=F("status")),
    When(Q(cancelled_at__isnull=False), then=Value("cancelled")),
    When(Q(expires_at__lte=Now()), then=Value("expired")),
    When(Q(sent_at__isnull=False), then=Value("sent")),
    default=Value("waiting"),
    output_field=TextField(),
)
"""How a command stands: what the collector answered, else taken back, expired, handed out, waiting."""


def commands_of(actor: Actor) -> QuerySet[Any]:
    """Commands to the collectors of stations in the scope, with how each stands (`state`)."""
    return _COMMANDS.objects.filter(within(actor.scope)).annotate(state=STATE)  # type: ignore[attr-defined]


def _rows(actor: Actor) -> QuerySet[Any]:
    return beside_station(commands_of(actor))


def _told(row: Row) -> str:
    return told(row["name"], row["told"] or {})


def _answer(row: Row) -> str | None:
    return answer(row["detail"])


COLLECTOR_COMMANDS = TableSpec(
    "collector_commands",
    "采集终端指令",
    "Commands to collectors",
    "station.see",
    _rows,
    (
        Column("command_id", "指令编号", "Command", "code", shown=False, width=170),
        Column("created_at", "下达时间", "Asked at", "time", width=140),
        Column("collector_id", "终端编号", "Collector", "code", link="/collectors/{collector_id}", width=160),
        *station_columns(shown=False),
        Column("name", "指令", "Command", "choice", choices=NAMES, width=120),
        Column(
            "told",
            "参数",
            "Arguments",
            path="arguments",
            value=_told,
            sortable=False,
            filterable=False,
            width=220,
        ),
        Column("state", "状态", "State", "choice", choices=STATES, width=100),
        Column("detail", "终端答复", "Answer", value=_answer, sortable=False, width=260),
        Column("reason", "理由", "Reason", sortable=False, width=180),
        Column("asked_by_name", "下达人", "Asked by", width=110),
        Column("asked_by", "账号", "Account", "code", shown=False, width=110),
        Column("expires_at", "失效时间", "Expires", "time", width=140, shown=False),
        Column("sent_at", "首次下发", "First handed out", "time", width=140, shown=False),
        Column("times_sent", "下发次数", "Times handed out", "integer", width=100, shown=False),
        Column("result_at", "执行时间", "Carried out", "time", width=140, shown=False),
        Column("received_at", "答复收到", "Answer received", "time", width=140),
        Column("cancelled_at", "撤销时间", "Taken back at", "time", width=140, shown=False),
    ),
    key=("command_id",),
    default_sort=("-created_at",),
    search=("command_id", "collector_id", "station_id", "station_name", "reason", "detail"),
)
TABLES = (COLLECTOR_COMMANDS,)
