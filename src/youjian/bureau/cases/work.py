"""What leads and cases put on people's workbench: what nobody accepted, what is due, what waits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cases.models import Case, CaseAppeal, CaseTask, CaseTransfer
from youjian.bureau.cases.selectors import leads_of
from youjian.bureau.cases.selectors_cases import cases_of
from youjian.bureau.language import pick
from youjian.bureau.workbench.work import WorkbenchTask


class Leads:
    """Leads to accept, and leads to close; each due when the first answer is."""

    kind = "lead"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for each of the two states."""
        if not actor.may("lead.manage"):
            return []
        rows = leads_of(actor).filter(status__in=("new", "accepted")).values("status").order_by("status")
        told = {row["status"]: row for row in rows.annotate(n=Count("id"), due=Min("feedback_by"))}
        words = {"new": ("受理线索", "leads to accept"), "accepted": ("办结线索", "leads to close")}
        return [
            WorkbenchTask(
                self.kind,
                pick(f"{zh}{told[status]['n']}条", f"{told[status]['n']} {en}"),
                told[status]["due"],
                f"/leads?status={status}",
                told[status]["n"],
            )
            for status, (zh, en) in words.items()
            if status in told
        ]


class Cases:
    """Cases to decide on, to work on; tasks, transfers and objections that wait for the own department."""

    kind = "case"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for each kind of waiting."""
        mine = cases_of(actor)
        found: list[WorkbenchTask | None] = []
        if actor.may("case.decide"):
            deciding = mine.filter(status__in=("filing", "proposed", "executed"))
            found.append(_one(deciding, "due_at", ("审批案件{}件", "{} cases to decide on"), "/cases"))
        if actor.may("case.manage") and actor.department:
            found += _of_department(actor, mine)
        return [one for one in found if one is not None]


def _of_department(actor: Actor, mine: QuerySet[Case]) -> list[WorkbenchTask | None]:
    here = actor.department
    working = mine.filter(departments__0=here, status__in=("investigating", "hearing", "decided"))
    tasks = CaseTask.objects.filter(case__in=mine, department=here, done_at__isnull=True)
    transfers = CaseTransfer.objects.filter(
        case__in=mine, to_department=here, status__in=("sent", "received")
    )
    appeals = CaseAppeal.objects.filter(case__in=mine.filter(departments__0=here), answered_at__isnull=True)
    return [
        _one(working, "due_at", ("办理案件{}件", "{} cases to work on"), "/cases"),
        _one(tasks, "due_at", ("办案任务{}项", "{} tasks of cases"), "/cases?tab=tasks"),
        _one(transfers, "due_at", ("案件移送{}件待办", "{} transfers to handle"), "/cases?tab=transfers"),
        _one(appeals, "due_at", ("当事人申辩{}件待答复", "{} objections to answer"), "/cases"),
    ]


def _one(rows: QuerySet[Any], due: str, words: tuple[str, str], path: str) -> WorkbenchTask | None:
    told = rows.aggregate(n=Count("id"), due=Min(due))
    if not told["n"]:
        return None
    title = pick(*words).format(told["n"])
    return WorkbenchTask("case", title, told["due"], path, told["n"])
