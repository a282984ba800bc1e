"""The list of leads."""

from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.cases.models import Lead
from youjian.bureau.cases.words import KINDS, OUTCOMES, SOURCES, STATES
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.beside import area_columns, beside_area
from youjian.bureau.tables.spec import Column, TableSpec


def _leads(actor: Actor) -> QuerySet[Any]:
    return beside_area(Lead.objects.filter(within(actor.scope, "area")))


def department_choices() -> tuple[Choice, ...]:
    """The departments by name."""
    rows = Department.objects.order_by("code").values_list("code", "name")
    return tuple(Choice(code, name, name) for code, name in rows)


LEADS = TableSpec(
    name="leads",
    zh="线索",
    en="Leads",
    permission="lead.see",
    rows=_leads,
    columns=(
        Column("id", "编号", "No.", "integer", width=80),
        Column("status", "状态", "State", "choice", choices=STATES, width=110),
        Column("kind", "反映事项", "About", "choice", choices=KINDS, width=120),
        Column("source", "来源", "Source", "choice", choices=SOURCES, width=110),
        *area_columns(),
        Column("place", "地点", "Place", width=180),
        Column("plate", "车牌", "Plate", "code", shown=False, width=110),
        Column("text", "内容", "What was told", width=260),
        Column("feedback_by", "反馈期限", "Answer due", "moment", width=150),
        Column("department", "承办部门", "Department", "choice", choices=department_choices, width=140),
        Column("outcome", "办理结果", "Outcome", "choice", choices=OUTCOMES, width=120),
        Column("made_at", "登记时间", "Opened", "moment", width=150),
        Column("made_by_name", "登记人", "Opened by", shown=False, width=110),
        Column("ended_at", "办结时间", "Ended", "moment", shown=False, width=150),
    ),
    key=("id",),
    default_sort=("-made_at", "-id"),
    search=("station_id", "station_name", "text", "place", "plate"),
)
TABLES = (LEADS,)
