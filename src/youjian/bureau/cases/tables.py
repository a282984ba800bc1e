"""The lists of leads, of cases, of their tasks and transfers."""

from typing import Any

from django.db.models import Case, F, QuerySet, When

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.cases.models import CaseTask, CaseTransfer, Lead
from youjian.bureau.cases.selectors_cases import cases_of
from youjian.bureau.cases.transitions import OPEN
from youjian.bureau.cases.words import KINDS, OUTCOMES, SOURCES, STATES
from youjian.bureau.cases.words_cases import CASE_OUTCOMES, CASE_STATES, TRANSFER_STATES
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


def _cases(actor: Actor) -> QuerySet[Any]:
    found = beside_area(cases_of(actor))
    return found.annotate(in_charge=F("departments__0"), due=Case(When(status__in=OPEN, then=F("due_at"))))


CASES = TableSpec(
    name="cases",
    zh="案件",
    en="Cases",
    permission="case.see",
    rows=_cases,
    columns=(
        Column("id", "编号", "No.", "integer", link="/cases/{id}", width=80),
        Column("title", "案由", "About", link="/cases/{id}", width=240),
        Column("status", "状态", "State", "choice", choices=CASE_STATES, width=120),
        Column("due", "期限", "Due", "moment", width=150),
        Column("kind", "类别", "Kind", "choice", choices=KINDS, width=110),
        *area_columns(),
        Column("party", "当事人", "Party", width=200),
        Column("in_charge", "承办部门", "In charge", "choice", choices=department_choices, width=140),
        Column("outcome", "处理结果", "Outcome", "choice", choices=CASE_OUTCOMES, width=130),
        Column("penalty_fen", "罚款（分）", "Penalty (fen)", "integer", shown=False, width=120),
        Column("tax_fen", "补税（分）", "Tax (fen)", "integer", shown=False, width=120),
        Column("supervised_until", "督办期限", "Supervised until", "moment", shown=False, width=150),
        Column("plate", "车牌", "Plate", "code", shown=False, width=110),
        Column("place", "地点", "Place", shown=False, width=180),
        Column("opened_at", "登记时间", "Opened", "moment", width=150),
        Column("opened_by_name", "登记人", "Opened by", shown=False, width=110),
        Column("closed_at", "结案时间", "Closed", "moment", shown=False, width=150),
    ),
    key=("id",),
    default_sort=("-opened_at", "-id"),
    search=("title", "station_name", "party", "plate", "place"),
)


def _tasks(actor: Actor) -> QuerySet[Any]:
    rows = CaseTask.objects.filter(case__in=cases_of(actor))
    return rows.annotate(case_title=F("case__title"))


CASE_TASKS = TableSpec(
    name="case_tasks",
    zh="办案任务",
    en="Tasks of cases",
    permission="case.see",
    rows=_tasks,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("case_id", "案件", "Case", "integer", link="/cases/{case_id}", width=80),
        Column("case_title", "案由", "About", link="/cases/{case_id}", width=200),
        Column("department", "承办部门", "Department", "choice", choices=department_choices, width=140),
        Column("text", "任务", "Task", width=260),
        Column("due_at", "期限", "Due", "moment", width=150),
        Column("done_at", "完成时间", "Done", "moment", width=150),
        Column("done_by_name", "办理人", "Done by", width=110),
        Column("result", "结果", "Result", width=220),
    ),
    key=("id",),
    default_sort=("-due_at", "-id"),
    search=("text", "case_title"),
)


def _transfers(actor: Actor) -> QuerySet[Any]:
    rows = CaseTransfer.objects.filter(case__in=cases_of(actor))
    return rows.annotate(case_title=F("case__title"))


CASE_TRANSFERS = TableSpec(
    name="case_transfers",
    zh="案件移送",
    en="Transfers of cases",
    permission="case.see",
    rows=_transfers,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("case_id", "案件", "Case", "integer", link="/cases/{case_id}", width=80),
        Column("case_title", "案由", "About", link="/cases/{case_id}", width=200),
        Column("from_department", "移送部门", "From", "choice", choices=department_choices, width=140),
        Column("to_department", "接收部门", "To", "choice", choices=department_choices, width=140),
        Column("status", "状态", "State", "choice", choices=TRANSFER_STATES, width=100),
        Column("sent_at", "移送时间", "Sent", "moment", width=150),
        Column("due_at", "反馈期限", "Answer due", "moment", width=150),
        Column("receipt_no", "回执编号", "Receipt no.", "code", width=140),
        Column("received_at", "接收时间", "Received", "moment", width=150),
        Column("ended_at", "办结时间", "Ended", "moment", shown=False, width=150),
        Column("tax_fen", "补税（分）", "Tax (fen)", "integer", width=120),
        Column("penalty_fen", "罚款（分）", "Penalty (fen)", "integer", width=120),
        Column("result", "反馈结果", "Result", width=220),
    ),
    key=("id",),
    default_sort=("-sent_at", "-id"),
    search=("case_title", "receipt_no"),
)
TABLES = (LEADS, CASES, CASE_TASKS, CASE_TRANSFERS)
