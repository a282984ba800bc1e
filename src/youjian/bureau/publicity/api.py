"""Public codes, for the desk."""

from django.http import HttpRequest
from ninja import Router, Status

from youjian.bureau import environment
from youjian.bureau.access import actor_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.publicity import selectors, services
from youjian.bureau.publicity.contracts import CodeSheet, CodesIn, CodesMade, RevokeIn

router = Router(tags=["public page"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}


@router.post("/public-codes", response={200: CodesMade, **_REFUSALS})
def make_public_codes(request: HttpRequest, body: CodesIn) -> CodesMade:
    """Give a code to every dispenser in use that has none."""
    return services.make_codes(actor_with(request, "metrology.manage"), body.station_id)


@router.get("/public-codes/{station_id}", response={200: CodeSheet, **_REFUSALS})
def public_code_sheet(request: HttpRequest, station_id: str) -> CodeSheet:
    """The codes of a station that stand, to be printed."""
    base = environment.text("PUBLIC_URL") or request.build_absolute_uri("/")
    return selectors.sheet(actor_with(request, "metrology.see"), station_id, base.rstrip("/"))


@router.post("/public-codes/{code}/revoke", response={204: None, **_REFUSALS})
def revoke_public_code(request: HttpRequest, code: str, body: RevokeIn) -> Status[None]:
    """Let a code open nothing any more."""
    services.revoke(actor_with(request, "metrology.manage"), code, body.reason)
    return Status(204, None)
