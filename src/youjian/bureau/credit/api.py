"""Risk classes, decisions with objections and repair, official classes, draws by lot."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Status, UploadedFile

from youjian.bureau.access import actor_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import MAX_BYTES, Photo, shown
from youjian.bureau.credit import decisions, drawn, draws, exporting, selectors, services
from youjian.bureau.credit.contracts import (
    ClassObjectionIn,
    ConflictIn,
    CreditCount,
    CreditDecisionIn,
    CreditDecisionOut,
    CreditOverview,
    CreditRequestIn,
    CreditRequestOut,
    CreditStation,
    CreditVerdictIn,
    DrawDesk,
    DrawIn,
    DrawOut,
    OfficialClassesIn,
    OwnStations,
    RiskSchemeIn,
    RiskSchemeOut,
    SeedIn,
)
from youjian.bureau.credit.decisions import Asked
from youjian.bureau.problems import ProblemOut

router = Router(tags=["credit"])
_REFUSALS: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 413, 422), ProblemOut)
_SEE, _MANAGE, _DECIDE, _APPEAL = "credit.see", "credit.manage", "credit.decide", "credit.appeal"
_FILE = {"responses": {200: {"description": "the file", "content": {"application/octet-stream": {}}}}}


def _reader(request: HttpRequest) -> Actor:
    """Whoever sees credit, or a station that may object for itself; the scope bounds both."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor_with(request, _APPEAL if actor.may(_APPEAL) else _SEE)


@router.get("/credit", response={200: CreditOverview, **_REFUSALS})
def credit_overview(request: HttpRequest) -> CreditOverview:
    """The desk in a sentence."""
    return selectors.overview(actor_with(request, _SEE))


@router.get("/credit/own", response={200: OwnStations, **_REFUSALS})
def own_credit(request: HttpRequest) -> OwnStations:
    """The own stations of who may object for them."""
    return selectors.own(actor_with(request, _APPEAL))


@router.get("/credit/stations/{station_id}", response={200: CreditStation, **_REFUSALS})
def credit_of_station(request: HttpRequest, station_id: str) -> CreditStation:
    """A station's class line by line, its months, the official class beside it, decisions, requests."""
    return selectors.station(_reader(request), station_id)


@router.post("/credit/scores", response={200: CreditCount, **_REFUSALS})
def compute_scores(request: HttpRequest) -> CreditCount:
    """Score every station of the scope now."""
    return CreditCount(changed=services.compute(actor_with(request, _MANAGE)))


@router.get("/credit/schemes", response={200: list[RiskSchemeOut], **_REFUSALS})
def risk_schemes(request: HttpRequest) -> list[RiskSchemeOut]:
    """The versions of the weights."""
    return selectors.schemes(_reader(request))


@router.post("/credit/schemes", response={200: list[RiskSchemeOut], **_REFUSALS})
def propose_risk_scheme(request: HttpRequest, body: RiskSchemeIn) -> list[RiskSchemeOut]:
    """Propose a version of the weights."""
    actor = actor_with(request, _MANAGE)
    services.propose_weights(actor, body)
    return selectors.schemes(actor)


@router.post("/credit/schemes/{version}/verdict", response={200: list[RiskSchemeOut], **_REFUSALS})
def decide_risk_scheme(request: HttpRequest, version: int, body: CreditVerdictIn) -> list[RiskSchemeOut]:
    """Approve or refuse a version of the weights: not who proposed it."""
    actor = actor_with(request, _DECIDE)
    services.decide_weights(actor, version, granted=body.granted, reason=body.reason)
    return selectors.schemes(actor)


@router.post("/credit/decisions", response={200: CreditDecisionOut, **_REFUSALS})
def enter_credit_decision(
    request: HttpRequest, wanted: Form[CreditDecisionIn], papers: File[list[UploadedFile] | None] = None
) -> CreditDecisionOut:
    """Enter a decision on a station, with its scan."""
    actor = actor_with(request, _MANAGE)
    return selectors.decision(actor, decisions.enter(actor, wanted, _papers(papers)).pk)


@router.get("/credit/decisions/{decision_id}", response={200: CreditDecisionOut, **_REFUSALS})
def credit_decision(request: HttpRequest, decision_id: int) -> CreditDecisionOut:
    """A decision with how it stands."""
    return selectors.decision(_reader(request), decision_id)


@router.post("/credit/decisions/{decision_id}/requests", response={200: CreditRequestOut, **_REFUSALS})
def ask_about_decision(
    request: HttpRequest,
    decision_id: int,
    wanted: Form[CreditRequestIn],
    papers: File[list[UploadedFile] | None] = None,
) -> CreditRequestOut:
    """Object to a decision, or ask for its repair."""
    actor = _asker(request)
    station_id = selectors.decision(actor, decision_id).station_id
    asked = Asked(wanted.kind, station_id, wanted.text, decision_id)
    return selectors.request(actor, decisions.ask(actor, asked, _papers(papers)).pk)


@router.post("/credit/stations/{station_id}/objections", response={200: CreditRequestOut, **_REFUSALS})
def object_to_class(
    request: HttpRequest,
    station_id: str,
    wanted: Form[ClassObjectionIn],
    papers: File[list[UploadedFile] | None] = None,
) -> CreditRequestOut:
    """Object to the risk class of a month."""
    actor = _asker(request)
    asked = Asked("objection", station_id, wanted.text, month=wanted.month)
    return selectors.request(actor, decisions.ask(actor, asked, _papers(papers)).pk)


@router.get("/credit/requests/{request_id}", response={200: CreditRequestOut, **_REFUSALS})
def credit_request(request: HttpRequest, request_id: int) -> CreditRequestOut:
    """An objection or the wish for repair."""
    return selectors.request(_reader(request), request_id)


@router.post("/credit/requests/{request_id}/verdict", response={200: CreditRequestOut, **_REFUSALS})
def decide_credit_request(request: HttpRequest, request_id: int, body: CreditVerdictIn) -> CreditRequestOut:
    """Decide on an objection or on repair: not who asked for it."""
    actor = actor_with(request, _DECIDE)
    decisions.decide(actor, request_id, granted=body.granted, reason=body.reason)
    return selectors.request(actor, request_id)


@router.get("/credit-papers/{paper_id}", response=_REFUSALS, openapi_extra=_FILE)
def credit_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A scan as it came; nothing in it is run."""
    found = selectors.paper(_reader(request), paper_id)
    return shown(bytes(found.content), found.media_type, found.filename)


@router.post("/credit/official", response={200: CreditCount, **_REFUSALS})
def enter_official_classes(request: HttpRequest, body: OfficialClassesIn) -> CreditCount:
    """Keep official classes as given."""
    return CreditCount(changed=services.enter_official(actor_with(request, _MANAGE), body.rows))


@router.get("/credit-export.csv", response=_REFUSALS, openapi_extra=_FILE)
def export_credit(request: HttpRequest) -> HttpResponse:
    """Effective decisions and their repair, for the city's credit system."""
    return _sent(*exporting.credit_file(actor_with(request, _MANAGE)), "text/csv; charset=utf-8")


@router.get("/draws/desk", response={200: DrawDesk, **_REFUSALS})
def draw_desk(request: HttpRequest, area: str) -> DrawDesk:
    """Who may be drawn, who is barred from where, and the weights that the form proposes."""
    return drawn.desk(actor_with(request, _MANAGE), area)


@router.post("/draws", response={200: DrawOut, **_REFUSALS})
def seal_draw(request: HttpRequest, body: DrawIn) -> DrawOut:
    """Seal the list of a draw."""
    actor = actor_with(request, _MANAGE)
    return drawn.shown(actor, draws.seal(actor, body).pk)


@router.get("/draws/{draw_id}", response={200: DrawOut, **_REFUSALS})
def draw_of_stations(request: HttpRequest, draw_id: int) -> DrawOut:
    """A draw with what came of it."""
    return drawn.shown(actor_with(request, _SEE), draw_id)


@router.post("/draws/{draw_id}/seed", response={200: DrawOut, **_REFUSALS})
def draw_by_seed(request: HttpRequest, draw_id: int, body: SeedIn) -> DrawOut:
    """Draw from the sealed list by a published seed; once."""
    actor = actor_with(request, _MANAGE)
    draws.draw(actor, draw_id, body)
    return drawn.shown(actor, draw_id)


@router.get("/draws/{draw_id}/proof.zip", response=_REFUSALS, openapi_extra=_FILE)
def draw_proof(request: HttpRequest, draw_id: int) -> HttpResponse:
    """The sealed list, the seed and the result, with which anybody can draw again."""
    return _sent(*exporting.draw_file(actor_with(request, _SEE), draw_id), "application/zip")


@router.post("/conflicts", response={200: DrawDesk, **_REFUSALS})
def bar_inspector(request: HttpRequest, body: ConflictIn) -> DrawDesk:
    """Note a conflict of interest of an inspector."""
    actor = actor_with(request, _MANAGE)
    draws.bar(actor, body)
    return drawn.desk(actor, body.reach[:4])


@router.post("/conflicts/{conflict_id}/remove", response={204: None, **_REFUSALS})
def end_conflict(request: HttpRequest, conflict_id: int) -> Status[None]:
    """End a conflict of interest."""
    draws.unbar(actor_with(request, _MANAGE), conflict_id)
    return Status(204, None)


def _asker(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor_with(request, _MANAGE if actor.may(_MANAGE) else _APPEAL)


def _papers(files: list[UploadedFile] | None) -> list[Photo]:
    return [Photo(file.name or "paper", file.read(MAX_BYTES + 1)) for file in files or ()]


def _sent(name: str, content: bytes, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
