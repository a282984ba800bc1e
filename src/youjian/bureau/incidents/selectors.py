"""Reads of emergencies, within the actor's scope."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from youjian.bureau.accounts.contracts import Actor, NamedCode
from youjian.bureau.accounts.models import Department
from youjian.bureau.incidents.calling import call_list, contacts_of
from youjian.bureau.incidents.contracts import (
    IncidentAudienceOut,
    IncidentCallOut,
    IncidentContactOut,
    IncidentNextStep,
    IncidentOut,
    IncidentOverview,
    IncidentPhotoOut,
    IncidentSettings,
    IncidentStepOut,
    IncidentTermOut,
    IncidentTransitionOut,
)
from youjian.bureau.incidents.keeping import MANAGE, same
from youjian.bureau.incidents.models import Incident, IncidentAudience, IncidentPhoto, IncidentTerm
from youjian.bureau.incidents.selectors_drills import measures_of, stations_overdue
from youjian.bureau.incidents.transitions import OPEN, TRANSITIONS, possible
from youjian.bureau.incidents.words import INCIDENT_STATES, INCIDENT_STEPS, KINDS, LEVELS, UNITS, WHATS
from youjian.bureau.language import pick
from youjian.bureau.masks import mask_name, mask_phone
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now, shown_minute

_YEAR = timedelta(days=365)


def incidents_of(actor: Actor) -> QuerySet[Incident]:
    """Every emergency of the scope."""
    return Incident.objects.filter(within(actor.scope, "area"))


def late(moment: datetime) -> Q:
    """Emergencies of which something is overdue."""
    waits = Q(status="reported", respond_by__lte=moment)
    unreported = Q(status__in=OPEN, first_report_at__isnull=True, report_by__lte=moment)
    return waits | unreported | Q(status="controlled", close_by__lte=moment)


def row_of(actor: Actor, incident_id: int) -> Incident:
    """An emergency; raises Problem 404."""
    row = incidents_of(actor).filter(id=incident_id).first()
    if row is None:
        raise not_found(pick(f"突发事件{incident_id}", f"Emergency {incident_id}"))
    return row


_SAME = (
    "kind", "level", "text", "area", "station_id", "place", "happened_at", "reported_at", "status",
    "respond_by", "report_by", "close_by", "responded_at", "first_report_at", "controlled_at", "closed_at",
    "cause", "losses", "follow_up", "deaths", "injured", "loss_fen", "spilled_ml", "lead_id", "lead_code",
    "made_by_name",
)  # fmt: skip


def incident(actor: Actor, incident_id: int) -> IncidentOut:
    """An emergency with everything that belongs to it; raises Problem 404."""
    row = row_of(actor, incident_id)
    manages = actor.may(MANAGE)
    station = register.station_heads(actor, [row.area]).get(row.area) if row.station_id else None
    region = station.region_code if station else row.area
    overdue = _late(row, now())
    return IncidentOut(
        **same(row, _SAME),
        id=row.pk,
        code=row.code,
        sentence=_sentence(row, overdue),
        kind_name=named(KINDS, row.kind),
        level_name=named(LEVELS, row.level),
        area_name=register.region_names().get(region) or region,
        station_name=station.name if station else (row.station_id or ""),
        reporter_name=row.reporter_name if manages else mask_name(row.reporter_name),
        reporter_phone=row.reporter_phone if manages else mask_phone(row.reporter_phone),
        status_name=named(INCIDENT_STATES, row.status),
        late=overdue,
        steps=_steps(row),
        calls=_calls(row, manages),
        call_list=call_list(actor, row),
        photos=photos_out(IncidentPhoto.objects.filter(incident=row)),
        next_steps=[
            IncidentNextStep(step=one.step, step_name=pick(one.zh, one.en), needs=list(one.needs))  # type: ignore[arg-type]
            for one in possible(row.status)
        ]
        if manages
        else [],
        may_manage=manages,
    )


def _late(row: Incident, moment: datetime) -> list[str]:
    """What is overdue of an emergency, in words."""
    told = (
        (row.status == "reported" and row.respond_by <= moment, "到场处置", "response"),
        (
            row.status in OPEN and row.first_report_at is None and row.report_by <= moment,
            "首次信息报告", "first report",
        ),
        (
            row.status == "controlled" and row.close_by is not None and row.close_by <= moment,
            "办结报告", "closing report",
        ),
    )  # fmt: skip
    return [pick(zh, en) for holds, zh, en in told if holds]


def _sentence(row: Incident, overdue: list[str]) -> str:
    """Where an emergency stands, in a sentence."""
    state = named(INCIDENT_STATES, row.status)
    if overdue:
        what = pick("、", ", ").join(overdue)
        return pick(f"{state}；已超时：{what}。", f"{state}; overdue: {what}.")
    due = _next_due(row)
    if due is None:
        return pick(f"{state}。", f"{state}.")
    at, zh, en = due
    return pick(f"{state}，{shown_minute(at)}前须{zh}。", f"{state}; {en} by {shown_minute(at)}.")


def _next_due(row: Incident) -> tuple[datetime, str, str] | None:
    due = [
        (row.respond_by, "到场处置", "respond") if row.status == "reported" else None,
        (row.report_by, "作首次信息报告", "report upwards")
        if row.status in OPEN and row.first_report_at is None
        else None,
        (row.close_by, "办结报告", "close") if row.status == "controlled" and row.close_by else None,
    ]
    return min((one for one in due if one is not None), default=None)


def _steps(row: Incident) -> list[IncidentStepOut]:
    return [
        IncidentStepOut(
            step=one.step,
            step_name=named(INCIDENT_STEPS, one.step),
            before_name=named(INCIDENT_STATES, one.before),
            after_name=named(INCIDENT_STATES, one.after),
            note=_told(one.note, one.detail.get("to", "")),
            made_at=one.made_at,
            made_by_name=one.made_by_name,
        )
        for one in row.steps.order_by("made_at", "id")  # type: ignore[attr-defined]
    ]


def _told(note: str, to: str) -> str:
    return pick(f"报告{to}：{note}", f"To {to}: {note}") if to else note


def _calls(row: Incident, manages: bool) -> list[IncidentCallOut]:
    names = [name for name in IncidentCallOut.model_fields if name != "phone"]
    return [
        IncidentCallOut(**same(one, names), phone=one.phone if manages else mask_phone(one.phone))
        for one in row.calls.order_by("-called_at", "-id")  # type: ignore[attr-defined]
    ]


def photos_out(rows: QuerySet[IncidentPhoto]) -> list[IncidentPhotoOut]:
    """Photos as they are listed."""
    names = list(IncidentPhotoOut.model_fields)
    return [IncidentPhotoOut(**same(one, names)) for one in rows.defer("content").order_by("id")]


def photo(actor: Actor, photo_id: int) -> IncidentPhoto:
    """A photo of an emergency or a drill; raises Problem 404."""
    seen = within(actor.scope, "incident__area") | within(actor.scope, "drill__area")
    found = IncidentPhoto.objects.filter(seen, id=photo_id).first()
    if found is None:
        raise not_found(pick(f"照片{photo_id}", f"Photo {photo_id}"))
    return found


def departments() -> list[NamedCode]:
    """The departments there are."""
    rows = Department.objects.filter(is_active=True).order_by("code").values_list("code", "name")
    return [NamedCode(code=code, name=name) for code, name in rows]


def settings(actor: Actor) -> IncidentSettings:  # noqa: ARG001 - the same for everybody who may see it
    """Terms, who is told, and the table of transitions."""
    listed = departments()
    names = {one.code: one.name for one in listed}
    told: dict[str, list[NamedCode]] = {}
    for kind, code in IncidentAudience.objects.order_by("id").values_list("kind", "department"):
        told.setdefault(kind, []).append(NamedCode(code=code, name=names.get(code) or code))
    return IncidentSettings(
        terms=_terms(),
        audience=[
            IncidentAudienceOut(
                kind=one.code, kind_name=pick(one.zh, one.en), departments=told.get(one.code, [])
            )
            for one in KINDS
        ],
        departments=listed,
        transitions=[
            IncidentTransitionOut(
                step=one.step,
                step_name=pick(one.zh, one.en),
                before=[named(INCIDENT_STATES, state) for state in one.before],
                after=named(INCIDENT_STATES, one.after) if one.after else "",
                needs=list(one.needs),
            )
            for one in TRANSITIONS
        ],
    )


def _terms() -> list[IncidentTermOut]:
    return [
        IncidentTermOut(
            kind=one.kind or "all",
            kind_name=named(KINDS, one.kind) if one.kind else pick("全部", "All"),
            what=one.what,
            what_name=named(WHATS, one.what),
            unit=pick(*UNITS[one.what]),
            amount=one.amount,
            source=one.source,
            said_on=one.said_on,
        )
        for one in IncidentTerm.objects.order_by("what", "kind")
    ]


def contacts(actor: Actor) -> list[IncidentContactOut]:
    """The call list, as far as the actor sees it; numbers masked for who does not handle emergencies."""
    rows = list(contacts_of(actor).order_by("area", "kind", "position", "id"))
    names = [name for name in IncidentContactOut.model_fields if name != "area_name"]
    areas = register.region_names() | {
        key: head.name for key, head in register.station_heads(actor, [one.area for one in rows]).items()
    }
    listed = [
        IncidentContactOut(**same(one, names), area_name=areas.get(one.area) or one.area) for one in rows
    ]
    if not actor.may(MANAGE):
        for one in listed:
            one.phone = mask_phone(one.phone)
    return listed


def overview(actor: Actor, moment: datetime) -> IncidentOverview:
    """How the emergencies and drills stand."""
    told = incidents_of(actor).aggregate(
        open=Count("id", Q(status__in=OPEN)),
        raging=Count("id", Q(status__in=("reported", "handling"))),
        late=Count("id", late(moment)),
        year=Count("id", Q(reported_at__gt=moment - _YEAR) & ~Q(status="dismissed")),
    )
    open_measures = measures_of(actor).filter(done_at__isnull=True).count()
    overdue = stations_overdue(actor)
    zh = f"未办结突发事件{told['open']}起，其中险情未控制{told['raging']}起、有事项超时{told['late']}起；"
    zh += f"近一年共{told['year']}起。演练超期或未演练的加油站{overdue}个，待落实改进措施{open_measures}项。"
    en = f"{told['open']} emergencies are open, {told['raging']} not under control, {told['late']} overdue; "
    en += f"{told['year']} within a year. {overdue} stations are due for a drill, "
    en += f"{open_measures} measures are open."
    return IncidentOverview(
        sentence=pick(zh, en),
        **told,
        measures_open=open_measures,
        stations_overdue=overdue,
        departments=departments(),
    )
