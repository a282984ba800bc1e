"""The lists of joint operations and of their tasks."""

from typing import Any

from django.db.models import F, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cases.tables import department_choices
from youjian.bureau.joint.keeping import operations_of
from youjian.bureau.joint.models import OperationTask
from youjian.bureau.joint.words import OPERATION_STATES
from youjian.bureau.tables.beside import region_choices
from youjian.bureau.tables.spec import Column, TableSpec


def _operations(actor: Actor) -> QuerySet[Any]:
    return operations_of(actor).annotate(lead=F("departments__0"), region=F("area"))


OPERATIONS = TableSpec(
    name="joint-operations",
    zh="联合执法行动",
    en="Joint operations",
    permission="case.see",
    rows=_operations,
    columns=(
        Column("id", "编号", "No.", "integer", link="/joint/{id}", width=80),
        Column("title", "名称", "Title", link="/joint/{id}", width=240),
        Column("status", "状态", "State", "choice", choices=OPERATION_STATES, width=110),
        Column("lead", "牵头部门", "Lead", "choice", choices=department_choices, width=150),
        Column("region", "区域", "Region", "region", choices=region_choices, width=110),
        Column("planned_from", "计划开始", "Planned from", "moment", width=150),
        Column("planned_until", "计划结束", "Planned until", "moment", width=150),
        Column("purpose", "目的", "Purpose", width=240),
        Column("approved_by_name", "批准人", "Approved by", shown=False, width=110),
        Column("ended_at", "结束时间", "Ended", "moment", width=150),
        Column("made_by_name", "拟制人", "Planned by", shown=False, width=110),
    ),
    key=("id",),
    default_sort=("-planned_from", "-id"),
    search=("title", "purpose"),
)


def _tasks(actor: Actor) -> QuerySet[Any]:
    rows = OperationTask.objects.filter(operation__in=operations_of(actor))
    return rows.annotate(operation_title=F("operation__title"))


TASKS = TableSpec(
    name="joint-tasks",
    zh="联合执法任务",
    en="Tasks of joint operations",
    permission="case.see",
    rows=_tasks,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("operation_id", "行动编号", "Operation", "integer", link="/joint/{operation_id}", width=90),
        Column("operation_title", "行动", "Operation's title", link="/joint/{operation_id}", width=200),
        Column("department", "责任部门", "Department", "choice", choices=department_choices, width=140),
        Column("person", "责任人", "Person", width=110),
        Column("text", "任务", "Task", width=260),
        Column("due_at", "期限", "Due", "moment", width=150),
        Column("done_at", "完成时间", "Done", "moment", width=150),
        Column("done_by_name", "完成人", "Done by", width=110),
        Column("result", "结果", "Result", width=220),
    ),
    key=("id",),
    default_sort=("-due_at", "-id"),
    search=("text", "operation_title", "person"),
)
TABLES = (OPERATIONS, TASKS)
