"""Duty: rosters and the hand-over from shift to shift."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Status

from youjian.bureau.access import actor_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.duty import filling, handing, month, pages, people, services
from youjian.bureau.duty.contracts import (
    DutyMonth,
    FillIn,
    FillOut,
    HandoverOut,
    OfferIn,
    PutIn,
    RosterCandidate,
    RosterIn,
    RosterList,
    RosterOut,
    SwapIn,
    TakeIn,
)
from youjian.bureau.duty.selectors import roster_of
from youjian.bureau.duty.writing import MANAGE
from youjian.bureau.problems import ProblemOut, forbidden
from youjian.bureau.registry.selectors import region_names

router = Router(tags=["duty"])
_READ = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}
_WRITE = {**_READ, 409: ProblemOut}
_READERS = ("alert.sign", "alert.assign", MANAGE, "rules.approve", "downtime.approve")


def reader(request: HttpRequest) -> Actor:
    """Whoever may be on duty, stands behind (带班领导), or edits rosters."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not any(actor.may(permission) for permission in _READERS):
        raise forbidden(permission_name("alert.sign"))
    return actor


@router.get("/duty/rosters", response={200: RosterList, **_READ})
def rosters(request: HttpRequest) -> RosterList:
    """Rosters within the scope."""
    return month.rosters(reader(request))


@router.post("/duty/rosters", response={200: RosterOut, **_WRITE})
def save_roster(request: HttpRequest, body: RosterIn) -> RosterOut:
    """Make a department's roster for a region, or change it."""
    actor = actor_with(request, MANAGE)
    made = services.save_roster(actor, body)
    return month.roster_out(actor, roster_of(actor, made.pk), region_names())


@router.get("/duty/rosters/{int:roster_id}", response={200: DutyMonth, **_READ})
def roster(request: HttpRequest, roster_id: int, first: date, last: date) -> DutyMonth:
    """A roster from a day to a day, with gaps and people in two places."""
    return month.days(reader(request), roster_id, first, last)


@router.get("/duty/rosters/{int:roster_id}/people", response={200: list[RosterCandidate], **_READ})
def candidates(request: HttpRequest, roster_id: int) -> list[RosterCandidate]:
    """Who can be put on a roster."""
    found = people.candidates(roster_of(reader(request), roster_id))
    return [
        RosterCandidate(
            username=user.username,
            display_name=user.display_name,
            role_name=user.role.name,
            post=user.post.name if user.post else "",
            first=first,
        )
        for user, first in found
    ]


@router.post("/duty/rosters/{int:roster_id}/fill", response={200: FillOut, **_WRITE})
def fill(request: HttpRequest, roster_id: int, body: FillIn) -> FillOut:
    """Fill a roster with people in turn; with `dry_run` tell what it would come to."""
    return filling.fill(actor_with(request, MANAGE), roster_id, body)


@router.post("/duty/rosters/{int:roster_id}/put", response={204: None, **_WRITE})
def put(request: HttpRequest, roster_id: int, body: PutIn) -> Status[None]:
    """Give a shift of a day to somebody, or take it away."""
    services.put(actor_with(request, MANAGE), roster_id, body)
    return Status(204, None)


@router.post("/duty/swap", response={204: None, **_WRITE})
def swap(request: HttpRequest, body: SwapIn) -> Status[None]:
    """Let two shifts change hands."""
    services.swap(actor_with(request, MANAGE), body)
    return Status(204, None)


@router.get("/duty/handovers/{int:entry_id}", response={200: HandoverOut, **_READ})
def handover(request: HttpRequest, entry_id: int) -> HandoverOut:
    """The sheet of a shift: what it would say now, or what was signed."""
    return pages.handover(reader(request), entry_id)


@router.post("/duty/handovers/{int:entry_id}/offer", response={200: HandoverOut, **_WRITE})
def offer(request: HttpRequest, entry_id: int, body: OfferIn) -> HandoverOut:
    """Hand a shift over (交班)."""
    actor = reader(request)
    handing.offer(actor, entry_id, body.remarks, body.watch)
    return pages.handover(actor, entry_id)


@router.post("/duty/handovers/{int:entry_id}/return", response={200: HandoverOut, **_WRITE})
def give_back(request: HttpRequest, entry_id: int, body: TakeIn) -> HandoverOut:
    """Give a sheet back with a question or a reason (退回)."""
    actor = reader(request)
    handing.give_back(actor, entry_id, body.note)
    return pages.handover(actor, entry_id)


@router.post("/duty/handovers/{int:entry_id}/take", response={200: HandoverOut, **_WRITE})
def take(request: HttpRequest, entry_id: int, body: TakeIn) -> HandoverOut:
    """Take a shift over (接班); the sheet is sealed."""
    actor = reader(request)
    handing.take(actor, entry_id, body.note)
    return pages.handover(actor, entry_id)
