"""The list of inspections."""

from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.inspection.models import Checklist
from youjian.bureau.inspection.selectors import inspections_of
from youjian.bureau.inspection.words import CONCLUSIONS
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, TableSpec


def _inspections(actor: Actor) -> QuerySet[Any]:
    return beside_station(inspections_of(actor))


def checklist_choices() -> tuple[Choice, ...]:
    """The departments that have a checklist."""
    rows = Checklist.objects.order_by("department", "-version").distinct("department")
    return tuple(Choice(*row) for row in rows.values_list("department", "zh", "en"))


INSPECTIONS = TableSpec(
    name="inspections",
    zh="现场检查记录",
    en="Inspections",
    permission="inspection.see",
    rows=_inspections,
    columns=(
        Column("id", "编号", "No.", "integer", width=80),
        Column("ended_at", "检查时间", "Inspected at", "moment", width=150),
        *station_columns(),
        Column("department", "检查部门", "Department", "choice", choices=checklist_choices, width=140),
        Column("conclusion", "结论", "Conclusion", "choice", choices=CONCLUSIONS, width=120),
        Column("problems", "不符合项", "Not in order", "integer", width=100),
        Column("rectify_by", "改正期限", "To be put right by", "date", width=120),
        Column("site_name", "现场负责人", "Person in charge", width=120),
        Column("made_by_name", "检查人员", "Inspector", width=120),
        Column("received_at", "收到时间", "Received at", "moment", shown=False, width=150),
    ),
    key=("id",),
    default_sort=("-ended_at", "-id"),
    search=("station_id", "station_name", "findings", "made_by_name"),
)
TABLES = (INSPECTIONS,)
