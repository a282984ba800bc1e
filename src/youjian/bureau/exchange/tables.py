"""The lists of the exchange: catalogue, applications, messages, uploads, files, exports of acts."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Model, OuterRef, QuerySet, Subquery

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cockpit.models import DaySales
from youjian.bureau.exchange.models import (
    ActExport,
    Application,
    Batch,
    BatchRow,
    Difference,
    Entry,
    Message,
    Run,
)
from youjian.bureau.exchange.platforms import platforms_of
from youjian.bureau.exchange.words import (
    APPLICATION_STATES,
    DIFFERENCE_KINDS,
    DIFFERENCE_STATES,
    ENTRY_STATES,
    FREQUENCIES,
    INTERVALS,
    MESSAGE_STATES,
    ROW_STATES,
    RUN_STATES,
    SHARE_TYPES,
)
from youjian.bureau.scope import within
from youjian.bureau.sharing.models import Receipt
from youjian.bureau.sharing.selectors import agreements_of
from youjian.bureau.sharing.tables import dataset_choices
from youjian.bureau.sharing.words import FORMS, STATES
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, TableSpec

_ID = Column("id", "编号", "No.", "integer", width=80)
_DATASET = Column("dataset", "数据集", "Data set", "choice", choices=dataset_choices, width=130)
_PLATFORM = Column("platform_name", "平台", "Platform", width=180)
_DECIDED = (
    Column("note", "处理说明", "What was decided", width=200),
    Column("decided_by_name", "处理人", "Decided by", shown=False, width=110),
    Column("decided_at", "处理时间", "Decided", "moment", shown=False, width=150),
)


def _city(model: type[Model]) -> Callable[[Actor], QuerySet[Any]]:
    """What hangs on platforms that somebody sees."""

    def rows(actor: Actor) -> QuerySet[Any]:
        found: QuerySet[Any] = model._default_manager.filter(platform__in=platforms_of(actor))
        return found.annotate(platform_name=F("platform__name"))

    return rows


ENTRIES = TableSpec(
    name="exchange_entries",
    zh="共享目录",
    en="Catalogue",
    permission="sharing.see",
    rows=_city(Entry),
    columns=(
        _ID,
        _DATASET,
        Column("title", "目录名称", "Title", width=220),
        Column("share_type", "共享类型", "Sharing", "choice", choices=SHARE_TYPES, width=120),
        Column("basis", "依据", "Basis", width=200),
        Column("frequency", "更新频率", "Renewed", "choice", choices=FREQUENCIES, width=100),
        Column("status", "状态", "State", "choice", choices=ENTRY_STATES, width=110),
        Column("version", "版本", "Version", "integer", width=80),
        Column("their_no", "平台编号", "Their no.", "code", width=140),
        _PLATFORM,
        Column("made_by_name", "编制人", "Written by", shown=False, width=110),
        Column("decided_by_name", "发布人", "Published by", shown=False, width=110),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("title", "basis", "their_no"),
)
APPLICATIONS = TableSpec(
    name="exchange_applications",
    zh="共享申请",
    en="Applications",
    permission="sharing.see",
    rows=_city(Application),
    columns=(
        _ID,
        Column("their_no", "申请编号", "Their no.", "code", width=140),
        Column("applicant", "申请部门", "Applicant", width=180),
        _DATASET,
        Column("status", "状态", "State", "choice", choices=APPLICATION_STATES, width=110),
        Column("purpose", "用途", "Purpose", width=220),
        Column("until_on", "截止", "Until", "date", width=110),
        Column("received_at", "收到时间", "Received", "moment", width=150),
        Column("decided_by_name", "审核人", "Decided by", width=110),
        Column("agreement_id", "协议", "Agreement", "integer", link="/sharing?open={agreement_id}", width=80),
        Column(
            "told",
            "平台已知",
            "They know",
            "choice",
            choices=(*APPLICATION_STATES, *STATES),
            shown=False,
            width=110,
        ),
        _PLATFORM,
    ),
    key=("id",),
    default_sort=("-received_at", "-id"),
    search=("their_no", "applicant", "purpose"),
)
MESSAGES = TableSpec(
    name="exchange_messages",
    zh="发送与回执",
    en="Messages and receipts",
    permission="sharing.see",
    rows=_city(Message),
    columns=(
        _ID,
        Column("made_at", "时间", "At", "moment", width=150),
        _PLATFORM,
        Column("path", "内容", "What", "code", width=110),
        Column("about", "对象", "About", "code", width=130),
        Column("state", "状态", "State", "choice", choices=MESSAGE_STATES, width=140),
        Column("receipt_no", "回执编号", "Receipt", "code", width=140),
        Column("said", "对方说明", "What they say", width=200),
        Column("attempts", "次数", "Tries", "integer", width=80),
        Column("error", "失败原因", "Error", shown=False, width=200),
        Column("answered_at", "回执时间", "Answered", "moment", width=150),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("about", "receipt_no"),
)


def _batches(actor: Actor) -> QuerySet[Any]:
    return Batch.objects.filter(within(actor.scope, "area")).annotate(platform_name=F("platform__name"))


BATCHES = TableSpec(
    name="exchange_batches",
    zh="上报批次",
    en="Batches",
    permission="sharing.see",
    rows=_batches,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("number", "批次", "Batch", "integer", width=80),
        _PLATFORM,
        _DATASET,
        Column("rows", "行数", "Rows", "integer", width=80),
        Column("state", "状态", "State", "choice", choices=MESSAGE_STATES, width=140),
        Column("made_at", "生成时间", "Made", "moment", width=150),
        Column("made_by_name", "生成人", "Made by", width=110),
        Column("answered_at", "回执时间", "Answered", "moment", width=150),
        Column("attempts", "次数", "Tries", "integer", shown=False, width=80),
        Column("error", "失败原因", "Error", width=200),
        Column("sha256", "内容摘要", "Digest", "code", shown=False, width=220),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("made_by_name",),
)


def _rows(actor: Actor) -> QuerySet[Any]:
    found = BatchRow.objects.filter(within(actor.scope, "area"))
    return found.annotate(
        number=F("batch__number"), dataset=F("batch__dataset"), platform_name=F("batch__platform__name")
    )


ROWS = TableSpec(
    name="exchange_rows",
    zh="上报数据",
    en="Rows sent",
    permission="sharing.see",
    rows=_rows,
    columns=(
        _ID,
        _PLATFORM,
        Column("number", "批次", "Batch", "integer", width=80),
        _DATASET,
        Column("key", "主键", "Key", "code", width=200),
        Column("state", "状态", "State", "choice", choices=ROW_STATES, width=110),
        Column("reason", "退回原因", "Why refused", width=220),
        Column("again", "待重报", "Again", "flag", width=90),
        *_DECIDED,
    ),
    key=("id",),
    default_sort=("-id",),
    search=("key", "reason"),
)


def _differences(actor: Actor) -> QuerySet[Any]:
    return Difference.objects.filter(within(actor.scope, "area")).annotate(platform_name=F("platform__name"))


DIFFERENCES = TableSpec(
    name="exchange_differences",
    zh="对账差异",
    en="Differences",
    permission="sharing.see",
    rows=_differences,
    columns=(
        _ID,
        _PLATFORM,
        _DATASET,
        Column("key", "主键", "Key", "code", width=200),
        Column("kind", "差异", "Difference", "choice", choices=DIFFERENCE_KINDS, width=120),
        Column("state", "状态", "State", "choice", choices=DIFFERENCE_STATES, width=110),
        Column("found_at", "发现时间", "Found", "moment", width=150),
        *_DECIDED,
    ),
    key=("id",),
    default_sort=("-id",),
    search=("key",),
)


def _runs(actor: Actor) -> QuerySet[Any]:
    found = Run.objects.filter(schedule__agreement__in=agreements_of(actor))
    taken = Receipt.objects.filter(file=OuterRef("file")).order_by("id")
    return found.annotate(
        agreement_id=F("schedule__agreement_id"),
        receiver=F("schedule__agreement__receiver"),
        dataset=F("schedule__dataset"),
        form=F("schedule__form"),
        every=F("schedule__every"),
        filename=F("file__filename"),
        rows=F("file__rows"),
        taken_by=Subquery(taken.values("by")[:1]),
    )


RUNS = TableSpec(
    name="exchange_runs",
    zh="定期交付记录",
    en="Scheduled files",
    permission="sharing.see",
    rows=_runs,
    columns=(
        _ID,
        Column("due_on", "应交付日", "Due", "date", width=110),
        Column("receiver", "接收方", "Receiver", width=180),
        Column("agreement_id", "协议", "Agreement", "integer", link="/sharing?open={agreement_id}", width=80),
        _DATASET,
        Column("every", "频率", "Every", "choice", choices=INTERVALS, width=90),
        Column("form", "格式", "Form", "choice", choices=FORMS, width=90),
        Column("state", "状态", "State", "choice", choices=RUN_STATES, width=110),
        Column("filename", "文件", "File", width=220),
        Column("rows", "行数", "Rows", "integer", width=80),
        Column("taken_by", "回执", "Receipt", width=160),
        Column("error", "失败原因", "Error", width=200),
    ),
    key=("id",),
    default_sort=("-due_on", "-id"),
    search=("receiver", "filename"),
)


def _acts(actor: Actor) -> QuerySet[Any]:
    return ActExport.objects.filter(within(actor.scope, "area"))


ACT_EXPORTS = TableSpec(
    name="exchange_acts",
    zh="监管行为导出",
    en="Exports of acts",
    permission="sharing.see",
    rows=_acts,
    columns=(
        _ID,
        Column("from_on", "起始", "From", "date", width=110),
        Column("until_on", "截止", "Until", "date", width=110),
        Column("count", "条数", "Acts", "integer", width=80),
        Column("without_uscc", "缺统一代码", "Without USCC", "integer", width=110),
        Column("made_at", "导出时间", "Made", "moment", width=150),
        Column("made_by_name", "导出人", "Made by", width=110),
        Column("sha256", "内容摘要", "Digest", "code", width=220),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("made_by_name",),
)


def _day_sales(actor: Actor) -> QuerySet[Any]:
    return beside_station(DaySales.objects.filter(within(actor.scope)))


DAY_SALES = TableSpec(
    name="exchange_day_sales",
    zh="日销售汇总",
    en="Sales by day",
    permission="cockpit.see",
    rows=_day_sales,
    columns=(
        *station_columns(),
        Column("day", "日期", "Day", "date", width=110),
        Column("product", "油品", "Product", width=100),
        Column("volume_ml", "销量（毫升）", "Volume (mL)", "integer", width=130),
        Column("amount_fen", "金额（分）", "Amount (fen)", "integer", width=130),
        Column("fuellings", "笔数", "Fuellings", "integer", width=100),
    ),
    key=("station_id", "day", "product"),
    default_sort=("-day", "station_id", "product"),
    search=("station_id", "station_name"),
)
TABLES = (ENTRIES, APPLICATIONS, MESSAGES, BATCHES, ROWS, DIFFERENCES, RUNS, ACT_EXPORTS, DAY_SALES)
