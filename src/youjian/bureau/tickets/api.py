"""Tickets: `/api/v1/tickets`."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Status, UploadedFile

from youjian.bureau import attachments
from youjian.bureau.access import actor_with
from youjian.bureau.attachments import MAX_BYTES, Photo
from youjian.bureau.problems import ProblemOut
from youjian.bureau.tickets import selectors, services
from youjian.bureau.tickets.contracts import (
    PledgeIn,
    PledgeOut,
    TicketIn,
    TicketNoteIn,
    TicketOut,
    TicketStandingOut,
)
from youjian.bureau.tickets.selectors import APPROVE, ASK, SEE

router = Router(tags=["tickets"])
_READ: dict[int, Any] = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut}
_WRITE: dict[int, Any] = {**_READ, 409: ProblemOut, 422: ProblemOut}
_STEPS = {
    "withdraw": (ASK, services.withdraw),
    "approve": (APPROVE, services.approve),
    "reject": (APPROVE, services.reject),
    "cut": (SEE, services.cut),
}


@router.get("/tickets/standing", response={200: TicketStandingOut, **_READ})
def standing(request: HttpRequest) -> TicketStandingOut:
    """What one may ask for, one's pledge, and the ticket that is in force."""
    return selectors.standing(actor_with(request, ASK))


@router.post("/tickets", response={201: TicketOut, **_WRITE})
def ask(request: HttpRequest, body: TicketIn) -> Status[TicketOut]:
    """Ask for access."""
    return Status(201, services.ask(actor_with(request, ASK), body))


@router.get("/tickets/{number}", response={200: TicketOut, **_READ})
def ticket(request: HttpRequest, number: int) -> TicketOut:
    """One ticket, one's own or as approver."""
    return selectors.ticket(actor_with(request, SEE), number)


@router.post("/tickets/{number}/{step}", response={200: TicketOut, **_WRITE})
def take_step(
    request: HttpRequest,
    number: int,
    step: Literal["withdraw", "approve", "reject", "cut"],
    body: TicketNoteIn,
) -> TicketOut:
    """Withdraw, approve, reject or cut a ticket."""
    permission, verb = _STEPS[step]
    return verb(actor_with(request, permission), number, body.note)


@router.post("/ticket-pledges", response={201: PledgeOut, **_WRITE, 413: ProblemOut})
def file_pledge(request: HttpRequest, wanted: Form[PledgeIn], scan: File[UploadedFile]) -> Status[PledgeOut]:
    """File a signed pledge of confidentiality."""
    actor = actor_with(request, SEE)
    return Status(201, services.file_pledge(actor, wanted, Photo(scan.name or "", scan.read(MAX_BYTES + 1))))


@router.get("/ticket-pledges/{number}/file", response={200: None, **_READ})
def pledge_file(request: HttpRequest, number: int) -> HttpResponse:
    """The scan of a pledge."""
    row = selectors.pledge_file(actor_with(request, SEE), number)
    return attachments.shown(bytes(row.content), row.media_type, row.filename)
