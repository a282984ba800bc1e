"""The public page's addresses, without a session: `/q/CODE` and `/q/CODE/complaint`."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from youjian.bureau.attachments import MAX_BYTES, Photo
from youjian.bureau.language import HEADER, pick, speaking
from youjian.bureau.problems import Problem
from youjian.bureau.publicity import complaints, limits, page
from youjian.bureau.publicity.complaints import MOST_PHOTOS, Complaint
from youjian.bureau.publicity.selectors import PublicDispenser, dispenser_by
from youjian.bureau.times import now

_MOST_BYTES = MOST_PHOTOS * MAX_BYTES + 65_536
_PAGES = limits.Buckets(most=60, per_second=2.0)
"""Pages of an address in a process: sixty at once, then two a second; many phones may share an address."""
_Handler = Callable[[HttpRequest, PublicDispenser], HttpResponse]


def _open(handler: _Handler) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page that anybody may ask: in their language, not too often, for a code that stands."""

    @csrf_exempt
    @wraps(handler)
    def view(request: HttpRequest, code: str) -> HttpResponse:
        with speaking({HEADER: request.GET.get("lang", "")}, {}):
            if request.method not in ("GET", "HEAD", "POST"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            if not _PAGES.take(request.META.get("REMOTE_ADDR", "")):
                return _too_often(request)
            found = dispenser_by(code)
            return _gone(request) if found is None else handler(request, found)

    return view


@_open
def dispenser(request: HttpRequest, found: PublicDispenser) -> HttpResponse:
    """What anybody may know of a dispenser."""
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return page.dispenser_page(found, request.path)


@_open
def complaint(request: HttpRequest, found: PublicDispenser) -> HttpResponse:
    """The form of a complaint, and what became of it."""
    back = request.path.removesuffix("/complaint")
    if request.method != "POST":
        return page.complaint_page(found, back, complaints.token(found.code))
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BYTES:
        return _said(
            request, pick("照片太大，请缩小后再传。", "The photos are too big; make them smaller."), 413
        )
    typed = {name: request.POST.get(name, "") for name in ("kind", "nozzle", "text", "phone")}
    number = complaints.once(request.POST.get("token", ""), found.code)
    if number is None or request.POST.get("website"):
        said = pick("页面已过期，请核对后重新提交。", "The page was open too long; please send it again.")
        return page.complaint_page(
            found, back, complaints.token(found.code), typed=typed, problem=said, status=422
        )
    return _taken(request, found, Complaint(**typed, photos=_photos(request)), number)


def _taken(request: HttpRequest, found: PublicDispenser, given: Complaint, number: str) -> HttpResponse:
    back = request.path.removesuffix("/complaint")
    visitor = limits.visitor(settings.SECRET_KEY, request.META.get("REMOTE_ADDR", ""), now())
    if not limits.may_complain(visitor, found.station_id, now()):
        return _too_often(request)
    try:
        lead = complaints.take(found, given, number)
    except Problem as problem:
        typed = {"kind": given.kind, "nozzle": given.nozzle, "text": given.text, "phone": given.phone}
        token = request.POST["token"]
        said = problem.message
        return page.complaint_page(found, back, token, typed=typed, problem=said, status=problem.status)
    limits.note(visitor, found.station_id, now())
    head = pick("已收到您的投诉", "Your complaint was received")
    said = pick("监管人员将按时限办理。受理编号：", "It will be looked into within its term. Your number:")
    return page.said_page(head, said, request.path, back=back, receipt=lead.code)


def _photos(request: HttpRequest) -> list[Photo]:
    files = request.FILES.getlist("photos")
    return [Photo(file.name or "photo", file.read(MAX_BYTES + 1)) for file in files]


def _gone(request: HttpRequest) -> HttpResponse:
    head = pick("没有找到这台加油机", "This dispenser was not found")
    said = pick(
        "二维码无效或已停用。如机上贴有此码，请拨打12345、12315告知。",
        "The code is not valid any more. If it stands on a dispenser, please tell 12345 or 12315.",
    )
    return page.said_page(head, said, request.path, status=404)


def _too_often(request: HttpRequest) -> HttpResponse:
    said = pick(
        "操作过于频繁，请稍后再试，或拨打12345、12315。",
        "Too often; please try later, or call 12345 or 12315.",
    )
    answer = _said(request, said, 429)
    answer["Retry-After"] = "600"
    return answer


def _said(request: HttpRequest, said: str, status: int) -> HttpResponse:
    head = pick("没有提交", "Nothing was sent")
    return page.said_page(head, said, request.path, status=status)
