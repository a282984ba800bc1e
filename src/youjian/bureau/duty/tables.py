"""The lists of duty: shifts that are over or run, with how they were handed over."""

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Now

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.duty.models import Entry
from youjian.bureau.duty.selectors import entries_of
from youjian.bureau.duty.words import STATES
from youjian.bureau.tables.beside import region_choices
from youjian.bureau.tables.spec import Column, TableSpec


def _begun(actor: Actor) -> QuerySet[Entry]:
    """Shifts that have begun; one that nobody handed over says so."""
    shifts = entries_of(actor).filter(starts_at__lte=Now())
    return shifts.annotate(status=Coalesce(F("handover__status"), Value("missing")))


HANDOVERS = TableSpec(
    name="handovers",
    zh="交接班记录",
    en="Hand-over sheets",
    permission="alert.see",
    rows=_begun,
    columns=(
        Column("id", "班次编号", "Shift no.", "integer", link="/duty/handovers/{id}", width=90),
        Column("day", "日期", "Day", "date", link="/duty/handovers/{id}", width=110),
        Column("roster", "值班表", "Roster", path="roster__name", width=160),
        Column("department", "部门", "Department", path="roster__department__name", width=140),
        Column("region", "区域", "Region", "region", choices=region_choices, width=110),
        Column("shift_name", "班次", "Shift", width=90),
        Column("status", "交接", "Hand-over", "choice", choices=STATES, width=110),
        Column("person", "值班人", "On duty", path="person__display_name", width=110),
        Column("deputy", "副班/带班", "Second", path="deputy__display_name", width=110),
        Column("starts_at", "开始", "From", "moment", width=140),
        Column("ends_at", "结束", "Until", "moment", width=140),
        Column("offered_by", "交班人", "Handed over by", path="handover__offered_by_name", width=110),
        Column("offered_at", "交班时间", "Handed over at", "time", path="handover__offered_at", width=140),
        Column("taken_by", "接班人", "Taken by", path="handover__taken_by_name", width=110),
        Column("taken_at", "接班时间", "Taken at", "time", path="handover__taken_at", width=140),
        Column("note", "调班说明", "Change of shift", shown=False, width=200),
    ),
    key=("id",),
    default_sort=("-starts_at", "-id"),
    search=("person", "deputy", "roster"),
)
TABLES = (HANDOVERS,)
