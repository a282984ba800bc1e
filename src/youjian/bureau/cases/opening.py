"""Cases are opened: from alerts, from leads, by other apps; what belongs to one is added."""

from collections.abc import Sequence

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import services as alerts
from youjian.bureau.alerts.models import Alert
from youjian.bureau.alerts.selectors import alerts_of
from youjian.bureau.cases import keeping, telling
from youjian.bureau.cases.contracts_cases import CaseAttachIn, CaseIn
from youjian.bureau.cases.models import (
    Case,
    CaseAlert,
    CaseInspection,
    CaseLead,
    CaseRelation,
    Lead,
    LeadStep,
)
from youjian.bureau.cases.selectors import leads_of
from youjian.bureau.cases.services import area_of
from youjian.bureau.inspection.models import Inspection
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Company
from youjian.bureau.scope import acting, within
from youjian.bureau.times import now


def open_case(actor: Actor, wanted: CaseIn) -> Case:
    """Open a case; it waits for somebody else to file it. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        area = area_of(actor, wanted.station_id, None, wanted.region)
        departments = _departments(actor, wanted)
        party, party_id = _party(actor, wanted)
        said = wanted.model_dump(include={"title", "kind", "station_id", "place", "plate"})
        case = Case.objects.create(
            **said,
            area=area,
            party=party,
            party_id=party_id,
            departments=departments,
            status="filing",
            due_at=keeping.due_in("filing", now()),
            opened_at=now(),
            opened_by=actor.username,
            opened_by_name=actor.display_name,
        )
        detail = {"alerts": wanted.alerts, "leads": wanted.leads, "departments": departments}
        keeping.moved(actor, case, "opened", "", note=wanted.note, detail=detail)
        _take_alerts(actor, case, wanted.alerts)
        _take_leads(actor, case, wanted.leads)
        telling.to_departments(case, departments, pick_new(case))
        return case


def pick_new(case: Case) -> tuple[str, str]:
    """What departments are told of a case that they take part in."""
    return f"{case.code} {case.title}：待立案", f"{case.code} {case.title}: to be filed"


def attach(actor: Actor, case_id: int, wanted: CaseAttachIn) -> Case:
    """Add what belongs to a case; what is there already changes nothing. Raises Problem 403, 404, 409."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        case = keeping.open_case_of(actor, case_id)
        _take_alerts(actor, case, wanted.alerts)
        _take_leads(actor, case, wanted.leads)
        _take_inspections(actor, case, wanted.inspections)
        if wanted.related is not None:
            _relate(actor, case, wanted.related, wanted.note)
        listed = {name: rows for name, rows in wanted.model_dump(exclude={"note"}).items() if rows}
        if listed:
            keeping.noted(actor, case, "relate" if wanted.related else "attach", wanted.note, **listed)
        return case


def _departments(actor: Actor, wanted: CaseIn) -> list[str]:
    """The department in charge first, then the actor's own, then those that were named."""
    own = [actor.department] if actor.department else []
    named = [wanted.department, *own, *wanted.with_departments]
    listed = [one for one in dict.fromkeys(named) if one]
    if not listed:
        raise keeping.bad("department", "请选择承办部门。", "Choose the department in charge.")
    for one in listed:
        keeping.department_of(one)
    return listed


def _party(actor: Actor, wanted: CaseIn) -> tuple[str, str]:
    """Whom a case is about: as entered, else the company that runs the station today."""
    if wanted.party or wanted.station_id is None:
        return wanted.party.strip(), wanted.party_id.strip()
    station = register.station_of(actor, wanted.station_id)
    company = Company.objects.filter(uscc=station.uscc).values_list("name", flat=True).first()
    return company or station.name, station.uscc or ""


def _take_alerts(actor: Actor, case: Case, numbers: Sequence[int]) -> None:
    known = set(CaseAlert.objects.filter(case=case).values_list("alert_id", flat=True))
    for number in dict.fromkeys(numbers):
        alert = alerts_of(actor).filter(id=number).first()
        if alert is None or not _about(case, alert.station_id):
            raise not_found(pick(f"该站预警{number}", f"Alert {number} of the place"))
        if number not in known:
            CaseAlert.objects.create(case=case, alert=alert)
            alerts.comment(
                actor, number, pick(f"转入案件{case.code}", f"Part of case {case.code}"), "comment"
            )


def _about(case: Case, area: str) -> bool:
    """Whether something of an area can belong to a case: the same station, or the region around it."""
    return case.area.startswith(area) or area.startswith(case.area)


def _take_leads(actor: Actor, case: Case, numbers: Sequence[int]) -> None:
    for number in dict.fromkeys(numbers):
        lead = leads_of(actor).select_for_update().filter(id=number).first()
        if lead is None:
            raise not_found(pick(f"线索{number}", f"Lead {number}"))
        held = CaseLead.objects.filter(lead=lead).select_related("case").first()
        if held is not None and held.case_id == case.pk:
            continue
        if held is not None or lead.status not in ("new", "accepted"):
            raise Problem(
                409, "lead_ended", pick(f"线索{lead.code}已经立案或结束。", f"Lead {lead.code} has ended.")
            )
        CaseLead.objects.create(case=case, lead=lead)
        _became(actor, lead, case)


def _became(actor: Actor, lead: Lead, case: Case) -> None:
    lead.status = "accepted"
    lead.save(update_fields=["status"])
    LeadStep.objects.create(
        lead=lead,
        area=lead.area,
        step="note",
        note=pick(f"转为案件{case.code}", f"Became case {case.code}"),
        detail={"case": case.pk},
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )


def _take_inspections(actor: Actor, case: Case, numbers: Sequence[int]) -> None:
    for number in dict.fromkeys(numbers):
        row = Inspection.objects.filter(within(actor.scope), id=number).first()
        if row is None or not _about(case, row.station_id):
            raise not_found(pick(f"该站检查记录{number}", f"Inspection {number} of the place"))
        CaseInspection.objects.get_or_create(case=case, inspection=row)


def _relate(actor: Actor, case: Case, number: int, note: str) -> None:
    other = keeping.visible(actor).filter(id=number).exclude(id=case.pk).first()
    if other is None:
        raise not_found(pick(f"案件{number}", f"Case {number}"))
    first, second = sorted((case.pk, other.pk))
    said = {
        "note": note.strip() or pick("人工关联", "By hand"),
        "made_at": now(),
        "made_by_name": actor.display_name,
    }
    CaseRelation.objects.get_or_create(first_id=first, second_id=second, defaults=said)


def alerts_in(case: Case) -> list[Alert]:
    """The alerts of a case, the oldest first."""
    return list(
        Alert.objects.filter(id__in=CaseAlert.objects.filter(case=case).values("alert_id")).order_by("id")
    )
