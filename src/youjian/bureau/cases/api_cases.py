"""Cases: opened, taken step by step, with tasks, documents, transfers, objections and dossiers."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile

from youjian.bureau.access import actor_with, city_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import MAX_BYTES, Photo, shown
from youjian.bureau.cases import answering, dossiers, moving, opening, papers, tasks
from youjian.bureau.cases import selectors_cases as selectors
from youjian.bureau.cases.contracts_cases import (
    CaseAnswerIn,
    CaseAppealIn,
    CaseAttachIn,
    CaseDocumentEdit,
    CaseDocumentIn,
    CaseHearingIn,
    CaseIn,
    CaseIssueIn,
    CaseOut,
    CaseOverview,
    CaseServeIn,
    CaseStepIn,
    CaseTaskDoneIn,
    CaseTaskIn,
    CaseTermIn,
    CaseTermOut,
    StationCaseOut,
    TransferReceiveIn,
    TransferReturnIn,
    TransferSettleIn,
    TransitionOut,
)
from youjian.bureau.problems import ProblemOut
from youjian.bureau.times import now

router = Router(tags=["cases"])
_REFUSALS = {
    401: ProblemOut,
    403: ProblemOut,
    404: ProblemOut,
    409: ProblemOut,
    413: ProblemOut,
    422: ProblemOut,
}
_CASE = {200: CaseOut, **_REFUSALS}
_FILE = {"responses": {200: {"description": "the file", "content": {"application/octet-stream": {}}}}}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("/cases/overview", response={200: CaseOverview, **_REFUSALS})
def case_overview(request: HttpRequest) -> CaseOverview:
    """How the cases stand."""
    return selectors.overview(actor_with(request, "case.see"), now())


@router.get("/cases/transitions", response={200: list[TransitionOut], **_REFUSALS})
def case_transitions(request: HttpRequest) -> list[TransitionOut]:
    """The table of transitions: who may do what, from where to where, within which term."""
    actor_with(request, "case.see")
    return selectors.transitions()


@router.get("/cases/terms", response={200: list[CaseTermOut], **_REFUSALS})
def case_terms(request: HttpRequest) -> list[CaseTermOut]:
    """How long a case may stay in each state."""
    actor_with(request, "case.see")
    return selectors.terms()


@router.put("/cases/terms/{state}", response={200: list[CaseTermOut], **_REFUSALS})
def set_case_term(request: HttpRequest, state: str, body: CaseTermIn) -> list[CaseTermOut]:
    """A new term of a state."""
    moving.set_term(city_with(request, "case.decide"), state, body)
    return selectors.terms()


@router.post("/cases", response=_CASE)
def open_case(request: HttpRequest, body: CaseIn) -> CaseOut:
    """Open a case, from alerts and leads or from neither."""
    actor = actor_with(request, "case.manage")
    return selectors.case(actor, opening.open_case(actor, body).pk)


@router.get("/cases/{case_id}", response=_CASE)
def one_case(request: HttpRequest, case_id: int) -> CaseOut:
    """A case with everything that belongs to it."""
    return selectors.case(actor_with(request, "case.see"), case_id)


@router.post("/cases/{case_id}/steps", response=_CASE)
def take_case_step(request: HttpRequest, case_id: int, body: CaseStepIn) -> CaseOut:
    """Take a step of the table of transitions."""
    actor = actor_with(request, "case.see")
    moving.take_step(actor, case_id, body)
    return selectors.case(actor, case_id)


@router.post("/cases/{case_id}/parts", response=_CASE)
def add_case_parts(request: HttpRequest, case_id: int, body: CaseAttachIn) -> CaseOut:
    """Add alerts, leads and inspections, or relate another case."""
    actor = actor_with(request, "case.manage")
    opening.attach(actor, case_id, body)
    return selectors.case(actor, case_id)


@router.post("/cases/{case_id}/tasks", response=_CASE)
def give_case_task(request: HttpRequest, case_id: int, body: CaseTaskIn) -> CaseOut:
    """Give a department something to do."""
    actor = actor_with(request, "case.manage")
    answering.give_task(actor, case_id, body)
    return selectors.case(actor, case_id)


@router.post("/case-tasks/{task_id}/done", response=_CASE)
def finish_case_task(request: HttpRequest, task_id: int, body: CaseTaskDoneIn) -> CaseOut:
    """Say what came of a task."""
    actor = actor_with(request, "case.manage")
    return selectors.case(actor, answering.finish_task(actor, task_id, body).pk)


@router.post("/cases/{case_id}/hearings", response=_CASE)
def record_case_hearing(request: HttpRequest, case_id: int, body: CaseHearingIn) -> CaseOut:
    """Keep the record of a hearing."""
    actor = actor_with(request, "case.manage")
    answering.record_hearing(actor, case_id, body)
    return selectors.case(actor, case_id)


@router.post("/cases/{case_id}/documents", response=_CASE)
def draft_case_document(request: HttpRequest, case_id: int, body: CaseDocumentIn) -> CaseOut:
    """Draft a document, prefilled from the case."""
    actor = actor_with(request, "case.manage")
    papers.draft(actor, case_id, body)
    return selectors.case(actor, case_id)


@router.put("/case-documents/{document_id}", response=_CASE)
def edit_case_document(request: HttpRequest, document_id: int, body: CaseDocumentEdit) -> CaseOut:
    """Say something else in a draft."""
    actor = actor_with(request, "case.manage")
    return selectors.case(actor, papers.edit(actor, document_id, body).case_id)


@router.post("/case-documents/{document_id}/issue", response=_CASE)
def issue_case_document(request: HttpRequest, document_id: int, body: CaseIssueIn) -> CaseOut:
    """Issue a draft under its number."""
    actor = actor_with(request, "case.decide")
    return selectors.case(actor, papers.issue(actor, document_id, body).case_id)


@router.post("/case-documents/{document_id}/serve", response=_CASE)
def serve_case_document(request: HttpRequest, document_id: int, body: CaseServeIn) -> CaseOut:
    """Note that a document was served."""
    actor = actor_with(request, "case.manage")
    return selectors.case(actor, papers.serve(actor, document_id, body).case_id)


@router.get("/case-documents/{document_id}/file", response=_REFUSALS, openapi_extra=_FILE)
def case_document_file(
    request: HttpRequest, document_id: int, form: Literal["docx", "pdf"] = "docx"
) -> HttpResponse:
    """A document as Word or PDF; a station reads what was served on it."""
    name, content = papers.as_file(selectors.document(_reader(request), document_id), form)
    return shown(content, _DOCX if form == "docx" else "application/pdf", name)


@router.post("/cases/{case_id}/files", response=_CASE)
def add_case_files(
    request: HttpRequest,
    case_id: int,
    photos: File[list[UploadedFile]],
    caption: Form[str] = "",
    document_id: Form[int | None] = None,
) -> CaseOut:
    """Keep photos and scans of a case, or the stamped scan of a document."""
    actor = actor_with(request, "case.manage")
    given = [Photo(one.name or "photo", one.read(MAX_BYTES + 1)) for one in photos]
    papers.add_files(actor, case_id, given, caption[:200], document_id)
    return selectors.case(actor, case_id)


@router.get("/case-files/{file_id}", response=_REFUSALS, openapi_extra=_FILE)
def case_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """A photo or scan as it came; nothing in it is run."""
    found = selectors.file(_reader(request), file_id)
    return shown(bytes(found.content), found.media_type, found.filename)


@router.post("/case-transfers/{transfer_id}/receive", response=_CASE)
def receive_case_transfer(request: HttpRequest, transfer_id: int, body: TransferReceiveIn) -> CaseOut:
    """Receive a transfer with the number of the receipt."""
    actor = actor_with(request, "case.manage")
    return selectors.case(actor, answering.receive_transfer(actor, transfer_id, body).pk)


@router.post("/case-transfers/{transfer_id}/return", response=_CASE)
def return_case_transfer(request: HttpRequest, transfer_id: int, body: TransferReturnIn) -> CaseOut:
    """Give a transfer back."""
    actor = actor_with(request, "case.manage")
    return selectors.case(actor, answering.return_transfer(actor, transfer_id, body).pk)


@router.post("/case-transfers/{transfer_id}/settle", response=_CASE)
def settle_case_transfer(request: HttpRequest, transfer_id: int, body: TransferSettleIn) -> CaseOut:
    """Report what came of a transfer."""
    actor = actor_with(request, "case.manage")
    return selectors.case(actor, answering.settle_transfer(actor, transfer_id, body).pk)


@router.post("/cases/{case_id}/dossiers", response=_CASE)
def ask_case_dossier(request: HttpRequest, case_id: int) -> CaseOut:
    """Ask for the dossier as the case stands now; the worker makes it."""
    actor = actor_with(request, "case.see")
    tasks.queue(dossiers.ask(actor, case_id).pk)
    return selectors.case(actor, case_id)


@router.get("/case-dossiers/{dossier_id}/file", response=_REFUSALS, openapi_extra=_FILE)
def case_dossier_file(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """A dossier as it was sealed; who took it is journaled."""
    row = dossiers.taken(actor_with(request, "case.see"), dossier_id)
    return shown(bytes(row.content or b""), "application/zip", f"{row.case.code}.zip")


@router.get("/portal/cases", response={200: list[StationCaseOut], **_REFUSALS})
def own_cases(request: HttpRequest) -> list[StationCaseOut]:
    """What was served on one's own station."""
    return selectors.station_cases(actor_with(request, "case.appeal"))


@router.post("/portal/cases/{case_id}/appeals", response={200: list[StationCaseOut], **_REFUSALS})
def appeal_case(request: HttpRequest, case_id: int, body: CaseAppealIn) -> list[StationCaseOut]:
    """Object to what was served on one's own station."""
    actor = actor_with(request, "case.appeal")
    answering.appeal(actor, case_id, body)
    return selectors.station_cases(actor)


@router.post("/case-appeals/{appeal_id}/answer", response=_CASE)
def answer_case_appeal(request: HttpRequest, appeal_id: int, body: CaseAnswerIn) -> CaseOut:
    """Answer an objection."""
    actor = actor_with(request, "case.manage")
    return selectors.case(actor, answering.answer(actor, appeal_id, body).pk)


def _reader(request: HttpRequest) -> Actor:
    """Who reads papers of cases: people of the departments, and the station that they were served on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor if actor.may("case.appeal") else actor_with(request, "case.see")
