"""Joint tests, acceptance documents, go-live, final acceptance and evaluation."""

from typing import Any, Literal
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, UploadedFile

from youjian.bureau.acceptance import finishing, papers, selectors, services
from youjian.bureau.acceptance.contracts import (
    AcceptanceActIn,
    AcceptanceLimitIn,
    AcceptanceOverview,
    EvaluationEdit,
    EvaluationIn,
    EvaluationOut,
    ExpertOpinionIn,
    FinalAcceptanceIn,
    FinalAcceptanceOut,
    JointTestEnd,
    JointTestIn,
    StationAcceptanceOut,
    TestEntryIn,
)
from youjian.bureau.acceptance.keeping import APPROVE, MANAGE, SEE
from youjian.bureau.access import actor_with, city_with
from youjian.bureau.attachments import shown
from youjian.bureau.incidents.api import REFUSALS, photos_of

router = Router(tags=["acceptance"])
_STATION = {200: StationAcceptanceOut, **REFUSALS}
_FINAL = {200: FinalAcceptanceOut, **REFUSALS}
_EVALUATION = {200: EvaluationOut, **REFUSALS}
_FILE: dict[str, Any] = {
    "responses": {200: {"description": "the file", "content": {"application/octet-stream": {}}}}
}
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/acceptance", response={200: AcceptanceOverview, **REFUSALS})
def acceptance_overview(request: HttpRequest) -> AcceptanceOverview:
    """How acceptance stands, and the limits of its checks."""
    return selectors.overview(actor_with(request, SEE))


@router.put("/acceptance/limits/{limit_code}", response={200: AcceptanceOverview, **REFUSALS})
def set_acceptance_limit(
    request: HttpRequest, limit_code: str, body: AcceptanceLimitIn
) -> AcceptanceOverview:
    """Set a limit for the whole city, with its source."""
    actor = city_with(request, APPROVE)
    services.set_limit(actor, limit_code, body)
    return selectors.overview(actor)


@router.get("/acceptance/stations/{station_id}", response=_STATION)
def station_acceptance(request: HttpRequest, station_id: str) -> StationAcceptanceOut:
    """A station's tests and documents."""
    return selectors.station(actor_with(request, SEE), station_id)


@router.post("/acceptance/tests", response=_STATION)
def begin_joint_test(request: HttpRequest, body: JointTestIn) -> StationAcceptanceOut:
    """Begin a joint test with its automatic checks."""
    actor = actor_with(request, MANAGE)
    return selectors.station(actor, services.begin(actor, body).station_id)


@router.post("/acceptance/tests/{joint_test_id}/measure", response=_STATION)
def measure_joint_test(request: HttpRequest, joint_test_id: int) -> StationAcceptanceOut:
    """Measure an open test anew."""
    actor = actor_with(request, MANAGE)
    return selectors.station(actor, services.measure(actor, joint_test_id).station_id)


@router.post("/acceptance/tests/{joint_test_id}/entries", response=_STATION)
def enter_test_result(request: HttpRequest, joint_test_id: int, body: TestEntryIn) -> StationAcceptanceOut:
    """Enter what a tester of a department found."""
    actor = actor_with(request, SEE)
    return selectors.station(actor, services.enter(actor, joint_test_id, body).station_id)


@router.post("/acceptance/tests/{joint_test_id}/conclude", response=_STATION)
def conclude_joint_test(request: HttpRequest, joint_test_id: int, body: JointTestEnd) -> StationAcceptanceOut:
    """Conclude a test; it is never changed afterwards."""
    actor = actor_with(request, MANAGE)
    return selectors.station(actor, services.conclude(actor, joint_test_id, body).station_id)


@router.post("/acceptance/tests/{joint_test_id}/act", response=_STATION)
def draw_up_act(request: HttpRequest, joint_test_id: int, body: AcceptanceActIn) -> StationAcceptanceOut:
    """Draw up the acceptance document of a test that passed."""
    actor = actor_with(request, MANAGE)
    return selectors.station(actor, services.draw_up(actor, joint_test_id, body).station_id)


@router.post("/acceptance/acts/{act_id}/scans", response=_STATION)
def attach_act_scan(
    request: HttpRequest, act_id: int, photos: File[list[UploadedFile]]
) -> StationAcceptanceOut:
    """Keep the signed scan of a document."""
    actor = actor_with(request, MANAGE)
    return selectors.station(actor, services.attach(actor, act_id, photos_of(photos)).station_id)


@router.post("/acceptance/acts/{act_id}/sign", response=_STATION)
def sign_act(request: HttpRequest, act_id: int) -> StationAcceptanceOut:
    """Accept the station: not who drew its document up."""
    actor = actor_with(request, APPROVE)
    return selectors.station(actor, services.sign(actor, act_id).station_id)


@router.get("/acceptance/acts/{act_id}/files/{form}", response=REFUSALS, openapi_extra=_FILE)
def act_paper(request: HttpRequest, act_id: int, form: Literal["docx", "pdf"]) -> HttpResponse:
    """A station's acceptance document as Word or PDF."""
    return _sent(*papers.act_file(actor_with(request, SEE), act_id, form), form)


@router.get("/acceptance/files/{acceptance_file_id}", response=REFUSALS, openapi_extra=_FILE)
def acceptance_scan(request: HttpRequest, acceptance_file_id: int) -> HttpResponse:
    """A scan as it came; nothing in it is run."""
    found = selectors.file_row(actor_with(request, SEE), acceptance_file_id)
    return shown(bytes(found.content), found.media_type, found.filename)


@router.post("/acceptance/stations/{station_id}/live", response=_STATION)
def station_goes_live(request: HttpRequest, station_id: str) -> StationAcceptanceOut:
    """An accepted station goes live."""
    actor = actor_with(request, APPROVE)
    services.go_live(actor, station_id)
    return selectors.station(actor, station_id)


@router.post("/acceptance/finals", response=_FINAL)
def draft_final_acceptance(request: HttpRequest, body: FinalAcceptanceIn) -> FinalAcceptanceOut:
    """Draft the final acceptance of an area."""
    actor = actor_with(request, MANAGE)
    return selectors.final(actor, finishing.draft_final(actor, body).pk)


@router.get("/acceptance/finals/{final_id}", response=_FINAL)
def final_acceptance(request: HttpRequest, final_id: int) -> FinalAcceptanceOut:
    """A final acceptance with its experts."""
    return selectors.final(actor_with(request, SEE), final_id)


@router.post("/acceptance/finals/{final_id}/opinions", response=_FINAL)
def give_expert_opinion(request: HttpRequest, final_id: int, body: ExpertOpinionIn) -> FinalAcceptanceOut:
    """Keep an expert's signed opinion."""
    actor = actor_with(request, MANAGE)
    return selectors.final(actor, finishing.give_opinion(actor, final_id, body).final_id)


@router.post("/acceptance/opinions/{opinion_id}/scans", response=_FINAL)
def attach_opinion_scan(
    request: HttpRequest, opinion_id: int, photos: File[list[UploadedFile]]
) -> FinalAcceptanceOut:
    """Keep the scan of an expert's signature."""
    actor = actor_with(request, MANAGE)
    return selectors.final(actor, finishing.attach_opinion(actor, opinion_id, photos_of(photos)).pk)


@router.post("/acceptance/finals/{final_id}/approve", response=_FINAL)
def approve_final_acceptance(request: HttpRequest, final_id: int) -> FinalAcceptanceOut:
    """Approve it: not who drafted it."""
    actor = actor_with(request, APPROVE)
    return selectors.final(actor, finishing.approve_final(actor, final_id).pk)


@router.get("/acceptance/finals/{final_id}/files/{form}", response=REFUSALS, openapi_extra=_FILE)
def final_paper(request: HttpRequest, final_id: int, form: Literal["docx", "pdf"]) -> HttpResponse:
    """A final acceptance as Word or PDF."""
    return _sent(*papers.final_file(actor_with(request, SEE), final_id, form), form)


@router.post("/acceptance/evaluations", response=_EVALUATION)
def draft_evaluation(request: HttpRequest, body: EvaluationIn) -> EvaluationOut:
    """Draft an evaluation: what the platform knows is measured."""
    actor = actor_with(request, MANAGE)
    return selectors.evaluation(actor, finishing.draft_evaluation(actor, body).pk)


@router.get("/acceptance/evaluations/{evaluation_id}", response=_EVALUATION)
def evaluation(request: HttpRequest, evaluation_id: int) -> EvaluationOut:
    """An evaluation with its points."""
    return selectors.evaluation(actor_with(request, SEE), evaluation_id)


@router.put("/acceptance/evaluations/{evaluation_id}", response=_EVALUATION)
def edit_evaluation(request: HttpRequest, evaluation_id: int, body: EvaluationEdit) -> EvaluationOut:
    """Change indicators, weights and entered values."""
    actor = actor_with(request, MANAGE)
    return selectors.evaluation(actor, finishing.edit_evaluation(actor, evaluation_id, body).pk)


@router.post("/acceptance/evaluations/{evaluation_id}/approve", response=_EVALUATION)
def approve_evaluation(request: HttpRequest, evaluation_id: int) -> EvaluationOut:
    """Approve it: not who drafted it."""
    actor = actor_with(request, APPROVE)
    return selectors.evaluation(actor, finishing.approve_evaluation(actor, evaluation_id).pk)


@router.get(
    "/acceptance/evaluations/{evaluation_id}/files/{sheet_form}", response=REFUSALS, openapi_extra=_FILE
)
def evaluation_paper(
    request: HttpRequest, evaluation_id: int, sheet_form: Literal["xlsx", "pdf"]
) -> HttpResponse:
    """The scored table as Excel or PDF."""
    return _sent(*papers.evaluation_file(actor_with(request, SEE), evaluation_id, sheet_form), sheet_form)


def _sent(name: str, content: bytes, form: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_TYPES[form])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
