"""Reads of leads, within the actor's scope."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from youjian.bureau.accounts.contracts import Actor, NamedCode
from youjian.bureau.accounts.models import Department
from youjian.bureau.cases.contracts import (
    LeadOut,
    LeadOverview,
    LeadPhotoOut,
    LeadStepKind,
    LeadStepOut,
    TermOut,
)
from youjian.bureau.cases.models import Lead, LeadPhoto, Term
from youjian.bureau.cases.reporters import masked, may_reveal
from youjian.bureau.cases.words import KINDS, MOVES, OPEN, OUTCOMES, SOURCES, STATES, STEPS, TERM_NAMES
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day

TERMS = tuple(choice.code for choice in TERM_NAMES)
_SPAN = timedelta(days=90)


def leads_of(actor: Actor) -> QuerySet[Lead]:
    """Every lead of the scope."""
    return Lead.objects.filter(within(actor.scope, "area"))


def lead(actor: Actor, lead_id: int) -> LeadOut:
    """A lead with its way; raises Problem 404."""
    row = leads_of(actor).select_related("reporter").filter(id=lead_id).first()
    if row is None:
        raise not_found(pick(f"线索{lead_id}", f"Lead {lead_id}"))
    same = (
        "source",
        "kind",
        "area",
        "station_id",
        "dispenser_id",
        "nozzle_id",
        "text",
        "place",
        "longitude",
        "latitude",
        "plate",
        "happened_at",
        "feedback_by",
        "department",
        "status",
        "outcome",
        "made_at",
        "made_by_name",
        "ended_at",
        "code",
    )
    department = Department.objects.filter(code=row.department).values_list("name", flat=True).first()
    return LeadOut(
        id=row.pk,
        **{name: getattr(row, name) for name in same},
        source_name=named(SOURCES, row.source),
        kind_name=named(KINDS, row.kind),
        origin=row.origin or "",
        area_name=_region_name(actor, row),
        station_name=_station_name(actor, row.station_id),
        overdue=row.status in OPEN and row.feedback_by <= now(),
        department_name=department or row.department,
        reporter=masked(row.reporter),
        may_reveal=may_reveal(actor, row.reporter_id),
        status_name=named(STATES, row.status),
        outcome_name=named(OUTCOMES, row.outcome) if row.outcome else "",
        merged_into=row.merged_into_id,
        merged=list(leads_of(actor).filter(merged_into=row).values_list("id", flat=True)),
        steps=_steps(row),
        photos=[
            LeadPhotoOut(**one)
            for one in row.photos.order_by("id").values("id", "filename", "media_type")  # type: ignore[attr-defined]
        ],
        next_steps=next_steps(actor, row.status),
    )


def _steps(row: Lead) -> list[LeadStepOut]:
    return [
        LeadStepOut(
            step=one.step,
            step_name=named(STEPS, one.step),
            note=one.note or _detail(one.detail),
            made_at=one.made_at,
            made_by_name=one.made_by_name,
        )
        for one in row.steps.order_by("id")  # type: ignore[attr-defined]
    ]


def _detail(detail: Mapping[str, object]) -> str:
    """What a step did, when nobody wrote a note."""
    if code := detail.get("department"):
        return str(Department.objects.filter(code=code).values_list("name", flat=True).first() or code)
    return str(detail.get("into") or detail.get("station_id") or "")


def next_steps(actor: Actor, status: str) -> list[LeadStepKind]:
    """What may be done with a lead in a state."""
    return list(MOVES[status]) if actor.may("lead.manage") else []  # type: ignore[arg-type] - the table's own words


def _station_name(actor: Actor, station_id: str | None) -> str:
    found = register.station_heads(actor, [station_id]).get(station_id) if station_id else None
    return found.name if found else (station_id or "")


def _region_name(actor: Actor, row: Lead) -> str:
    found = register.station_heads(actor, [row.area]).get(row.area) if row.station_id else None
    code = found.region_code if found else row.area
    return register.region_names().get(code) or code


def reporter_of(actor: Actor, lead_id: int) -> int | None:
    """Who told a lead, by number; None for nobody, or a lead outside the scope."""
    return leads_of(actor).filter(id=lead_id).values_list("reporter_id", flat=True).first()


def photo(actor: Actor, photo_id: int) -> LeadPhoto:
    """A photo with its content; raises Problem 404."""
    found = LeadPhoto.objects.filter(within(actor.scope, "area"), id=photo_id).first()
    if found is None:
        raise not_found(pick(f"照片{photo_id}", f"Photo {photo_id}"))
    return found


def terms() -> list[TermOut]:
    """How long answers may take; a source without a term has the platform's."""
    rows = {row.source: row for row in Term.objects.all()}
    return [
        TermOut(
            source=code,
            source_name=named(TERM_NAMES, code),
            working_days=rows[code].working_days,
            basis=rows[code].basis,
        )
        for code in TERMS
        if code in rows
    ]


def overview(actor: Actor, moment: datetime) -> LeadOverview:
    """How the leads of the scope stand, and what came of those of the last 90 days."""
    since = business_day(moment) - _SPAN
    told = leads_of(actor).aggregate(
        new=Count("id", Q(status="new")),
        open=Count("id", Q(status__in=OPEN)),
        overdue=Count("id", Q(status__in=OPEN, feedback_by__lte=moment)),
        ended=Count("id", Q(status="closed", ended_at__gte=moment - _SPAN)),
        confirmed=Count("id", Q(outcome__in=("confirmed", "partly"), ended_at__gte=moment - _SPAN)),
    )
    departments = Department.objects.filter(is_active=True).order_by("code").values("code", "name")
    return LeadOverview(
        sentence=_sentence(told),
        since=since,
        departments=[NamedCode(**one) for one in departments],
        **told,
    )


def _sentence(told: Mapping[str, int]) -> str:
    zh = f"未办结线索{told['open']}条，其中待受理{told['new']}条、已超期{told['overdue']}条；"
    zh += f"近90天办结{told['ended']}条，属实或部分属实{told['confirmed']}条。"
    en = f"{told['open']} leads are open, {told['new']} not yet accepted, {told['overdue']} overdue; "
    en += f"{told['ended']} were closed in 90 days, {told['confirmed']} confirmed at least in part."
    return pick(zh, en)
