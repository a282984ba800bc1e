"""Terms of cases: who handles one hears a day ahead and when it is over, who supervises when it is over."""

from datetime import datetime, timedelta

from youjian.bureau.cases import telling
from youjian.bureau.cases.models import Case, CaseTask, CaseTransfer
from youjian.bureau.cases.transitions import OPEN
from youjian.bureau.times import shown_minute

_AHEAD = timedelta(days=1)


def remind(moment: datetime) -> int:
    """Tell of what is due within a day or overdue, each of the two once; returns how many cases."""
    told = 0
    for case in Case.objects.filter(status__in=OPEN, due_at__lte=moment + _AHEAD).order_by("id"):
        _term(case, moment)
        told += 1
    for case in Case.objects.filter(status__in=OPEN, supervised_until__lte=moment).order_by("id"):
        _supervised(case)
    for task in CaseTask.objects.filter(done_at__isnull=True, due_at__lte=moment + _AHEAD).select_related(
        "case"
    ):
        words = (
            f"{task.case.code}任务{_due(task.due_at, moment)[0]}",
            f"Task of {task.case.code} {_due(task.due_at, moment)[1]}",
        )
        telling.to_departments(
            task.case, [task.department], words, f"task-due:{task.pk}:{task.due_at <= moment}"
        )
    waiting = CaseTransfer.objects.filter(status__in=("sent", "received"), due_at__lte=moment)
    for row in waiting.select_related("case"):
        words = f"{row.case.code}移送逾期未反馈", f"The transfer of {row.case.code} is overdue"
        telling.to_departments(
            row.case, [row.to_department, row.from_department], words, f"transfer-due:{row.pk}"
        )
    return told


def _term(case: Case, moment: datetime) -> None:
    assert case.due_at is not None  # noqa: S101 - selected so
    over = case.due_at <= moment
    zh, en = _due(case.due_at, moment)
    words = f"{case.code} {case.title}：{zh}", f"{case.code} {case.title} {en}"
    key = f"due:{case.status}:{case.due_at:%Y%m%dT%H%M}:{over}"
    telling.to_departments(case, case.departments[:1], words, key)
    if over:
        people = telling.with_permission(case, "case.supervise")
        telling.to_people(case, people, words, f"{key}:above")


def _supervised(case: Case) -> None:
    until = case.supervised_until
    assert until is not None  # noqa: S101 - selected so
    words = f"督办逾期：{case.code} {case.title}", f"Supervision overdue: {case.code} {case.title}"
    people = telling.with_permission(case, "case.supervise")
    telling.to_people(case, people, words, f"supervised:{until:%Y%m%dT%H%M}")


def _due(due: datetime, moment: datetime) -> tuple[str, str]:
    at = shown_minute(due)
    return (f"已于{at}到期", f"was due {at}") if due <= moment else (f"{at}到期", f"is due {at}")
