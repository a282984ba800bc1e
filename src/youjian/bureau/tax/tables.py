"""Lists of the tax desk: nozzles' tax functions, their tasks, hand-overs."""

from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.derived import of_table
from youjian.bureau.tables.spec import Column, Kind, TableSpec
from youjian.bureau.tax import chips, hand_overs
from youjian.bureau.tax.models import ChipTask, TaxHandOver
from youjian.bureau.tax.words import (
    CHIP_STATES,
    CHIP_TASKS,
    FINDING_STATUSES,
    HAND_OVER_STATES,
    OUTCOMES,
)

_NOZZLE: dict[str, Kind] = {
    "station_id": "code", "nozzle_id": "integer", "dispenser_id": "integer", "product": "code",
    "uscc": "uscc", "initialised": "flag", "chip_taxpayer": "text", "factory_no": "text", "read_at": "time",
    "changed_at": "time", "states": "integer", "state": "code",
}  # fmt: skip
_FINDING: dict[str, Kind] = {
    "finding_id": "code", "station_id": "code", "subject": "text", "status": "code", "started_at": "time",
    "ended_at": "time", "detected_at": "time", "message": "text",
}  # fmt: skip
_CHIPS: Any = of_table("nozzle_chips", _NOZZLE, ("station_id", "nozzle_id"))
_FINDINGS: Any = of_table("chip_findings", _FINDING, ("finding_id",))
_PRODUCTS = ("92", "95", "98", "92E", "95E", "0D", "-10D", "-20D", "-35D")


def _chips(actor: Actor) -> QuerySet[Any]:
    return beside_station(_CHIPS.objects.filter(within(actor.scope)))


def _fits(row: dict[str, Any]) -> bool | None:
    return chips.fits(row["chip_taxpayer"], row["uscc"])


def _tasks(actor: Actor) -> QuerySet[Any]:
    task = ChipTask.objects.filter(finding_id=OuterRef("finding_id"))
    found = _FINDINGS.objects.filter(within(actor.scope)).annotate(
        task=Coalesce(Subquery(task.values("status")[:1]), Value("open"), output_field=CharField()),
        taken_by_name=Subquery(task.values("taken_by_name")[:1]),
        taken_at=Subquery(task.values("taken_at")[:1]),
        done_by_name=Subquery(task.values("done_by_name")[:1]),
        done_at=Subquery(task.values("done_at")[:1]),
        note=Subquery(task.values("note")[:1]),
    )
    return beside_station(found)


def _nozzle(row: dict[str, Any]) -> int:
    return int(row["subject"].removeprefix("nozzle:"))


def _hand_overs(actor: Actor) -> QuerySet[TaxHandOver]:
    said = Case(When(outcome="", then=Value(None)), default=F("outcome"), output_field=CharField())
    return hand_overs.rows_of(actor).annotate(result=said)


CHIPS = TableSpec(
    name="nozzle_chips",
    zh="税控功能",
    en="Tax function of nozzles",
    permission="tax.see",
    rows=_chips,
    columns=(
        *station_columns(),
        Column("nozzle_id", "油枪", "Nozzle", "integer", width=80),
        Column("dispenser_id", "加油机", "Dispenser", "integer", shown=False, width=90),
        Column(
            "product",
            "油品",
            "Product",
            "choice",
            choices=tuple(Choice(code, code, code) for code in _PRODUCTS),
            width=100,
        ),
        Column("state", "税控状态", "State", "choice", choices=CHIP_STATES, width=120),
        Column("factory_no", "出厂编号", "Factory no.", width=140),
        Column("chip_taxpayer", "芯片纳税人识别号", "Taxpayer of the chip", width=190),
        Column("uscc", "登记的信用代码", "Registered taxpayer", "uscc", width=190),
        Column("fits", "与登记一致", "Fits the register", "flag", path=None, value=_fits, width=110),
        Column("read_at", "最近读取", "Last read", "time", width=140),
        Column("changed_at", "最近变化", "Last change", "time", width=140),
        Column("states", "读取次数", "Times read", "integer", shown=False, width=100),
    ),
    key=("station_id", "nozzle_id"),
    default_sort=("station_id", "nozzle_id"),
    search=("station_id", "station_name", "factory_no", "chip_taxpayer"),
)
TASKS = TableSpec(
    name="chip_tasks",
    zh="税控核查任务",
    en="Tasks on tax functions",
    permission="tax.see",
    rows=_tasks,
    columns=(
        Column("finding_id", "疑点编号", "Finding", "code", shown=False, width=150),
        *station_columns(),
        Column("subject", "部位", "Subject", shown=False, width=110),
        Column("nozzle_id", "油枪", "Nozzle", "integer", path=None, value=_nozzle, width=80),
        Column("message", "疑点", "What was found", sortable=False, width=320),
        Column("task", "任务状态", "Task", "choice", choices=CHIP_TASKS, width=110),
        Column("status", "疑点状态", "Finding", "choice", choices=FINDING_STATUSES, width=110),
        Column("started_at", "开始", "Since", "time", width=140),
        Column("ended_at", "结束", "Until", "time", shown=False, width=140),
        Column("taken_by_name", "受理人", "Taken by", width=120),
        Column("taken_at", "受理时间", "Taken at", "time", shown=False, width=140),
        Column("done_by_name", "办结人", "Done by", width=120),
        Column("done_at", "办结时间", "Done at", "time", shown=False, width=140),
        Column("note", "处理结果", "What came of it", sortable=False, width=220),
    ),
    key=("finding_id",),
    default_sort=("-started_at",),
    search=("station_id", "station_name", "message"),
)
HAND_OVERS = TableSpec(
    name="tax_hand_overs",
    zh="移交税务",
    en="Hand-overs to tax",
    permission="tax.see",
    rows=_hand_overs,
    columns=(
        Column("id", "编号", "No.", "integer", link="/tax/hand-overs?open={id}", width=80),
        Column("taxpayer", "纳税人识别号", "Taxpayer", "code", link="/tax/taxpayers/{taxpayer}", width=190),
        Column("name", "纳税人", "Name", width=200),
        Column("from_period", "起始月份", "From", width=100),
        Column("until_period", "截止月份", "Until", width=100),
        Column("short_ml", "未申报油量（毫升）", "Litres short (mL)", "integer", width=150),
        Column("tax_fen", "估算税款（分）", "Estimated tax (fen)", "integer", width=140),
        Column("to_office", "接收单位", "To", width=160),
        Column("status", "状态", "Status", "choice", choices=HAND_OVER_STATES, width=120),
        Column("result", "反馈结果", "Outcome", "choice", choices=OUTCOMES, width=130),
        Column("paid_fen", "补缴税款（分）", "Paid (fen)", "integer", width=130),
        Column("sent_at", "移交时间", "Sent at", "time", width=140),
        Column("sent_by_name", "移交人", "Sent by", width=120),
        Column("receipt_no", "接收文号", "Receipt no.", shown=False, width=140),
        Column("reason", "移交理由", "Reason", sortable=False, shown=False, width=220),
        Column("pack_sha256", "证据包摘要", "Pack SHA-256", "code", shown=False, width=220),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("taxpayer", "name", "to_office", "reason"),
)
TABLES = (CHIPS, TASKS, HAND_OVERS)
