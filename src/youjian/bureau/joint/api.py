"""Joint operations: planned, answered by members, taken step by step, with tasks, records and findings."""

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile

from youjian.bureau.access import actor_with
from youjian.bureau.attachments import shown
from youjian.bureau.cases.contracts_cases import CaseIn
from youjian.bureau.incidents.api import REFUSALS, as_pdf, photos_of
from youjian.bureau.joint import printing, selectors, services, working
from youjian.bureau.joint.contracts import (
    OperationAnswerIn,
    OperationCandidate,
    OperationFindingIn,
    OperationIn,
    OperationLeadIn,
    OperationLinkIn,
    OperationOut,
    OperationOverview,
    OperationRecordIn,
    OperationStepIn,
    OperationTaskDoneIn,
    OperationTaskIn,
)

router = Router(tags=["joint"])
_OPERATION = {200: OperationOut, **REFUSALS}
_FILE = {"responses": {200: {"description": "the photo or scan", "content": {"image/*": {}}}}}
_PDF = {"responses": {200: {"description": "the report", "content": {"application/pdf": {}}}}}
_SEE, _MANAGE = "case.see", "case.manage"


@router.get("/joint/overview", response={200: OperationOverview, **REFUSALS})
def joint_overview(request: HttpRequest) -> OperationOverview:
    """How the joint operations stand, the departments, and the table of transitions."""
    return selectors.overview(actor_with(request, _SEE))


@router.get("/joint/candidates", response={200: list[OperationCandidate], **REFUSALS})
def joint_candidates(request: HttpRequest) -> list[OperationCandidate]:
    """Stations to choose from, by open leads and alerts."""
    return selectors.candidates(actor_with(request, _MANAGE))


@router.post("/joint", response=_OPERATION)
def plan_operation(request: HttpRequest, body: OperationIn) -> OperationOut:
    """Plan a joint operation."""
    actor = actor_with(request, _MANAGE)
    return selectors.operation(actor, services.plan(actor, body).pk)


@router.get("/joint/{operation_id}", response=_OPERATION)
def one_operation(request: HttpRequest, operation_id: int) -> OperationOut:
    """A joint operation with everything that belongs to it."""
    return selectors.operation(actor_with(request, _SEE), operation_id)


@router.put("/joint/{operation_id}", response=_OPERATION)
def change_operation(request: HttpRequest, operation_id: int, body: OperationIn) -> OperationOut:
    """Change a draft."""
    actor = actor_with(request, _MANAGE)
    services.change(actor, operation_id, body)
    return selectors.operation(actor, operation_id)


@router.post("/joint/{operation_id}/answer", response=_OPERATION)
def answer_operation(request: HttpRequest, operation_id: int, body: OperationAnswerIn) -> OperationOut:
    """Say for the own department whether it takes part, and with whom."""
    actor = actor_with(request, _MANAGE)
    services.answer(actor, operation_id, body)
    return selectors.operation(actor, operation_id)


@router.post("/joint/{operation_id}/steps", response=_OPERATION)
def take_operation_step(request: HttpRequest, operation_id: int, body: OperationStepIn) -> OperationOut:
    """Take a step of the table of transitions."""
    actor = actor_with(request, _SEE)
    services.take_step(actor, operation_id, body)
    return selectors.operation(actor, operation_id)


@router.post("/joint/{operation_id}/tasks", response=_OPERATION)
def give_operation_task(request: HttpRequest, operation_id: int, body: OperationTaskIn) -> OperationOut:
    """Give a member something to do."""
    actor = actor_with(request, _MANAGE)
    working.give_task(actor, operation_id, body)
    return selectors.operation(actor, operation_id)


@router.post("/joint-tasks/{task_id}/done", response=_OPERATION)
def finish_operation_task(
    request: HttpRequest,
    task_id: int,
    wanted: Form[OperationTaskDoneIn],
    photos: File[list[UploadedFile] | None] = None,
) -> OperationOut:
    """Say what came of a task, with photos."""
    actor = actor_with(request, _MANAGE)
    return selectors.operation(actor, working.finish_task(actor, task_id, wanted, photos_of(photos)).pk)


@router.post("/joint/{operation_id}/records", response=_OPERATION)
def link_operation_record(request: HttpRequest, operation_id: int, body: OperationRecordIn) -> OperationOut:
    """Link an inspection's record."""
    actor = actor_with(request, _MANAGE)
    working.link_record(actor, operation_id, body)
    return selectors.operation(actor, operation_id)


@router.post("/joint/{operation_id}/findings", response=_OPERATION)
def add_operation_finding(request: HttpRequest, operation_id: int, body: OperationFindingIn) -> OperationOut:
    """Say what the own department found."""
    actor = actor_with(request, _MANAGE)
    working.add_finding(actor, operation_id, body)
    return selectors.operation(actor, operation_id)


@router.post("/joint/{operation_id}/links", response=_OPERATION)
def link_of_operation(request: HttpRequest, operation_id: int, body: OperationLinkIn) -> OperationOut:
    """Link a lead or a case that is there."""
    actor = actor_with(request, _MANAGE)
    working.link(actor, operation_id, body)
    return selectors.operation(actor, operation_id)


@router.post("/joint/{operation_id}/leads", response=_OPERATION)
def open_operation_lead(request: HttpRequest, operation_id: int, body: OperationLeadIn) -> OperationOut:
    """Open a lead out of an operation."""
    actor = actor_with(request, _MANAGE)
    working.make_lead(actor, operation_id, body)
    return selectors.operation(actor, operation_id)


@router.post("/joint/{operation_id}/cases", response=_OPERATION)
def open_operation_case(request: HttpRequest, operation_id: int, body: CaseIn) -> OperationOut:
    """Open a case out of an operation."""
    actor = actor_with(request, _MANAGE)
    working.make_case(actor, operation_id, body)
    return selectors.operation(actor, operation_id)


@router.post("/joint/{operation_id}/files", response=_OPERATION)
def add_operation_files(
    request: HttpRequest, operation_id: int, photos: File[list[UploadedFile]], caption: Form[str] = ""
) -> OperationOut:
    """Keep photos of an operation."""
    actor = actor_with(request, _MANAGE)
    working.add_files(actor, operation_id, photos_of(photos), caption[:200])
    return selectors.operation(actor, operation_id)


@router.get("/joint-files/{joint_file_id}", response=REFUSALS, openapi_extra=_FILE)
def operation_file(request: HttpRequest, joint_file_id: int) -> HttpResponse:
    """A photo of an operation as it came; nothing in it is run."""
    found = selectors.file(actor_with(request, _SEE), joint_file_id)
    return shown(bytes(found.content), found.media_type, found.filename)


@router.get("/joint/{operation_id}/report.pdf", response=REFUSALS, openapi_extra=_PDF)
def operation_report(request: HttpRequest, operation_id: int) -> HttpResponse:
    """A joint operation's report as a PDF."""
    name, content = printing.report_pdf(actor_with(request, _SEE), operation_id)
    return as_pdf(name, content)
