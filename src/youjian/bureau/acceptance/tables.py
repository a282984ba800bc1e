"""The lists of acceptance: stations on their way, final acceptances, evaluations."""

from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When

from youjian.bureau.acceptance.models import JointTest, StationGate
from youjian.bureau.acceptance.selectors import evaluations_of, finals_of
from youjian.bureau.acceptance.words import PAPER_STATES, RESULTS, STAGES
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry import selectors as register
from youjian.bureau.tables.beside import region_choices
from youjian.bureau.tables.spec import Column, TableSpec


def _stations(actor: Actor) -> QuerySet[Any]:
    gate = StationGate.objects.filter(station_id=OuterRef("station_id"))
    test = JointTest.objects.filter(station_id=OuterRef("station_id")).order_by("-id")
    days = {name: Subquery(gate.values(name)[:1]) for name in ("tested_on", "accepted_on", "live_on")}
    return (
        register.stations_of(actor)
        .exclude(status="closed")
        .annotate(
            **days,
            last_test=Subquery(test.values("until")[:1]),
            verdict=Subquery(test.values("verdict")[:1]),
        )
        .annotate(
            stage=Case(
                When(live_on__isnull=False, then=Value("live")),
                When(accepted_on__isnull=False, then=Value("accepted")),
                When(tested_on__isnull=False, then=Value("tested")),
                default=Value("none"),
                output_field=CharField(),
            )
        )
    )


STATION_LIST = TableSpec(
    name="acceptance-stations",
    zh="联调和验收",
    en="Tests and acceptance",
    permission="rollout.see",
    rows=_stations,
    columns=(
        Column("station_id", "加油站编号", "Station id", "code", width=120),
        Column("name", "加油站", "Station", link="/acceptance/stations/{station_id}", width=200),
        Column("region_code", "县区", "County", "region", choices=region_choices, width=110),
        Column("stage", "进度", "Stage", "choice", choices=STAGES, width=110),
        Column("last_test", "最近测试", "Last test", "moment", width=150),
        Column("verdict", "测试结论", "Verdict", "choice", choices=RESULTS[:2], width=110),
        Column("tested_on", "联调通过", "Tested", "date", width=110),
        Column("accepted_on", "验收", "Accepted", "date", width=110),
        Column("live_on", "上线", "Live", "date", width=110),
    ),
    key=("station_id",),
    default_sort=("station_id",),
    search=("station_id", "name"),
)


def _finals(actor: Actor) -> QuerySet[Any]:
    return finals_of(actor).annotate(region=F("area"))


def _evaluations(actor: Actor) -> QuerySet[Any]:
    return evaluations_of(actor).annotate(region=F("area"))


_REGION = Column("region", "区域", "Region", "region", choices=region_choices, width=110)
_STATE = Column("status", "状态", "State", "choice", choices=PAPER_STATES, width=110)
_MADE = Column("made_by_name", "拟制人", "Drafted by", width=110)
_APPROVED = (
    Column("approved_at", "批准时间", "Approved", "moment", width=150),
    Column("approved_by_name", "批准人", "Approved by", width=110),
)
FINAL_LIST = TableSpec(
    name="final-acceptances",
    zh="整体终验",
    en="Final acceptances",
    permission="rollout.see",
    rows=_finals,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("number", "文号", "Number", "code", link="/acceptance/final?final={id}", width=180),
        _REGION,
        _STATE,
        _MADE,
        *_APPROVED,
    ),
    key=("id",),
    default_sort=("-id",),
    search=("number",),
)
EVALUATION_LIST = TableSpec(
    name="evaluations",
    zh="绩效评价",
    en="Evaluations",
    permission="rollout.see",
    rows=_evaluations,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        _REGION,
        Column("first", "起", "From", "date", width=110),
        Column("last", "止", "Until", "date", width=110),
        Column("total", "总分", "Points", "number", width=90),
        Column("grade", "等级", "Grade", width=80),
        _STATE,
        _MADE,
        *_APPROVED,
    ),
    key=("id",),
    default_sort=("-id",),
    search=("made_by_name",),
)
TABLES = (STATION_LIST, FINAL_LIST, EVALUATION_LIST)
