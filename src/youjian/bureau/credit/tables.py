"""The lists of risk and credit: scores, decisions, requests, official classes, draws, drawn inspections."""

from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.credit.drawn import draws_of, names_of
from youjian.bureau.credit.keeping import today
from youjian.bureau.credit.models import DrawnInspection, OfficialClass
from youjian.bureau.credit.selectors import decisions_of, requests_of, scores_of
from youjian.bureau.credit.words import CLASSES, DRAWS, KINDS, OFFICIAL, REQUESTS, STANDINGS, STATES
from youjian.bureau.scope import within
from youjian.bureau.tables.beside import beside_station, region_choices, station_columns
from youjian.bureau.tables.spec import Column, Row, TableSpec


def _scores(actor: Actor) -> QuerySet[Any]:
    return beside_station(scores_of(actor))


def _decisions(actor: Actor) -> QuerySet[Any]:
    day = today()
    standing = Case(
        When(annulled_on__lte=day, then=Value("annulled")),
        When(repaired_on__lte=day, then=Value("repaired")),
        When(effective_on__lte=day, then=Value("effective")),
        default=Value("pending"),
        output_field=CharField(),
    )
    return beside_station(decisions_of(actor).annotate(standing_now=standing))


def _requests(actor: Actor) -> QuerySet[Any]:
    return beside_station(requests_of(actor).annotate(decision_number=F("decision__number")))


def _official(actor: Actor) -> QuerySet[Any]:
    return beside_station(OfficialClass.objects.filter(within(actor.scope)))


def _draws(actor: Actor) -> QuerySet[Any]:
    state = Case(
        When(drawn_at__isnull=True, then=Value("sealed")), default=Value("drawn"), output_field=CharField()
    )
    return draws_of(actor).annotate(state=state)


def _drawn(actor: Actor) -> QuerySet[Any]:
    return beside_station(DrawnInspection.objects.filter(within(actor.scope)))


def _name_people(_: Actor, rows: list[Row]) -> None:
    names = names_of(one for row in rows for one in row["inspectors"])
    for row in rows:
        row["people"] = "、".join(names.get(one) or one for one in row["inspectors"])


_DETAIL = "/credit/{station_id}"
SCORES = TableSpec(
    name="risk_scores",
    zh="风险分级",
    en="Risk classes",
    permission="credit.see",
    rows=_scores,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("risk_class", "风险等级", "Class", "choice", choices=CLASSES, link=_DETAIL, width=120),
        Column("points", "风险分（安排检查用）", "Points (steering)", "number", link=_DETAIL, width=150),
        Column("record_points", "生效决定计分", "Decisions in effect", "number", width=130),
        *station_columns(),
        Column("on", "计算日期", "Worked out on", "date", width=120),
    ),
    key=("id",),
    default_sort=("-points", "station_id"),
    search=("station_id", "station_name"),
)
DECISIONS = TableSpec(
    name="credit_decisions",
    zh="行政决定",
    en="Decisions",
    permission="credit.see",
    rows=_decisions,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("standing", "状态", "State", "choice", path="standing_now", choices=STANDINGS, width=100),
        *station_columns(),
        Column("kind", "种类", "Kind", "choice", choices=KINDS, width=150),
        Column("number", "文号", "Number", "code", width=170),
        Column("authority", "决定机关", "Authority", width=150),
        Column("decided_on", "决定日期", "Decided", "date", width=110),
        Column("effective_on", "生效日期", "In effect", "date", width=110),
        Column("repaired_on", "修复日期", "Repaired", "date", shown=False, width=110),
        Column("text", "内容", "What was decided", width=260),
        Column("made_by_name", "登记人", "Entered by", shown=False, width=110),
    ),
    key=("id",),
    default_sort=("-decided_on", "-id"),
    search=("number", "station_id", "station_name", "text"),
)
REQUEST_LIST = TableSpec(
    name="credit_requests",
    zh="异议和修复",
    en="Objections and repair",
    permission="credit.see",
    rows=_requests,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("status", "状态", "State", "choice", choices=STATES, width=100),
        Column("kind", "类别", "Kind", "choice", choices=REQUESTS, width=110),
        *station_columns(),
        Column("decision_number", "针对的决定", "About", width=170),
        Column("month", "针对的月份", "Month", "date", shown=False, width=110),
        Column("text", "理由", "Why", width=260),
        Column("due_at", "审批期限", "Due", "moment", width=150),
        Column("made_at", "提出时间", "Asked", "moment", width=150),
        Column("made_by_name", "提出人", "Asked by", width=110),
    ),
    key=("id",),
    default_sort=("-made_at", "-id"),
    search=("station_id", "station_name", "text", "decision_number"),
)
OFFICIAL_LIST = TableSpec(
    name="official_classes",
    zh="官方信用风险分类",
    en="Official classes",
    permission="credit.see",
    rows=_official,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("given", "官方分类", "Class given", "choice", choices=OFFICIAL, width=160),
        *station_columns(),
        Column("given_on", "评定日期", "Given on", "date", width=120),
        Column("source", "来源", "Source", width=240),
        Column("made_by_name", "登记人", "Entered by", shown=False, width=110),
    ),
    key=("id",),
    default_sort=("-given_on", "station_id"),
    search=("station_id", "station_name", "source"),
)
DRAW_LIST = TableSpec(
    name="draws",
    zh="双随机抽查",
    en="Draws",
    permission="credit.see",
    rows=_draws,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("title", "名称", "Title", width=220),
        Column("state", "状态", "State", "choice", choices=DRAWS, width=120),
        Column("area", "区域", "Region", "region", choices=region_choices, width=110),
        Column("count", "抽取数", "Stations", "integer", width=90),
        Column("due_on", "检查期限", "Due", "date", width=110),
        Column("sealed_at", "封存时间", "Sealed", "moment", width=150),
        Column("drawn_at", "抽取时间", "Drawn", "moment", width=150),
        Column("list_digest", "名单摘要", "Digest", "code", shown=False, width=200),
    ),
    key=("id",),
    default_sort=("-sealed_at", "-id"),
    search=("title", "list_digest"),
)
DRAWN_LIST = TableSpec(
    name="drawn_inspections",
    zh="抽中的检查任务",
    en="Drawn inspections",
    permission="credit.see",
    rows=_drawn,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        *station_columns(),
        Column("people", "检查人员", "Inspectors", path=None, width=160),
        Column("inspectors", "账号", "Accounts", path="inspectors", shown=False, filterable=False, width=120),
        Column("due_on", "检查期限", "Due", "date", width=110),
        Column("done_at", "完成时间", "Inspected", "moment", width=150),
        Column(
            "inspection_id",
            "检查记录",
            "Record",
            "integer",
            link="/inspections/{inspection_id}",
            width=110,
        ),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("station_id", "station_name"),
    finish=_name_people,
)
TABLES = (SCORES, DECISIONS, REQUEST_LIST, OFFICIAL_LIST, DRAW_LIST, DRAWN_LIST)
