"""The lists of emergencies, drills, their measures, and of stations with their last drill."""

from typing import Any

from django.db.models import F, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cases.tables import department_choices
from youjian.bureau.incidents.selectors import incidents_of
from youjian.bureau.incidents.selectors_drills import drills_of, measures_of, stations_standing
from youjian.bureau.incidents.words import DRILL_STATES, INCIDENT_STATES, KINDS, LEVELS, STANDING
from youjian.bureau.tables.beside import STATION_LINK, area_columns, beside_area, region_choices
from youjian.bureau.tables.spec import Column, TableSpec


def _incidents(actor: Actor) -> QuerySet[Any]:
    return beside_area(incidents_of(actor))


INCIDENTS = TableSpec(
    name="incidents",
    zh="突发事件",
    en="Emergencies",
    permission="incident.see",
    rows=_incidents,
    columns=(
        Column("id", "编号", "No.", "integer", link="/incidents/{id}", width=80),
        Column("kind", "类别", "Kind", "choice", choices=KINDS, width=150),
        Column("status", "状态", "State", "choice", choices=INCIDENT_STATES, width=110),
        Column("level", "等级", "Level", "choice", choices=LEVELS, width=100),
        *area_columns(),
        Column("place", "地点", "Place", width=160),
        Column("text", "情况", "What happened", link="/incidents/{id}", width=260),
        Column("happened_at", "发生时间", "Happened", "moment", width=150),
        Column("reported_at", "报告时间", "Reported", "moment", width=150),
        Column("report_by", "首报时限", "First report due", "moment", shown=False, width=150),
        Column("first_report_at", "首报时间", "First report", "moment", width=150),
        Column("controlled_at", "控制时间", "Under control", "moment", shown=False, width=150),
        Column("closed_at", "办结时间", "Closed", "moment", width=150),
        Column("deaths", "死亡人数", "Deaths", "integer", shown=False, width=90),
        Column("injured", "受伤人数", "Injured", "integer", shown=False, width=90),
        Column("loss_fen", "损失（分）", "Loss (fen)", "integer", shown=False, width=120),
        Column("lead_code", "线索", "Lead", "code", shown=False, width=110),
        Column("made_by_name", "登记人", "Entered by", shown=False, width=110),
    ),
    key=("id",),
    default_sort=("-reported_at", "-id"),
    search=("station_id", "station_name", "text", "place"),
)


def _drills(actor: Actor) -> QuerySet[Any]:
    return drills_of(actor).annotate(region=F("area"))


DRILLS = TableSpec(
    name="drills",
    zh="应急演练",
    en="Drills",
    permission="incident.see",
    rows=_drills,
    columns=(
        Column("id", "编号", "No.", "integer", width=80),
        Column("title", "名称", "Title", width=220),
        Column("status", "状态", "State", "choice", choices=DRILL_STATES, width=100),
        Column("kind", "类别", "Kind", "choice", choices=KINDS, width=150),
        Column("held_on", "日期", "Day", "date", width=110),
        Column("region", "区域", "Region", "region", choices=region_choices, width=110),
        Column("scenario", "情景", "Scenario", width=240),
        Column("went_well", "成效", "Went well", shown=False, width=200),
        Column("went_badly", "问题", "Went badly", width=200),
        Column("made_by_name", "登记人", "Entered by", shown=False, width=110),
    ),
    key=("id",),
    default_sort=("-held_on", "-id"),
    search=("title", "scenario", "went_badly"),
)


def _measures(actor: Actor) -> QuerySet[Any]:
    return measures_of(actor).annotate(drill_title=F("drill__title"))


MEASURES = TableSpec(
    name="drill-measures",
    zh="演练改进措施",
    en="Measures after drills",
    permission="incident.see",
    rows=_measures,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("drill_id", "演练编号", "Drill", "integer", shown=False, width=90),
        Column("drill_title", "演练", "Drill's title", width=200),
        Column("department", "责任部门", "Department", "choice", choices=department_choices, width=140),
        Column("text", "措施", "Measure", width=260),
        Column("due_on", "期限", "Due", "date", width=110),
        Column("done_at", "完成时间", "Done", "moment", width=150),
        Column("done_by_name", "完成人", "Done by", width=110),
        Column("result", "结果", "Result", width=220),
    ),
    key=("id",),
    default_sort=("-due_on", "-id"),
    search=("text", "drill_title"),
)
DRILL_STATIONS = TableSpec(
    name="drill-stations",
    zh="加油站演练情况",
    en="Stations and drills",
    permission="incident.see",
    rows=stations_standing,
    columns=(
        Column("station_id", "加油站编号", "Station id", "station", link=STATION_LINK, width=120),
        Column("station_name", "加油站", "Station", path="name", link=STATION_LINK, width=200),
        Column(
            "station_region",
            "县区",
            "County",
            "region",
            path="region_code",
            choices=region_choices,
            width=110,
        ),
        Column("last_on", "最近演练", "Last drill", "date", width=120),
        Column("standing", "演练状态", "Standing", "choice", choices=STANDING, width=110),
    ),
    key=("station_id",),
    default_sort=("station_id",),
    search=("station_id", "name"),
)
TABLES = (INCIDENTS, DRILLS, MEASURES, DRILL_STATIONS)
