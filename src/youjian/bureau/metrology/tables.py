"""The lists of metering."""

from typing import Any

from django.db.models import Case, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.metrology.models import (
    Appointment,
    BreachNotice,
    DispenserAcceptance,
    ListVisit,
    MeterEstimate,
    NozzleVerification,
    SealAct,
    SealPosition,
)
from youjian.bureau.metrology.words import (
    ACCEPTANCE_KINDS,
    ACCEPTANCE_RESULTS,
    ACTS,
    APPOINTMENT_STATES,
    BASES,
    EVENT_LEAVES,
    EVENT_NAMES,
    EVENTS,
    KINDS,
    LEAVES,
    NOTICE_STATES,
    ORIGINS,
    OUTCOMES,
    RESULTS,
    TAMPERING,
)
from youjian.bureau.registry.models import DeviceEvent, Maintenance
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, TableSpec


def _results(actor: Actor) -> QuerySet[Any]:
    found = beside_station(NozzleVerification.objects.filter(within(actor.scope)))
    return found.annotate(
        error_pct=F("error_milli") / 1000.0,
        repeatability_pct=F("repeatability_milli") / 1000.0,
        edition_code=F("edition__code"),
    )


RESULTS_TABLE = TableSpec(
    name="metrology_results",
    zh="检定记录",
    en="Verification results",
    permission="metrology.see",
    rows=_results,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("verified_on", "检定日期", "Verified on", "date", width=110),
        *station_columns(),
        Column("nozzle_id", "油枪", "Nozzle", "integer", width=80),
        Column("dispenser_id", "加油机", "Dispenser", "integer", shown=False, width=90),
        Column("kind", "检定类别", "Kind", "choice", choices=KINDS, width=120),
        Column("result", "结论", "Result", "choice", choices=RESULTS, width=100),
        Column("error_pct", "示值误差", "Error", "number", unit="%", width=100),
        Column("repeatability_pct", "重复性", "Repeatability", "number", unit="%", width=110),
        Column(
            "certificate_no", "证书编号", "Certificate no.", "code",
            link="/metrology/results/{id}", width=160,
        ),
        Column("mark_no", "合格标记", "Mark", "code", width=120),
        Column("valid_until", "有效期至", "Valid until", "date", width=110),
        Column("edition_code", "规程", "Edition", width=130),
        Column("verifier_name", "检定员", "Verifier", width=120),
        Column("code", "校验码", "Code", "code", shown=False, width=130),
    ),
    key=("id",),
    default_sort=("-verified_on", "-id"),
    search=("station_id", "station_name", "certificate_no", "mark_no", "code"),
)  # fmt: skip


def _seal_acts(actor: Actor) -> QuerySet[Any]:
    return beside_station(SealAct.objects.filter(within(actor.scope)))


def _appointments(actor: Actor) -> QuerySet[Any]:
    found = beside_station(Appointment.objects.filter(within(actor.scope)))
    return found.annotate(
        count=Func(F("nozzles"), function="jsonb_array_length", output_field=IntegerField())
    )


def _acceptances(actor: Actor) -> QuerySet[Any]:
    return beside_station(DispenserAcceptance.objects.filter(within(actor.scope)))


def _priority(actor: Actor) -> QuerySet[Any]:
    found = beside_station(MeterEstimate.objects.filter(within(actor.scope), newest=True))
    return found.annotate(
        rank=Window(RowNumber(), order_by=[F("weight_ml").desc(), F("station_id"), F("nozzle_id")]),
        chance_pct=F("chance") * 100.0,
        sold_l=F("sold_ml") / 1000.0,
        short_l=F("short_ml") / 1000.0,
        short_yuan=F("short_fen") / 100.0,
        weight_l=F("weight_ml") / 1000.0,
        moved_pct=F("error_pct") - F("verified_pct"),
    )


def _visits(actor: Actor) -> QuerySet[Any]:
    found = beside_station(ListVisit.objects.filter(within(actor.scope)))
    return found.annotate(measured_pct=F("measured_milli") / 1000.0)


def _notices(actor: Actor) -> QuerySet[Any]:
    found = beside_station(BreachNotice.objects.filter(within(actor.scope)))
    return found.annotate(certificate_no=F("result__certificate_no"))


def _position_choices() -> tuple[Choice, ...]:
    rows = SealPosition.objects.order_by("-required", "code")
    return tuple(Choice(row.code, row.zh, row.en) for row in rows)


_FILE = "/metrology/dispensers/{station_id}/{dispenser_id}"
SEAL_ACTS = TableSpec(
    name="metrology_seal_acts",
    zh="铅封流转",
    en="Custody of seals",
    permission="metrology.see",
    rows=_seal_acts,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("acted_on", "日期", "Day", "date", width=110),
        *station_columns(),
        Column("dispenser_id", "加油机", "Dispenser", "integer", link=_FILE, width=90),
        Column("position", "位置", "Position", "choice", choices=_position_choices, width=180),
        Column("seal_no", "铅封号", "Seal no.", "code", width=130),
        Column("act", "动作", "Act", "choice", choices=ACTS, width=110),
        Column("leave", "依据", "Leave", "choice", choices=LEAVES, width=110),
        Column("downtime", "停机申报", "Downtime", "integer", width=100),
        Column("by_name", "施拆封人", "By", width=120),
        Column("note", "说明", "Note", sortable=False, width=220),
    ),
    key=("id",),
    default_sort=("-acted_on", "-id"),
    search=("station_id", "station_name", "seal_no"),
)
APPOINTMENTS = TableSpec(
    name="metrology_appointments",
    zh="检定预约与计划",
    en="Verification appointments",
    permission="metrology.see",
    rows=_appointments,
    columns=(
        Column("id", "编号", "No.", "integer", width=80),
        Column("planned_on", "检定日期", "Day", "date", width=110),
        *station_columns(),
        Column("count", "枪数", "Nozzles", "integer", width=80),
        Column("due_on", "最早到期", "First due", "date", width=110),
        Column("wished_on", "希望日期", "Wished", "date", width=110),
        Column("verifier", "检定员", "Verifier", width=120),
        Column("status", "状态", "State", "choice", choices=APPOINTMENT_STATES, width=100),
        Column("origin", "来源", "Origin", "choice", choices=ORIGINS, width=120),
        Column("note", "说明", "Note", sortable=False, width=200),
        Column("asked_by_name", "登记人", "By", width=120),
    ),
    key=("id",),
    default_sort=("planned_on", "id"),
    search=("station_id", "station_name", "verifier"),
)
ACCEPTANCES = TableSpec(
    name="metrology_acceptances",
    zh="加油机验收",
    en="Dispensers accepted",
    permission="metrology.see",
    rows=_acceptances,
    columns=(
        Column("id", "编号", "No.", "integer", width=80),
        Column("decided_at", "时间", "Decided", "time", width=150),
        *station_columns(),
        Column("dispenser_id", "加油机", "Dispenser", "integer", width=90),
        Column("kind", "类别", "Kind", "choice", choices=ACCEPTANCE_KINDS, width=90),
        Column("result", "结论", "Result", "choice", choices=ACCEPTANCE_RESULTS, width=110),
        Column("ecqs", "e-CQS功能", "e-CQS function", "flag", width=110),
        Column("remote_kit", "远程监管套件", "Remote kit", "flag", width=120),
        Column("letter", "书面告知", "Letter", sortable=False, width=420),
        Column("decided_by_name", "查验人", "By", width=120),
    ),
    key=("id",),
    default_sort=("-decided_at", "-id"),
    search=("station_id", "station_name", "letter"),
)
PRIORITY = TableSpec(
    name="metrology_priority",
    zh="核查优先清单",
    en="Priority list",
    permission="lead.see",
    rows=_priority,
    columns=(
        Column("rank", "名次", "Rank", "integer", sortable=False, filterable=False, width=70),
        *station_columns(),
        Column(
            "nozzle_id", "油枪", "Nozzle", "integer",
            link="/metrology/measured/{station_id}/{nozzle_id}", width=80,
        ),
        Column("error_pct", "示值误差估计", "Error", "number", unit="%", width=120),
        Column("low_pct", "95%下限", "95 % low", "number", unit="%", width=100),
        Column("high_pct", "95%上限", "95 % high", "number", unit="%", width=100),
        Column("chance_pct", "超差把握", "Certainty", "number", unit="%", width=100),
        Column("moved_pct", "较检定变动", "Since verified", "number", unit="%", width=120),
        Column("sold_l", "近30天销量", "Sold in 30 days", "number", unit="L", width=130),
        Column("short_l", "消费者少得", "Short", "number", unit="L", width=120),
        Column("short_yuan", "涉及金额", "At stake", "number", unit="元", width=120),
        Column("weight_l", "排序值", "Weight", "number", unit="L", width=100),
        Column("basis", "依据", "Basis", "choice", choices=BASES, shown=False, width=130),
        Column("night", "估计日期", "Night", "date", shown=False, width=110),
        Column("verified_on", "上次检定", "Verified on", "date", shown=False, width=110),
    ),
    key=("station_id", "nozzle_id"),
    default_sort=("-weight_l", "station_id", "nozzle_id"),
    search=("station_id", "station_name"),
)  # fmt: skip
VISITS = TableSpec(
    name="metrology_visits",
    zh="核查结果",
    en="Visits by the list",
    permission="lead.see",
    rows=_visits,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("visited_on", "日期", "Day", "date", width=110),
        *station_columns(),
        Column("nozzle_id", "油枪", "Nozzle", "integer", width=80),
        Column("rank", "当时名次", "Rank then", "integer", width=100),
        Column("estimate_pct", "当时估计", "Estimate then", "number", unit="%", width=110),
        Column("measured_pct", "现场实测", "Measured", "number", unit="%", width=110),
        Column("outcome", "结论", "Outcome", "choice", choices=OUTCOMES, width=140),
        Column("made_by_name", "登记人", "By", width=120),
        Column("note", "说明", "Note", sortable=False, width=200),
    ),
    key=("id",),
    default_sort=("-visited_on", "-id"),
    search=("station_id", "station_name"),
)
NOTICES = TableSpec(
    name="metrology_notices",
    zh="计量处理通报",
    en="Notices of breaches",
    permission="lead.see",
    rows=_notices,
    columns=(
        Column("id", "编号", "No.", "integer", width=80),
        Column("prepared_at", "生成时间", "Prepared", "time", width=150),
        *station_columns(),
        Column("nozzle_id", "油枪", "Nozzle", "integer", width=80),
        Column(
            "certificate_no", "结果通知书", "Notice of result", "code",
            link="/metrology/results/{result_id}", width=150,
        ),
        Column("handling_no", "处理文号", "Handled under", "code", width=160),
        Column("status", "状态", "State", "choice", choices=NOTICE_STATES, width=100),
        Column("sent_at", "发送时间", "Sent", "time", width=150),
        Column("text", "通报内容", "Text", sortable=False, width=420),
        Column("result_id", "检定记录", "Verification", "integer", shown=False, width=100),
    ),
    key=("id",),
    default_sort=("-prepared_at", "-id"),
    search=("station_id", "station_name", "handling_no"),
)  # fmt: skip


def _events(actor: Actor) -> QuerySet[Any]:
    approved = Maintenance.objects.filter(
        station_id=OuterRef("station_id"),
        device=OuterRef("device"),
        starts_at__lte=OuterRef("at"),
        ends_at__gte=OuterRef("at"),
    )
    leave = Case(
        When(~Q(code__in=sorted(TAMPERING)), then=Value("")),
        When(Exists(approved), then=Value("approved")),
        default=Value("none"),
    )
    found = DeviceEvent.objects.filter(within(actor.scope), code__in=sorted(EVENT_NAMES), test=False)
    return beside_station(found).annotate(leave=leave)


EVENTS_TABLE = TableSpec(
    name="metrology_events",
    zh="加油机事件",
    en="Events of dispensers",
    permission="metrology.see",
    rows=_events,
    columns=(
        Column("at", "时间", "At", "moment", width=150),
        *station_columns(),
        Column("device", "设备", "Device", "code", width=120),
        Column("code", "事件", "Event", "choice", choices=EVENTS, width=160),
        Column("leave", "批准情况", "Leave", "choice", choices=EVENT_LEAVES, width=130),
        Column("detail", "说明", "Detail", width=240),
    ),
    key=("station_id", "device", "at", "code"),
    default_sort=("-at", "station_id", "device", "code"),
    search=("station_id", "station_name", "detail"),
)
TABLES = (EVENTS_TABLE, RESULTS_TABLE, SEAL_ACTS, APPOINTMENTS, ACCEPTANCES, PRIORITY, VISITS, NOTICES)
