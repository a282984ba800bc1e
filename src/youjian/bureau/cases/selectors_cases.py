"""Reads of cases: within the actor's region, and of the departments that take part."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from youjian.bureau.accounts.contracts import Actor, NamedCode
from youjian.bureau.accounts.models import Department
from youjian.bureau.alerts.models import Alert
from youjian.bureau.alerts.words import COLOURS
from youjian.bureau.cases.contracts_cases import (
    CaseLinkOut,
    CaseNextStep,
    CaseOut,
    CaseOverview,
    CaseStepOut,
    CaseTermOut,
    StationCaseOut,
    TransitionOut,
)
from youjian.bureau.cases.models import Case, CaseDocument, CaseFile, CaseRelation, CaseTerm, Dossier, Lead
from youjian.bureau.cases.moving import blocked
from youjian.bureau.cases.parts import (
    appeals_out,
    decisions_out,
    documents_out,
    dossiers_out,
    files_out,
    hearings_out,
    tasks_out,
    transfers_out,
)
from youjian.bureau.cases.transitions import ENDS_WITH, OPEN, TERMS, TRANSITIONS, possible
from youjian.bureau.cases.words import KINDS
from youjian.bureau.cases.words import STATES as LEAD_STATES
from youjian.bureau.cases.words_cases import CASE_OUTCOMES, CASE_STATES, CASE_STEPS
from youjian.bureau.inspection.models import Inspection
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now, shown_minute
from youjian.contract.fields import business_day

_SPAN = timedelta(days=365)
_ALIKE = 10


def cases_of(actor: Actor) -> QuerySet[Case]:
    """Every case that the actor sees."""
    rows = Case.objects.filter(within(actor.scope, "area"))
    return rows if actor.desk == "*" else rows.filter(departments__contains=[actor.desk])


def row_of(actor: Actor, case_id: int) -> Case:
    """A case; raises Problem 404."""
    row = cases_of(actor).filter(id=case_id).first()
    if row is None:
        raise not_found(pick(f"案件{case_id}", f"Case {case_id}"))
    return row


def case(actor: Actor, case_id: int) -> CaseOut:
    """A case with everything that belongs to it; raises Problem 404."""
    row = row_of(actor, case_id)
    names, moment = department_names(), now()
    station = register.station_heads(actor, [row.area]).get(row.area) if row.station_id else None
    region = station.region_code if station else row.area
    same = {name: getattr(row, name) for name in _SAME}
    return CaseOut(
        **same,
        id=row.pk,
        code=row.code,
        sentence=_sentence(row, moment),
        kind_name=named(KINDS, row.kind),
        area_name=register.region_names().get(region) or region,
        station_name=station.name if station else (row.station_id or ""),
        departments=[NamedCode(code=one, name=names.get(one, one)) for one in row.departments],
        status_name=named(CASE_STATES, row.status),
        overdue=_late(row, moment),
        outcome_name=named(CASE_OUTCOMES, row.outcome) if row.outcome else "",
        steps=_steps(row, names),
        alerts=_alerts(row),
        leads=_leads(row),
        inspections=_inspections(row),
        related=_related(actor, row),
        alike=_alike(actor, row),
        tasks=tasks_out(actor, row, names, moment),
        documents=documents_out(row),
        files=files_out(row),
        hearings=hearings_out(row),
        decisions=decisions_out(row),
        transfers=transfers_out(actor, row, names, moment),
        appeals=appeals_out(row),
        dossiers=dossiers_out(row),
        next_steps=_next(actor, row),
        may_work=actor.may("case.manage") and row.status in OPEN,
        may_issue=actor.may("case.decide") and row.status in OPEN,
        may_answer=actor.may("case.manage"),
    )


_SAME = (
    "title", "kind", "area", "station_id", "party", "party_id", "place", "plate", "status", "due_at",
    "outcome", "penalty_fen", "tax_fen", "confiscated_fen", "volume_ml", "supervised_by_name",
    "supervised_until", "opened_at", "opened_by_name", "filed_at", "closed_at",
)  # fmt: skip


def department_names() -> Mapping[str, str]:
    """The departments by code, and what `@station` stands for."""
    rows = dict(Department.objects.values_list("code", "name"))
    return rows | {"@station": pick("当事加油站", "The station")}


def _late(row: Case, moment: datetime) -> bool:
    return row.status in OPEN and row.due_at is not None and row.due_at <= moment


def _sentence(row: Case, moment: datetime) -> str:
    """Where a case stands, in a sentence."""
    if row.status not in OPEN:
        word = named(CASE_OUTCOMES, row.outcome) if row.outcome else named(CASE_STATES, row.status)
        return pick(f"案件已结束：{word}。", f"The case has ended: {word}.") + _amounts(row)
    state = named(CASE_STATES, row.status)
    if row.due_at is None:
        return pick(f"{state}。", f"{state}.")
    due = shown_minute(row.due_at)
    if _late(row, moment):
        return pick(f"{state}，期限{due}已过。", f"{state}; its term ended {due}.")
    return pick(f"{state}，{due}前须办理。", f"{state}; to be handled by {due}.")


def _amounts(row: Case) -> str:
    said = [
        pick(f"{zh}{fen / 100:,.2f}元", f"{en} {fen / 100:,.2f} yuan")
        for zh, en, fen in (
            ("罚款", "penalty", row.penalty_fen),
            ("补税", "tax", row.tax_fen),
            ("没收", "confiscated", row.confiscated_fen),
        )
        if fen
    ]
    return pick("，".join(said) + "。", " " + ", ".join(said) + ".") if said else ""


def _steps(row: Case, names: Mapping[str, str]) -> list[CaseStepOut]:
    return [
        CaseStepOut(
            step=one.step,
            step_name=named(CASE_STEPS, one.step),
            after_name=named(CASE_STATES, one.after) if one.before != one.after else "",
            note=one.note or names.get(str(one.detail.get("department", "")), ""),
            department=names.get(one.department, one.department),
            made_at=one.made_at,
            made_by_name=one.made_by_name,
        )
        for one in row.steps.order_by("id")  # type: ignore[attr-defined]
    ]


def _alerts(row: Case) -> list[CaseLinkOut]:
    rows = Alert.objects.filter(id__in=row.alerts.values("alert_id")).order_by("id")  # type: ignore[attr-defined]
    return [
        CaseLinkOut(
            id=one.pk,
            code=f"{one.pk}",
            text=one.message_shown,
            state_name=named(COLOURS, one.colour),
            path=f"/alerts/{one.pk}",
        )
        for one in rows
    ]


def _leads(row: Case) -> list[CaseLinkOut]:
    rows = Lead.objects.filter(id__in=row.leads.values("lead_id")).order_by("id")  # type: ignore[attr-defined]
    return [
        CaseLinkOut(
            id=one.pk, code=one.code, text=one.text[:200], state_name=named(LEAD_STATES, one.status),
            path=f"/leads?row={one.pk}",
        )
        for one in rows
    ]  # fmt: skip


def _inspections(row: Case) -> list[CaseLinkOut]:
    rows = Inspection.objects.filter(id__in=row.inspections.values("inspection_id")).order_by("id")  # type: ignore[attr-defined]
    return [
        CaseLinkOut(
            id=one.pk, code=one.code, text=one.findings[:200], state_name=shown_minute(one.started_at),
            path=f"/inspections/{one.pk}",
        )
        for one in rows
    ]  # fmt: skip


def _related(actor: Actor, row: Case) -> list[CaseLinkOut]:
    pairs = CaseRelation.objects.filter(Q(first=row) | Q(second=row)).order_by("id")
    others = {p.second_id if p.first_id == row.pk else p.first_id: p.note for p in pairs}  # type: ignore[attr-defined]
    return [_link(one, others[one.pk]) for one in cases_of(actor).filter(id__in=others).order_by("id")]


def _alike(actor: Actor, row: Case) -> list[CaseLinkOut]:
    """Cases of the same station, company or plate that nobody related yet."""
    same = Q(area=row.area) if row.station_id else Q(pk__in=[])
    same |= Q(party_id=row.party_id) if row.party_id else Q(pk__in=[])
    same |= Q(plate=row.plate) if row.plate else Q(pk__in=[])
    known = CaseRelation.objects.filter(Q(first=row) | Q(second=row))
    held = {n for pair in known.values_list("first_id", "second_id") for n in pair}
    rows = cases_of(actor).filter(same).exclude(id__in=held | {row.pk}).order_by("-id")[:_ALIKE]
    return [_link(one, one.title) for one in rows]


def _link(one: Case, text: str) -> CaseLinkOut:
    state = named(CASE_STATES, one.status)
    return CaseLinkOut(id=one.pk, code=one.code, text=text, state_name=state, path=f"/cases/{one.pk}")


def _next(actor: Actor, row: Case) -> list[CaseNextStep]:
    return [
        CaseNextStep(
            step=line.step,  # type: ignore[arg-type] - the table's own words
            name=pick(line.zh, line.en),
            needs=list(line.needs),
            outcomes=[
                NamedCode(code=one, name=named(CASE_OUTCOMES, one)) for one in ENDS_WITH.get(line.step, ())
            ],
            blocked=blocked(actor, row, line),
        )
        for line in possible(row.status)
        if actor.may(line.permission)
    ]


def overview(actor: Actor, moment: datetime) -> CaseOverview:
    """How the cases stand."""
    since = moment - _SPAN
    rows = cases_of(actor)
    closed = Q(closed_at__gte=since)
    told: dict[str, Any] = rows.aggregate(
        open=Count("id", filter=Q(status__in=OPEN)),
        overdue=Count("id", filter=Q(status__in=OPEN, due_at__lte=moment)),
        supervised=Count("id", filter=Q(status__in=OPEN, supervised_until__isnull=False)),
        closed=Count("id", filter=closed),
        penalty_fen=Sum("penalty_fen", filter=closed, default=0),
        tax_fen=Sum("tax_fen", filter=closed, default=0),
    )
    zh = (
        f"在办案件{told['open']}件，超期{told['overdue']}件，督办{told['supervised']}件；"
        f"近一年结案{told['closed']}件。"
    )
    en = (
        f"{told['open']} cases are open, {told['overdue']} overdue, {told['supervised']} supervised; "
        f"{told['closed']} were closed within a year."
    )
    listed = Department.objects.filter(is_active=True).order_by("code").values("code", "name")
    return CaseOverview(
        sentence=pick(zh, en),
        since=business_day(since),
        own=actor.department,
        departments=[NamedCode(**one) for one in listed],
        **told,
    )


def terms() -> list[CaseTermOut]:
    """How long a case may stay in each state."""
    kept = {row.state: row for row in CaseTerm.objects.all()}
    return [
        CaseTermOut(
            state=state,
            state_name=named(CASE_STATES, state),
            working_days=kept[state].working_days if state in kept else days,
            basis=kept[state].basis if state in kept else "",
        )
        for state, days in TERMS.items()
    ]


def transitions() -> list[TransitionOut]:
    """The table of transitions, with the terms that hold."""
    days = {one.state: one.working_days for one in terms()}
    return [
        TransitionOut(
            step=line.step,
            name=pick(line.zh, line.en),
            before=[named(CASE_STATES, one) for one in line.before],
            after=named(CASE_STATES, line.after) if line.after else "",
            permission=line.permission,
            needs=list(line.needs),
            apart=named(CASE_STEPS, line.apart) if line.apart else "",
            working_days=days.get(line.after),
        )
        for line in TRANSITIONS
    ]


def document(actor: Actor, document_id: int) -> CaseDocument:
    """A document; the station sees what was served. Raises Problem 404."""
    rows = CaseDocument.objects.filter(id=document_id, case__in=cases_of(actor)).select_related("case")
    if actor.desk == "@station":
        rows = rows.filter(status="served")
    row = rows.first()
    if row is None:
        raise not_found(pick(f"文书{document_id}", f"Document {document_id}"))
    return row


def file(actor: Actor, file_id: int) -> CaseFile:
    """A photo or scan; the station sees those of documents served on it. Raises Problem 404."""
    rows = CaseFile.objects.filter(id=file_id, case__in=cases_of(actor))
    if actor.desk == "@station":
        rows = rows.filter(document__status="served")
    row = rows.first()
    if row is None:
        raise not_found(pick(f"材料{file_id}", f"File {file_id}"))
    return row


def dossier(actor: Actor, dossier_id: int) -> Dossier:
    """A dossier with its content; raises Problem 404."""
    rows = Dossier.objects.filter(id=dossier_id, case__in=cases_of(actor)).select_related("case")
    row = rows.first() if actor.desk != "@station" else None
    if row is None:
        raise not_found(pick(f"案卷{dossier_id}", f"Dossier {dossier_id}"))
    return row


def station_cases(actor: Actor) -> list[StationCaseOut]:
    """What was served on the actor's station."""
    rows: Iterable[Case] = cases_of(actor).filter(departments__contains=["@station"]).order_by("-id")
    return [
        StationCaseOut(
            id=row.pk,
            code=row.code,
            title=row.title,
            status_name=named(CASE_STATES, row.status),
            documents=[one for one in documents_out(row) if one.status == "served"],
            decisions=decisions_out(row),
            appeals=appeals_out(row),
            may_appeal=actor.may("case.appeal") and row.status in OPEN,
        )
        for row in rows
    ]
