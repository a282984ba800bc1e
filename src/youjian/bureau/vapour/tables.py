"""The lists of vapour recovery: judged days, and fills beside fuellings."""

from typing import Any

from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cast, NullIf

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import within
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, TableSpec
from youjian.bureau.vapour.faults import fault_days
from youjian.bureau.vapour.models import DayRead, DayVerdict, NozzleOrder, StationTest, SyncDay, UploadMessage
from youjian.bureau.vapour.orders import sold_after, visible
from youjian.bureau.vapour.words import (
    EDITION_CHOICES,
    FAULT_KINDS,
    MESSAGE_KINDS,
    MESSAGE_STATES,
    ORDER_ACTIONS,
    ORDER_STATES,
    ORDER_WAYS,
    STATES,
    TEST_KINDS,
    TEST_VERDICTS,
    subject_name,
)


def _verdicts(actor: Actor) -> QuerySet[DayVerdict]:
    found = DayVerdict.objects.filter(within(actor.scope))
    return beside_station(found).annotate(near_h=F("near_s") / 3600.0)


def _syncs(actor: Actor) -> QuerySet[SyncDay]:
    found = beside_station(SyncDay.objects.filter(within(actor.scope)))
    return found.annotate(
        match_pct=100.0 * _number("matched") / NullIf(_number("fills"), 0.0),
        within_pct=100.0 * _number("within") / NullIf(_number("matched"), 0.0),
        monitor_l=_number("monitor_ml") / 1000.0,
        dispenser_l=_number("dispenser_ml") / 1000.0,
        apart_pct=100.0
        * (_number("monitor_ml") - _number("dispenser_ml"))
        / NullIf(_number("dispenser_ml"), 0.0),
    )


def _uploads(actor: Actor) -> QuerySet[UploadMessage]:
    found = beside_station(UploadMessage.objects.filter(within(actor.scope)))
    return found.annotate(target_name=F("target__name"))


def _tests(actor: Actor) -> QuerySet[StationTest]:
    return beside_station(StationTest.objects.filter(within(actor.scope)))


def _orders(actor: Actor) -> QuerySet[NozzleOrder]:
    return sold_after(beside_station(visible(actor)))


def _faults(actor: Actor) -> QuerySet[DayRead]:
    return beside_station(fault_days(actor))


def _number(name: str) -> Any:
    return Cast(F(name), FloatField())


def _subject(row: dict[str, Any]) -> str:
    return subject_name(row["subject"])


VERDICTS = TableSpec(
    name="vapour_verdicts",
    zh="油气回收日判定",
    en="Vapour days judged",
    permission="vapour.see",
    rows=_verdicts,
    columns=(
        Column("day", "日期", "Day", "date", width=110),
        *station_columns(),
        Column("subject", "判定对象代码", "Subject code", "code", shown=False, width=110),
        Column(
            "judged", "判定对象", "Subject", path="subject", value=_subject, filterable=False,
            link="/vapour/{station_id}?subject={subject}", width=140,
        ),
        Column("state", "判定", "State", "choice", choices=STATES, width=120),
        Column("streak", "连续天数", "Days in a row", "integer", width=100),
        Column("counted", "计入次数", "Fills counted", "integer", width=100),
        Column("bad", "超限次数", "Fills outside", "integer", width=100),
        Column("near_h", "零压连续", "Near zero", "number", unit="h", width=100),
        Column("most_ppm", "最高浓度", "Highest reading", "number", unit="µmol/mol", width=120),
        Column("edition", "判定标准", "Edition", "choice", choices=EDITION_CHOICES, width=190),
    ),
    key=("station_id", "subject", "day", "edition"),
    default_sort=("-day", "station_id"),
    search=("station_id", "station_name", "subject"),
)  # fmt: skip
SYNCS = TableSpec(
    name="vapour_syncs",
    zh="加油与油气同步",
    en="Fills beside fuellings",
    permission="vapour.see",
    rows=_syncs,
    columns=(
        Column("day", "日期", "Day", "date", width=110),
        *station_columns(),
        Column(
            "nozzle_id",
            "油枪",
            "Nozzle",
            "integer",
            link="/vapour/{station_id}?subject=nozzle:{nozzle_id}",
            width=80,
        ),
        Column("fills", "油气记录", "Monitor records", "integer", width=110),
        Column("matched", "匹配加油", "Matched", "integer", width=100),
        Column("match_pct", "匹配率", "Match rate", "number", unit="%", width=100),
        Column("within_pct", "油量差1%以内", "Litres within 1 %", "number", unit="%", width=130),
        Column("unseen", "无油气记录的加油", "Fuellings unseen", "integer", width=140),
        Column("monitor_l", "监测油量（匹配）", "Monitor (matched)", "number", unit="L", width=140),
        Column("dispenser_l", "加油机油量（匹配）", "Dispenser (matched)", "number", unit="L", width=150),
        Column("apart_pct", "相差", "Apart", "number", unit="%", width=90),
    ),
    key=("station_id", "nozzle_id", "day"),
    default_sort=("-day", "station_id", "nozzle_id"),
    search=("station_id", "station_name"),
)
UPLOADS = TableSpec(
    name="vapour_uploads",
    zh="油气数据上传",
    en="Vapour uploads",
    permission="vapour.see",
    rows=_uploads,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("hour", "数据时段", "Hour", "moment", width=140),
        *station_columns(),
        Column("target_name", "上传平台", "Target", width=150),
        Column("kind", "数据", "Data", "choice", choices=MESSAGE_KINDS, width=120),
        Column("state", "状态", "State", "choice", choices=MESSAGE_STATES, width=110),
        Column("packets", "包数", "Packets", "integer", width=80),
        Column("acked", "已确认", "Acknowledged", "integer", width=90),
        Column("repeated", "重发包数", "Repeated", "integer", width=90),
        Column("tries", "失败次数", "Tries", "integer", width=90),
        Column("trouble", "原因", "Trouble", sortable=False, width=240),
        Column("sent_at", "完成时间", "Sent", "time", width=140),
        Column("part", "补传序号", "Part", "integer", shown=False, width=90),
    ),
    key=("id",),
    default_sort=("-hour", "-id"),
    search=("station_id", "station_name", "trouble"),
)
TESTS = TableSpec(
    name="vapour_tests",
    zh="油气回收检测",
    en="Vapour tests",
    permission="vapour.see",
    rows=_tests,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("tested_on", "检测日期", "Tested", "date", width=110),
        *station_columns(),
        Column("kind", "检测项目", "Test", "choice", choices=TEST_KINDS, width=140),
        Column("verdict", "结论", "Verdict", "choice", choices=TEST_VERDICTS, width=100),
        Column("worst", "实测", "Measured", "number", unit="Pa", width=100),
        Column("allowed", "限值", "Limit", "number", unit="Pa", width=100),
        Column("tested", "检测数", "Tested items", "integer", width=90),
        Column("bad", "不合格数", "Failed items", "integer", width=90),
        Column("certificate_no", "报告编号", "Report no.", width=150),
        Column("tester", "检测机构", "Tested by", width=180),
        Column("next_due", "下次检测", "Next due", "date", width=110),
        Column("made_by_name", "登记人", "Entered by", shown=False, width=100),
        Column("made_at", "登记时间", "Entered at", "time", shown=False, width=140),
    ),
    key=("id",),
    default_sort=("-tested_on", "-id"),
    search=("station_id", "station_name", "certificate_no", "tester"),
)
ORDERS = TableSpec(
    name="vapour_orders",
    zh="加油枪停用和恢复",
    en="Orders to stop nozzles",
    permission="vapour.see",
    rows=_orders,
    columns=(
        Column("id", "编号", "No.", "integer", width=80),
        Column("drafted_at", "起草时间", "Drafted", "time", width=140),
        *station_columns(),
        Column("nozzle_id", "油枪", "Nozzle", "integer", width=80),
        Column("action", "通知", "Order", "choice", choices=ORDER_ACTIONS, width=100),
        Column("state", "状态", "State", "choice", choices=ORDER_STATES, width=150),
        Column("sold", "送达后销售笔数", "Sales after", "integer", width=130),
        Column("reason", "事由", "Reason", width=220),
        Column("basis", "依据", "Basis", shown=False, width=160),
        Column("signed_by_name", "签发人", "Signed by", width=100),
        Column("signed_at", "签发时间", "Signed", "moment", width=140),
        Column("served_at", "送达时间", "Served", "moment", width=140),
        Column("served_how", "送达方式", "Way", "choice", choices=ORDER_WAYS, shown=False, width=110),
        Column("recipient", "签收人", "Recipient", shown=False, width=100),
        Column("carried_at", "执行时间", "Carried out", "moment", width=140),
        Column("ended_at", "解除或撤回", "Ended", "moment", width=140),
        Column("drafted_by_name", "起草人", "Drafted by", shown=False, width=100),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("station_id", "station_name", "reason", "basis"),
)
FAULTS = TableSpec(
    name="vapour_faults",
    zh="监测设备静默和故障",
    en="Silent and faulty monitors",
    permission="vapour.see",
    rows=_faults,
    columns=(
        Column("day", "日期", "Day", "date", width=110),
        *station_columns(),
        Column("kind", "情况", "What", "choice", choices=FAULT_KINDS, width=130),
        Column("announced", "站方已申报", "Announced", "flag", width=110),
        Column("fuellings", "加油笔数", "Fuellings", "integer", width=100),
        Column("fills", "气液比记录", "A/L records", "integer", width=110),
        Column("readings", "压力记录", "Pressure readings", "integer", width=110),
    ),
    key=("station_id", "day"),
    default_sort=("-day", "station_id"),
    search=("station_id", "station_name"),
)
TABLES = (VERDICTS, SYNCS, UPLOADS, TESTS, ORDERS, FAULTS)
