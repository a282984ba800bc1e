"""Reads of joint operations: within the actor's region, and of the departments that take part."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Q

from youjian.bureau.accounts.contracts import Actor, NamedCode
from youjian.bureau.accounts.models import Department
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.alerts.selectors import alerts_of
from youjian.bureau.cases.selectors import leads_of
from youjian.bureau.joint.contracts import (
    OperationCandidate,
    OperationMemberOut,
    OperationNextStep,
    OperationOut,
    OperationOverview,
    OperationStepOut,
    OperationTransitionOut,
)
from youjian.bureau.joint.keeping import leads, operations_of
from youjian.bureau.joint.models import Operation, OperationFile, OperationMember
from youjian.bureau.joint.parts import (
    Parts,
    figures,
    files_out,
    findings_out,
    links_out,
    members_out,
    records_out,
    stations_out,
    tasks_out,
)
from youjian.bureau.joint.services import blocked
from youjian.bureau.joint.transitions import CONFIRMING, OPEN, TRANSITIONS, possible
from youjian.bureau.joint.words import OPERATION_STATES, OPERATION_STEPS
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now, shown_minute

_CANDIDATES = 50
_SAME = (
    "title", "purpose", "plan", "area", "planned_from", "planned_until", "status", "summary", "approved_at",
    "approved_by_name", "started_at", "ended_at", "made_at", "made_by_name",
)  # fmt: skip


def row_of(actor: Actor, operation_id: int) -> Operation:
    """An operation; raises Problem 404."""
    row = operations_of(actor).filter(id=operation_id).first()
    if row is None:
        raise not_found(pick(f"联合执法行动{operation_id}", f"Joint operation {operation_id}"))
    return row


def department_names() -> dict[str, str]:
    """The departments by code."""
    return dict(Department.objects.order_by("code").values_list("code", "name"))


def operation(actor: Actor, operation_id: int) -> OperationOut:
    """An operation with everything that belongs to it; raises Problem 404."""
    row, moment = row_of(actor, operation_id), now()
    names = department_names()
    records = records_out(row, names)
    members = members_out(row, names)
    stations = stations_out(row, Counter(one.station_id for one in records))
    files = files_out(row)
    tasks = tasks_out(actor, row, names, files, moment)
    findings, links = findings_out(row, names), links_out(row)
    works = actor.may("case.manage")
    return OperationOut(
        **{name: getattr(row, name) for name in _SAME},
        id=row.pk,
        code=row.code,
        sentence=_sentence(row, members, moment),
        area_name=register.region_names().get(row.area) or row.area,
        status_name=named(OPERATION_STATES, row.status),
        members=members,
        stations=stations,
        tasks=tasks,
        records=records,
        findings=findings,
        links=links,
        files=[one for one in files if one.task_id is None],
        steps=_steps(row, names),
        figures=figures(Parts(members, stations, records, findings, tasks, links)),
        next_steps=_next(actor, row),
        may_edit=works and row.status == "draft" and leads(actor, row),
        may_answer=works and _waits_for(actor, row, members),
        may_work=works and row.status == "running",
        may_give_tasks=works
        and row.status in OPEN
        and (leads(actor, row) or actor.department in row.departments),
    )


def _sentence(row: Operation, members: Sequence[OperationMemberOut], moment: datetime) -> str:
    """Where an operation stands, in a sentence."""
    state = named(OPERATION_STATES, row.status)
    waiting = [one.department_name for one in members if one.confirmed_at is None]
    if row.status in CONFIRMING and waiting:
        listed = pick("、", ", ").join(waiting)
        return pick(f"{state}；等待确认：{listed}。", f"{state}; to confirm: {listed}.")
    if row.status == "running" and row.planned_until <= moment:
        until = shown_minute(row.planned_until)
        return pick(f"{state}，计划已于{until}结束。", f"{state}; it was planned to end {until}.")
    span = shown_minute(row.planned_from), shown_minute(row.planned_until)
    return pick(f"{state}，计划{span[0]}至{span[1]}。", f"{state}; planned {span[0]} to {span[1]}.")


def _waits_for(actor: Actor, row: Operation, members: Sequence[OperationMemberOut]) -> bool:
    """Whether the own department may answer: until it runs, and then for who has not confirmed."""
    own = next((one for one in members if one.department == actor.department), None)
    if own is None or row.status not in CONFIRMING:
        return False
    return row.status != "running" or own.confirmed_at is None


def _steps(row: Operation, names: Mapping[str, str]) -> list[OperationStepOut]:
    return [
        OperationStepOut(
            step=one.step,
            step_name=named(OPERATION_STEPS, one.step),
            before_name=named(OPERATION_STATES, one.before) if one.before else "",
            after_name=named(OPERATION_STATES, one.after) if one.after else "",
            note=one.note,
            department_name=names.get(one.department, one.department),
            made_at=one.made_at,
            made_by_name=one.made_by_name,
        )
        for one in row.steps.order_by("made_at", "id")  # type: ignore[attr-defined]
    ]


def _next(actor: Actor, row: Operation) -> list[OperationNextStep]:
    """The steps that the actor may take, and why one of them has to wait."""
    return [
        OperationNextStep(
            step=line.step,  # type: ignore[arg-type] - the same words
            step_name=pick(line.zh, line.en),
            note=line.note,
            blocked=blocked(actor, row, line),
        )
        for line in possible(row.status)
        if actor.may(line.permission) and (not line.lead or leads(actor, row))
    ]


def file(actor: Actor, file_id: int) -> OperationFile:
    """A photo or scan; raises Problem 404."""
    found = OperationFile.objects.filter(id=file_id, operation__in=operations_of(actor)).first()
    if found is None:
        raise not_found(pick(f"照片{file_id}", f"Photo {file_id}"))
    return found


def overview(actor: Actor) -> OperationOverview:
    """How the operations stand."""
    mine = operations_of(actor)
    told = mine.aggregate(
        open=Count("id", Q(status__in=OPEN)),
        running=Count("id", Q(status="running")),
        finished=Count("id", Q(status="finished")),
    )
    waiting = to_confirm(actor)
    zh = f"在办联合执法行动{told['open']}次，其中进行中{told['running']}次；"
    zh += f"待本部门确认{waiting}次，已结束{told['finished']}次。"
    en = f"{told['open']} joint operations are open, {told['running']} running; {waiting} wait for the own "
    en += f"department's answer, {told['finished']} are finished."
    return OperationOverview(
        sentence=pick(zh, en),
        to_confirm=waiting,
        departments=[NamedCode(code=code, name=name) for code, name in department_names().items()],
        own_department=actor.department,
        transitions=_transitions(),
        **told,
    )


def to_confirm(actor: Actor) -> int:
    """How many operations wait for the own department's answer."""
    if not actor.department:
        return 0
    return OperationMember.objects.filter(
        operation__in=operations_of(actor).filter(status__in=CONFIRMING),
        department=actor.department,
        confirmed_at__isnull=True,
        declined_at__isnull=True,
    ).count()


def _transitions() -> list[OperationTransitionOut]:
    return [
        OperationTransitionOut(
            step=one.step,
            step_name=pick(one.zh, one.en),
            before=[named(OPERATION_STATES, state) for state in one.before],
            after=named(OPERATION_STATES, one.after) if one.after else "",
            permission=permission_name(one.permission),
            lead=one.lead,
            note=one.note,
        )
        for one in TRANSITIONS
    ]


def candidates(actor: Actor) -> list[OperationCandidate]:
    """Stations with open leads or alerts, those with most first; only what the actor may see counts."""
    alerts, open_leads = Counter[str](), Counter[str]()
    if actor.may("alert.see"):
        rows = alerts_of(actor).exclude(status="closed").filter(parent__isnull=True)
        alerts.update(dict(rows.order_by().values_list("station_id").annotate(n=Count("id"))))
    if actor.may("lead.see"):
        told = leads_of(actor).filter(status__in=("new", "accepted"), station_id__isnull=False)
        open_leads.update(dict(told.order_by().values_list("station_id").annotate(n=Count("id"))))
    both = sorted(alerts | open_leads, key=lambda one: (-open_leads[one], -alerts[one], one))[:_CANDIDATES]
    heads = register.station_heads(actor, both)
    names = register.region_names()
    return [
        OperationCandidate(
            station_id=one,
            station_name=heads[one].name,
            region_name=names.get(heads[one].region_code[:6], ""),
            alerts=alerts[one],
            leads=open_leads[one],
            chosen="lead" if open_leads[one] else "risk",
            why=pick(
                f"未结预警{alerts[one]}件，在办线索{open_leads[one]}条",
                f"{alerts[one]} open alerts, {open_leads[one]} open leads",
            ),
        )
        for one in both
        if one in heads
    ]
