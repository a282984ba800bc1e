"""Bulletins and notices."""

from typing import Any, Literal
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.bulletins import noticing, proposing, selectors, services
from youjian.bureau.bulletins.contracts import (
    BulletinEdit,
    BulletinIn,
    BulletinIssue,
    BulletinNoticeIn,
    BulletinNoticeOut,
    BulletinOut,
    BulletinOverview,
    NoticeAnswer,
    NoticeIssue,
    NoticesProposed,
)
from youjian.bureau.problems import ProblemOut

router = Router(tags=["bulletins"])
_REFUSALS: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 503), ProblemOut)
_SEE, _MANAGE, _ISSUE = selectors.SEE, selectors.MANAGE, selectors.ISSUE
_FILE = {"responses": {200: {"description": "the paper", "content": {"application/octet-stream": {}}}}}
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PaperForm = Literal["docx", "pdf"]


@router.get("/bulletins", response={200: BulletinOverview, **_REFUSALS})
def bulletin_overview(request: HttpRequest) -> BulletinOverview:
    """The desk in a sentence."""
    return selectors.overview(actor_with(request, _SEE))


@router.post("/bulletins", response={200: BulletinOut, **_REFUSALS})
def draft_bulletin(request: HttpRequest, body: BulletinIn) -> BulletinOut:
    """Draft a bulletin from the figures of a week or month."""
    actor = actor_with(request, _MANAGE)
    return selectors.bulletin(actor, services.draft(actor, body).pk)


@router.get("/bulletins/{bulletin_id}", response={200: BulletinOut, **_REFUSALS})
def bulletin_of_days(request: HttpRequest, bulletin_id: int) -> BulletinOut:
    """A bulletin with its text and figures."""
    return selectors.bulletin(actor_with(request, _SEE), bulletin_id)


@router.put("/bulletins/{bulletin_id}", response={200: BulletinOut, **_REFUSALS})
def edit_bulletin(request: HttpRequest, bulletin_id: int, body: BulletinEdit) -> BulletinOut:
    """Edit the text of a draft."""
    actor = actor_with(request, _MANAGE)
    return selectors.bulletin(actor, services.edit(actor, bulletin_id, body).pk)


@router.post("/bulletins/{bulletin_id}/issue", response={200: BulletinOut, **_REFUSALS})
def issue_bulletin(request: HttpRequest, bulletin_id: int, body: BulletinIssue) -> BulletinOut:
    """Issue a draft with its number: not who drafted it."""
    actor = actor_with(request, _ISSUE)
    return selectors.bulletin(actor, services.issue(actor, bulletin_id, body).pk)


@router.get("/bulletins/{bulletin_id}/files/{form}", response=_REFUSALS, openapi_extra=_FILE)
def bulletin_paper(request: HttpRequest, bulletin_id: int, form: PaperForm) -> HttpResponse:
    """A bulletin as Word or PDF."""
    return _sent(*services.file_of(actor_with(request, _SEE), bulletin_id, form), form)


@router.post("/notices", response={200: BulletinNoticeOut, **_REFUSALS})
def write_notice(request: HttpRequest, body: BulletinNoticeIn) -> BulletinNoticeOut:
    """Write a notice by hand."""
    actor = actor_with(request, _MANAGE)
    return selectors.notice(actor, noticing.write(actor, body).pk)


@router.post("/notices/propose", response={200: NoticesProposed, **_REFUSALS})
def propose_notices_now(request: HttpRequest) -> NoticesProposed:
    """Propose the notices that the facts ask for now."""
    return NoticesProposed(proposed=proposing.propose(actor_with(request, _MANAGE)))


@router.get("/notices/{urge_id}", response={200: BulletinNoticeOut, **_REFUSALS})
def notice_to_party(request: HttpRequest, urge_id: int) -> BulletinNoticeOut:
    """A notice with its facts and answer."""
    return selectors.notice(actor_with(request, _SEE), urge_id)


@router.post("/notices/{urge_id}/issue", response={200: BulletinNoticeOut, **_REFUSALS})
def issue_notice(request: HttpRequest, urge_id: int, body: NoticeIssue) -> BulletinNoticeOut:
    """Issue a notice with a day for the answer."""
    actor = actor_with(request, _ISSUE)
    return selectors.notice(actor, noticing.issue(actor, urge_id, body).pk)


@router.post("/notices/{urge_id}/drop", response={200: BulletinNoticeOut, **_REFUSALS})
def drop_notice(request: HttpRequest, urge_id: int) -> BulletinNoticeOut:
    """Do not issue what was proposed."""
    actor = actor_with(request, _ISSUE)
    return selectors.notice(actor, noticing.drop(actor, urge_id).pk)


@router.post("/notices/{urge_id}/acknowledge", response={200: BulletinNoticeOut, **_REFUSALS})
def acknowledge_notice(request: HttpRequest, urge_id: int) -> BulletinNoticeOut:
    """Say that a notice came in."""
    actor = actor_with(request, _SEE)
    return selectors.notice(actor, noticing.acknowledge(actor, urge_id).pk)


@router.post("/notices/{urge_id}/answer", response={200: BulletinNoticeOut, **_REFUSALS})
def answer_notice(request: HttpRequest, urge_id: int, body: NoticeAnswer) -> BulletinNoticeOut:
    """Answer a notice."""
    actor = actor_with(request, _SEE)
    return selectors.notice(actor, noticing.answer(actor, urge_id, body).pk)


@router.get("/notices/{urge_id}/files/{form}", response=_REFUSALS, openapi_extra=_FILE)
def notice_paper(request: HttpRequest, urge_id: int, form: PaperForm) -> HttpResponse:
    """A notice as Word or PDF."""
    return _sent(*noticing.file_of(actor_with(request, _SEE), urge_id, form), form)


def _sent(name: str, content: bytes, form: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_TYPES[form])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
