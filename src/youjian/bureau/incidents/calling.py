"""The call list: contacts kept as data, and who is to be called for an event, in order."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.incidents import keeping, telling
from youjian.bureau.incidents.contracts import CallLine, IncidentContactIn
from youjian.bureau.incidents.models import Incident, IncidentCall, IncidentContact
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.masks import mask_phone
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Company, Station
from youjian.bureau.scope import acting, covers, within
from youjian.bureau.times import now


def contacts_of(actor: Actor) -> QuerySet[IncidentContact]:
    """The lines of the actor's areas, and those of the areas around them."""
    around = {prefix[:length] for prefix in actor.scope for length in (4, 6)}
    return IncidentContact.objects.filter(within(actor.scope, "area") | Q(area__in=around), is_active=True)


def add_contact(actor: Actor, wanted: IncidentContactIn) -> IncidentContact:
    """Put somebody on the call list. Raises Problem 403, 404 outside the scope, 409 who is there, 422."""
    keeping.need(actor)
    with acting(actor):
        _check_area(actor, wanted.area)
        return _kept(actor, IncidentContact(), wanted, "incident.contact_add")


def change_contact(actor: Actor, contact_id: int, wanted: IncidentContactIn) -> IncidentContact:
    """Change a line of the call list. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor)
    with acting(actor):
        row = _locked(actor, contact_id)
        _check_area(actor, wanted.area)
        return _kept(actor, row, wanted, "incident.contact_change")


def remove_contact(actor: Actor, contact_id: int) -> None:
    """Take a line off the call list. Raises Problem 403, 404."""
    keeping.need(actor)
    with acting(actor):
        row = _locked(actor, contact_id)
        row.is_active, row.changed_at, row.changed_by_name = False, now(), actor.display_name
        row.save()
        journal.record(actor, "incident.contact_remove", f"incident_contact:{row.pk}", before=_said(row))


def _locked(actor: Actor, contact_id: int) -> IncidentContact:
    rows = IncidentContact.objects.select_for_update().filter(within(actor.scope, "area"), is_active=True)
    found = rows.filter(id=contact_id).first()
    if found is None:
        raise not_found(pick(f"联络人{contact_id}", f"Contact {contact_id}"))
    return found


def _check_area(actor: Actor, area: str) -> None:
    if not covers(actor.scope, area):
        raise not_found(pick("所选区域", "The area"))
    if len(area) == 10:
        register.station_of(actor, area)
    elif area not in register.region_names():
        raise keeping.bad("area", "没有这个行政区划。", "There is no such region.")


def _kept(actor: Actor, row: IncidentContact, wanted: IncidentContactIn, action: str) -> IncidentContact:
    before = _said(row) if row.pk else None
    for name, value in wanted.model_dump().items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.changed_at, row.changed_by_name = now(), actor.display_name
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        message = pick("联络单中已有这个号码。", "This number is on the list already.")
        raise Problem(409, "contact_there", message) from None
    journal.record(actor, action, f"incident_contact:{row.pk}", before=before, after=_said(row))
    return row


_FIELDS = ("area", "kind", "organisation", "person", "duty", "phone", "position")


def _said(row: IncidentContact) -> dict[str, object]:
    return keeping.same(row, _FIELDS)


def call_list(actor: Actor, row: Incident) -> list[CallLine]:
    """Whom to call for an event: the station and its company, who is on duty, then the lists of the station,
    its county and the city; each number once, with the last call to it.

    Who does not handle emergencies sees numbers masked.
    """
    lines = [*_of_station(row), *_on_duty(row), *_listed(actor, row)]
    last = {one.phone: one for one in IncidentCall.objects.filter(incident=row).order_by("called_at", "id")}
    once = {(line.phone or line.person): line for line in reversed(lines)}
    ordered = [line for line in lines if once[line.phone or line.person] is line]
    return [_seen(actor, _called(line, last.get(line.phone))) for line in ordered]


def _called(line: CallLine, call: IncidentCall | None) -> CallLine:
    if call is not None:
        line.called_at, line.called_by_name, line.answered = call.called_at, call.made_by_name, call.answered
    return line


def _seen(actor: Actor, line: CallLine) -> CallLine:
    if not actor.may(keeping.MANAGE):
        line.phone = mask_phone(line.phone)
    return line


def _line(source: str, organisation: str, person: str, phone: str, duty: str = "") -> CallLine:
    names = {
        "station": pick("加油站", "Station"),
        "company": pick("经营企业", "Company"),
        "duty": pick("值班", "On duty"),
        "list": pick("联络单", "Call list"),
    }
    return CallLine(
        source=source,  # type: ignore[arg-type] - one of the names
        source_name=names[source],
        organisation=organisation,
        person=person,
        duty=duty,
        phone=phone,
        called_at=None,
        called_by_name="",
        answered=None,
    )


def _of_station(row: Incident) -> Iterable[CallLine]:
    """The station's own contact and its company's, as the register has them."""
    station = Station.objects.filter(station_id=row.station_id).first() if row.station_id else None
    if station is None:
        return
    if station.contact_phone:
        yield _line("station", station.name, station.contact_name or "", station.contact_phone)
    company = Company.objects.filter(uscc=station.uscc).first()
    if company is not None and company.contact_phone:
        yield _line("company", company.name, company.contact_name or "", company.contact_phone)


def _on_duty(row: Incident) -> Iterable[CallLine]:
    """Who is on duty now of the departments that are told of such events."""
    for user in telling.on_duty_of(telling.concerned(row.kind), row.area, now()):
        office = user.department.name if user.department else ""
        yield _line("duty", office, user.display_name, user.mobile or "")


def _listed(actor: Actor, row: Incident) -> Iterable[CallLine]:
    areas = [row.area[:length] for length in (10, 6, 4) if len(row.area) >= length]
    found = contacts_of(actor).filter(area__in=areas, kind__in=("", row.kind))
    for one in sorted(found, key=lambda one: (-len(one.area), one.position, one.pk)):
        yield _line("list", one.organisation, one.person, one.phone, one.duty)
