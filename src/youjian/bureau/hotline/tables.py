"""The list of work orders."""

from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cases.words import KINDS
from youjian.bureau.hotline.models import WorkOrder
from youjian.bureau.hotline.words import HOTLINES, STATES
from youjian.bureau.scope import within
from youjian.bureau.tables.beside import area_columns, beside_area
from youjian.bureau.tables.spec import Column, TableSpec


def _orders(actor: Actor) -> QuerySet[Any]:
    return beside_area(WorkOrder.objects.filter(within(actor.scope, "area")))


WORK_ORDERS = TableSpec(
    name="work_orders",
    zh="热线工单",
    en="Work orders",
    permission="hotline.see",
    rows=_orders,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("hotline", "热线", "Hotline", "choice", choices=HOTLINES, width=90),
        Column("number", "工单编号", "Number", "code", width=170),
        Column("status", "状态", "State", "choice", choices=STATES, width=110),
        Column("due_at", "办结时限", "Due", "moment", width=150),
        Column("kind", "反映事项", "About", "choice", choices=KINDS, width=120),
        *area_columns(),
        Column("nozzle_id", "油枪", "Nozzle", "integer", shown=False, width=80),
        Column("place", "地点", "Place", shown=False, width=180),
        Column("text", "内容", "What was told", width=280),
        Column("received_at", "受理时间", "Received", "moment", width=150),
        Column("replied_at", "答复时间", "Replied", "moment", width=150),
        Column("lead_id", "线索编号", "Lead", "integer", shown=False, width=90),
        Column("made_by_name", "登记人", "Entered by", shown=False, width=110),
    ),
    key=("id",),
    default_sort=("-received_at", "-id"),
    search=("number", "station_id", "station_name", "text", "place"),
)
TABLES = (WORK_ORDERS,)
