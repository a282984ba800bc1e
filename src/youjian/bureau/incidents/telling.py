"""Who is told of an emergency at once: who is on duty where it concerns, and who handles it there."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from youjian.bureau.accounts.models import User
from youjian.bureau.duty.selectors import on_duty
from youjian.bureau.incidents.models import Incident, IncidentAudience
from youjian.bureau.incidents.words import KINDS
from youjian.bureau.notify import services as notify
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import covers, reaching
from youjian.bureau.times import now


def concerned(kind: str) -> list[str]:
    """The departments that are told of a kind of event."""
    rows = IncidentAudience.objects.filter(kind=kind).order_by("id")
    return list(rows.values_list("department", flat=True))


def on_duty_of(departments: Sequence[str], area: str, moment: datetime) -> list[User]:
    """Who of some departments is on duty for an area; those of other regions' rosters, too."""
    with reaching():
        ids = [one for code in departments for one in on_duty(code, moment, area[:6])]
    found = User.objects.select_related("department").in_bulk(ids)
    return [found[one] for one in dict.fromkeys(ids) if one in found]


def audience(row: Incident) -> list[int]:
    """Those on duty of the departments concerned, who may see it there, and everybody who handles it there.

    A department without a roster is told through all its people who may see the event.
    """
    people = list(
        User.objects.filter(is_active=True, role__permissions__contains=["incident.see"])
        .select_related("role")
        .order_by("id")
    )
    able = [one for one in people if covers(tuple(one.scope), row.area)]
    chosen = [one.pk for one in able if "incident.manage" in one.role.permissions]
    for code in concerned(row.kind):
        duty = {one.pk for one in on_duty_of([code], row.area, now())}
        own = [one.pk for one in able if one.department_id == code]
        chosen += [one for one in own if one in duty] or own
    return list(dict.fromkeys(chosen))


def tell(row: Incident, key: str, said: tuple[str, str], users: Iterable[int] | None = None) -> None:
    """Tell the audience something of an emergency, once a key."""
    kind = next(one for one in KINDS if one.code == row.kind)
    place = _place(row)
    subject = f"{row.code} {kind.zh}：{said[0]}", f"{row.code} {kind.en}: {said[1]}"
    text = f"{place}。{row.text[:200]}", f"{place}. {row.text[:200]}"
    listed = audience(row) if users is None else list(users)
    if listed:
        source = f"incident:{row.pk}:{key}"
        notify.tell(listed, subject=subject, text=text, path=f"/incidents/{row.pk}", source=source)


def _place(row: Incident) -> str:
    region = register.region_names().get(row.area[:6]) or register.region_names().get(row.area[:4]) or ""
    named = ""
    if row.station_id:
        rows = register.Station.objects.filter(station_id=row.station_id)
        named = rows.values_list("name", flat=True).first() or row.station_id
    return " ".join(one for one in (region, named, row.place) if one)
