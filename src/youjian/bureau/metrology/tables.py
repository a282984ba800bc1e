"""The lists of metering."""

from typing import Any

from django.db.models import F, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.metrology.models import NozzleVerification
from youjian.bureau.metrology.words import KINDS, RESULTS
from youjian.bureau.scope import within
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
TABLES = (RESULTS_TABLE,)
