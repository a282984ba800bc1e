"""The exchange at the office: platforms, catalogue, applications, uploads, schedules, exports of acts."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from youjian.bureau.access import actor_with, city_with
from youjian.bureau.attachments import shown
from youjian.bureau.exchange import (
    acts,
    catalogue,
    comparing,
    platforms,
    rounds,
    schedules,
    selectors,
    uploads,
)
from youjian.bureau.exchange.contracts import (
    ActExportIn,
    ActExportOut,
    ActTypeIn,
    ApplicationDecisionIn,
    ApplicationOut,
    BatchIn,
    BatchOut,
    DecidedOut,
    DocumentsIn,
    EntryIn,
    EntryOut,
    EntryStepIn,
    ExchangeOverview,
    PlatformIn,
    PlatformSwitchIn,
    RowDecisionIn,
    ScheduleIn,
    TakenOut,
)
from youjian.bureau.exchange.models import Entry
from youjian.bureau.problems import ProblemOut
from youjian.bureau.scope import acting

router = Router(tags=["exchange"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}
_ALL = {200: ExchangeOverview, **_REFUSALS}
_FILE = {"responses": {200: {"description": "the file", "content": {"application/octet-stream": {}}}}}
_MANAGE, _APPROVE = "sharing.manage", "sharing.approve"


@router.get("/exchange/overview", response=_ALL)
def exchange_overview(request: HttpRequest) -> ExchangeOverview:
    """How the exchange stands."""
    return selectors.overview(actor_with(request, "sharing.see"))


@router.post("/exchange/platforms", response=_ALL)
def add_platform(request: HttpRequest, body: PlatformIn) -> ExchangeOverview:
    """Enter a platform."""
    actor = city_with(request, _MANAGE)
    platforms.add(actor, body)
    return selectors.overview(actor)


@router.post("/exchange/platforms/{platform_id}/active", response=_ALL)
def switch_platform(request: HttpRequest, platform_id: int, body: PlatformSwitchIn) -> ExchangeOverview:
    """Stop asking a platform, or go on."""
    actor = city_with(request, _MANAGE)
    platforms.switch(actor, platform_id, active=body.active)
    return selectors.overview(actor)


@router.post("/exchange/platforms/{platform_id}/round", response={200: DecidedOut, **_REFUSALS})
def ask_platform(request: HttpRequest, platform_id: int) -> DecidedOut:
    """Have the worker make a round with a platform now."""
    platforms.ask(city_with(request, _MANAGE), platform_id)
    return DecidedOut(id=platform_id, state="queued")


@router.post("/exchange/platforms/{platform_id}/documents", response={200: TakenOut, **_REFUSALS})
def take_documents(request: HttpRequest, platform_id: int, body: DocumentsIn) -> TakenOut:
    """Take a file that somebody brought from a platform: applications, answers, receipts, counts."""
    actor = city_with(request, _MANAGE)
    with acting(actor):
        return rounds.take(platforms.platform_of(actor, platform_id), body.documents)


@router.post("/exchange/platforms/{platform_id}/batches", response={200: BatchOut, **_REFUSALS})
def make_batch(request: HttpRequest, platform_id: int, body: BatchIn) -> BatchOut:
    """Make the next batch of a data set; the worker sends it."""
    row = uploads.make(city_with(request, _MANAGE), platform_id, body.dataset)
    return BatchOut(number=row.number if row else 0, rows=row.rows if row else 0)


@router.post("/exchange/entries", response={200: EntryOut, **_REFUSALS})
def write_entry(request: HttpRequest, body: EntryIn) -> EntryOut:
    """Write an entry of the catalogue, or a further version of it."""
    return _entry(catalogue.write_entry(city_with(request, _MANAGE), body))


@router.post("/exchange/entries/{catalogue_id}/steps", response={200: EntryOut, **_REFUSALS})
def step_entry(request: HttpRequest, catalogue_id: int, body: EntryStepIn) -> EntryOut:
    """Publish an entry, or withdraw it."""
    return _entry(catalogue.step_entry(city_with(request, _APPROVE), catalogue_id, body))


def _entry(row: Entry) -> EntryOut:
    return EntryOut(id=row.pk, status=row.status, version=row.version, their_no=row.their_no)


@router.get("/exchange/applications/{application_id}", response={200: ApplicationOut, **_REFUSALS})
def one_application(request: HttpRequest, application_id: int) -> ApplicationOut:
    """An application beside what the catalogue says."""
    return selectors.application(actor_with(request, "sharing.see"), application_id)


@router.post("/exchange/applications/{application_id}/decide", response={200: ApplicationOut, **_REFUSALS})
def decide_application(
    request: HttpRequest, application_id: int, body: ApplicationDecisionIn
) -> ApplicationOut:
    """Approve an application, which makes an agreement, or refuse it."""
    actor = city_with(request, _APPROVE)
    catalogue.decide(actor, application_id, body)
    return selectors.application(actor, application_id)


@router.post("/exchange/rows/{row_id}/decide", response={200: DecidedOut, **_REFUSALS})
def decide_row(request: HttpRequest, row_id: int, body: RowDecisionIn) -> DecidedOut:
    """Send a refused row again unchanged, or say why it stays refused."""
    row = uploads.decide_row(actor_with(request, _MANAGE), row_id, body)
    return DecidedOut(id=row.pk, state=row.state)


@router.post("/exchange/differences/{upload_difference_id}/decide", response={200: DecidedOut, **_REFUSALS})
def decide_upload_difference(
    request: HttpRequest, upload_difference_id: int, body: RowDecisionIn
) -> DecidedOut:
    """Send our row again, or say why the difference stands."""
    row = comparing.decide(actor_with(request, _MANAGE), upload_difference_id, body)
    return DecidedOut(id=row.pk, state=row.state)


@router.post("/exchange/schedules", response=_ALL)
def add_schedule(request: HttpRequest, body: ScheduleIn) -> ExchangeOverview:
    """Have a data set made a file every day, week or month."""
    actor = actor_with(request, _MANAGE)
    schedules.add(actor, body)
    return selectors.overview(actor)


@router.post("/exchange/schedules/{schedule_id}/end", response=_ALL)
def end_schedule(request: HttpRequest, schedule_id: int) -> ExchangeOverview:
    """End a schedule."""
    actor = actor_with(request, _MANAGE)
    schedules.end(actor, schedule_id)
    return selectors.overview(actor)


@router.post("/exchange/act-types/{act_kind}", response=_ALL)
def set_act_type(request: HttpRequest, act_kind: str, body: ActTypeIn) -> ExchangeOverview:
    """Set the city's code of a kind of act of supervision."""
    actor = city_with(request, _MANAGE)
    acts.set_type(actor, act_kind, body)
    return selectors.overview(actor)


@router.post("/exchange/acts", response={200: ActExportOut, **_REFUSALS})
def export_acts(request: HttpRequest, body: ActExportIn) -> ActExportOut:
    """Export the acts of a period under a number."""
    row = acts.export(actor_with(request, _MANAGE), body)
    return ActExportOut(id=row.pk, code=row.code, count=row.count, without_uscc=row.without_uscc)


@router.get("/exchange/acts/{act_export_id}/{act_form}", response=_REFUSALS, openapi_extra=_FILE)
def act_file(request: HttpRequest, act_export_id: int, act_form: Literal["xlsx", "json"]) -> HttpResponse:
    """An export as a file."""
    row = acts.one(actor_with(request, _MANAGE), act_export_id)
    return shown(acts.file_of(row, act_form), "application/octet-stream", f"{row.code}.{act_form}")
