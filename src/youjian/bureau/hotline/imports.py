"""Files of work orders as the hotlines export them: checked row by row, taken whole or not at all."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cases.words import KINDS
from youjian.bureau.hotline import services
from youjian.bureau.hotline.contracts import WorkOrderIn
from youjian.bureau.hotline.models import WorkOrder
from youjian.bureau.hotline.words import HOTLINES
from youjian.bureau.registry.writing import RowCheck
from youjian.bureau.scope import acting
from youjian.bureau.sheets.fields import Field, Sheet
from youjian.bureau.supply import sheet_parts as part
from youjian.bureau.uploads.faults import faults_of
from youjian.bureau.uploads.targets import Commit, Row, Target

CHUNK = 2_000
WORK_ORDERS = Sheet(
    "work_orders",
    "热线工单",
    "Work orders",
    (
        Field(
            "hotline",
            "热线",
            "Hotline",
            "choice",
            key=True,
            required=True,
            choices=HOTLINES,
            example="12345",
            aliases=("来源", "工单来源", "受理平台", "渠道"),
        ),
        part.code(
            "number",
            "工单编号",
            "Number",
            ("工单号", "编号", "诉求编号", "登记编号"),
            "GD20261118001",
            key=True,
            required=True,
        ),
        part.moment(
            "received_at",
            "受理时间",
            "Received",
            ("登记时间", "派单时间", "来电时间", "接收时间"),
            required=True,
        ),
        part.moment("due_at", "办结时限", "Due", ("截止时间", "办理时限", "反馈时限", "到期时间")),
        Field(
            "kind",
            "反映事项",
            "About",
            "choice",
            choices=KINDS,
            aliases=("问题类别", "诉求类别", "事项类别"),
            example="计量",
        ),
        Field(
            "text",
            "内容",
            "What was told",
            "text",
            required=True,
            aliases=("诉求内容", "工单内容", "问题描述", "投诉内容", "举报内容"),
            example="加95号油，表显与实加不符",
        ),
        part.station(),
        Field("nozzle_id", "油枪", "Nozzle", "integer", aliases=("枪号", "油枪号"), example="3"),
        Field(
            "region", "县区", "County", "region", aliases=("区县", "所属区县", "行政区划"), example="乐平市"
        ),
        Field(
            "place", "地点", "Place", "text", aliases=("地址", "发生地点", "事发地址"), example="人民路路口"
        ),
        Field(
            "reporter_name",
            "来电人",
            "Reporter",
            "text",
            aliases=("诉求人", "投诉人", "举报人", "姓名"),
            example="王某",
            secret=True,
        ),
        Field(
            "reporter_phone",
            "联系电话",
            "Phone",
            "code",
            aliases=("电话", "来电号码", "手机号", "联系方式"),
            example="13800000000",
            secret=True,
        ),
    ),
    note_zh="12345、12315导出的工单。未填办结时限的按工作日推算；来电人信息只供有权限的人查看。",
    note_en="Work orders as 12345 and 12315 export them; without a deadline the term counts.",
)
_SECRET = {field.name for field in WORK_ORDERS.fields if field.secret}


def check(actor: Actor, sheet: str, rows: Sequence[Row]) -> list[RowCheck]:
    """What each row would do: a new work order, one that stands already, or what is wrong."""
    del sheet
    with acting(actor):
        there = _there(rows)
        return [_checked(actor, index, row, there) for index, row in enumerate(rows)]


def _there(rows: Sequence[Row]) -> set[tuple[str, str]]:
    numbers = [row.get("number") for row in rows]
    return set(WorkOrder.objects.filter(number__in=numbers).values_list("hotline", "number"))


def _checked(actor: Actor, index: int, row: Row, there: set[tuple[str, str]]) -> RowCheck:
    key = {"hotline": row.get("hotline"), "number": row.get("number")}
    if (row.get("hotline"), row.get("number")) in there:
        return RowCheck(index, key, "same", [], None, None)
    errors = faults_of(lambda: services.check(actor, _wanted(row)))
    shown = {name: value for name, value in row.items() if value is not None and name not in _SECRET}
    return RowCheck(index, key, "bad" if errors else "new", errors, None, shown)


def _wanted(row: Row) -> WorkOrderIn:
    given: dict[str, Any] = {name: value for name, value in row.items() if value is not None}
    return WorkOrderIn(**given)


def write(actor: Actor, commit: Commit, rows: Sequence[tuple[int, Row]]) -> None:
    """Keep the work orders that are not there yet; raises Problem 409 when one can no longer be kept."""
    there = _there([row for _, row in rows])
    for _, row in rows:
        if (row.get("hotline"), row.get("number")) not in there:
            services.keep(actor, _wanted(row), commit.upload_id)


def _opened(actor: Actor, commit: Commit) -> AbstractContextManager[None]:
    del commit  # work orders need no more than the actor's scope
    return acting(actor)


TARGET = Target(
    "hotline", "hotline.manage", {"work_orders": WORK_ORDERS}, check, write, _opened, CHUNK, "导入热线工单"
)
