"""The list of samples."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.quality.models import LabReport, Sample
from youjian.bureau.quality.words import STATES
from youjian.bureau.registry.choices import PRODUCT
from youjian.bureau.scope import within
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, TableSpec


def _samples(actor: Actor) -> QuerySet[Any]:
    latest = LabReport.objects.filter(sample_id=OuterRef("id")).order_by("-tested_on", "-id")
    return beside_station(Sample.objects.filter(within(actor.scope))).annotate(
        report_no=Subquery(latest.values("report_no")[:1]),
        lab_name=Subquery(latest.values("lab_name")[:1]),
        tested_on=Subquery(latest.values("tested_on")[:1]),
    )


SAMPLES = TableSpec(
    name="quality_samples",
    zh="油品抽样",
    en="Fuel samples",
    permission="quality.see",
    rows=_samples,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("number", "样品编号", "Sample", "code", width=150),
        Column("taken_at", "抽样时间", "Taken at", "moment", width=150),
        *station_columns(),
        Column("product", "油品", "Product", "choice", choices=PRODUCT, width=100),
        Column("status", "状态", "State", "choice", choices=STATES, width=120),
        Column("tested_on", "检验日期", "Tested on", "date", width=110),
        Column("report_no", "报告编号", "Report", "code", width=140),
        Column("lab_name", "检验机构", "Laboratory", width=160),
        Column("taken_by_name", "抽样人", "Taken by", width=110),
        Column("witness_name", "在场人", "Witness", shown=False, width=110),
        Column("seal_no", "封签", "Seal", "code", shown=False, width=120),
        Column("kept_seal_no", "备样封签", "Kept seal", "code", shown=False, width=120),
    ),
    key=("id",),
    default_sort=("-taken_at", "-id"),
    search=("station_id", "station_name", "number", "report_no"),
)
TABLES = (SAMPLES,)
