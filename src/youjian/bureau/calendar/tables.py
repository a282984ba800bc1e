"""The days of the calendar that differ from the week, as a list."""

from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.calendar.models import SpecialDay
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.spec import Column, TableSpec

_STATES = (Choice("rest", "放假", "Off"), Choice("work", "上班", "Worked"))
_WEEKDAYS = tuple(
    Choice(str(number), zh, en)
    for number, (zh, en) in enumerate(
        (
            ("周一", "Mon"), ("周二", "Tue"), ("周三", "Wed"), ("周四", "Thu"), ("周五", "Fri"),
            ("周六", "Sat"), ("周日", "Sun"),
        ),
        1,
    )
)  # fmt: skip


def _days(_: Actor) -> QuerySet[Any]:
    state = Case(When(working=True, then=Value("work")), default=Value("rest"), output_field=CharField())
    return SpecialDay.objects.annotate(
        state=state, number=F("taking__number"), taken_by=F("taking__display_name"), taken_at=F("taking__at")
    )


def _weekday(row: dict[str, Any]) -> str:
    return str(row["day"].isoweekday())


TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        name="calendar",
        zh="工作日历",
        en="Working-day calendar",
        permission="station.see",
        rows=_days,
        columns=(
            Column("day", "日期", "Day", "date", width=110),
            Column(
                "weekday", "星期", "Weekday", "choice", path=None, value=_weekday, choices=_WEEKDAYS, width=80
            ),
            Column("state", "类型", "Kind", "choice", choices=_STATES, width=90),
            Column("name", "名称", "Name", width=140),
            Column("year", "通知年份", "Notice of", "integer", width=90),
            Column("number", "依据文号", "Number", "code", width=180),
            Column("taken_by", "导入人", "Taken by", width=120),
            Column("taken_at", "导入时间", "Taken at", "time", width=140),
        ),
        key=("day",),
        default_sort=("-day",),
        search=("name", "number"),
    ),
)
