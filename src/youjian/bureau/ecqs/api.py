"""The exchange with e-CQS: how the ledgers stand, rounds, differences decided, files out."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.ecqs import exporting, queueing, selectors, services
from youjian.bureau.ecqs.contracts import (
    DecisionIn,
    EcqsInstrument,
    EcqsOverview,
    ExchangeIn,
    ExchangeQueued,
    ExchangeRoundOut,
    LedgerDefaultIn,
    LedgerDefaultOut,
    PairIn,
)
from youjian.bureau.language import pick
from youjian.bureau.problems import ProblemOut, not_found

router = Router(tags=["e-CQS"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}
_FILE = {"responses": {200: {"description": "the file that was exchanged", "content": {"*/*": {}}}}}


@router.get("/ecqs", response={200: EcqsOverview, **_REFUSALS})
def ecqs_overview(request: HttpRequest) -> EcqsOverview:
    """How the two ledgers stand to each other."""
    return selectors.overview(actor_with(request, "metrology.see"))


@router.get("/ecqs/defaults", response={200: list[LedgerDefaultOut], **_REFUSALS})
def ecqs_defaults(request: HttpRequest) -> list[LedgerDefaultOut]:
    """What every dispenser has in fields that the register does not hold."""
    actor_with(request, "metrology.see")
    return selectors.defaults()


@router.put("/ecqs/defaults/{field}", response={200: list[LedgerDefaultOut], **_REFUSALS})
def set_ecqs_default(request: HttpRequest, field: str, body: LedgerDefaultIn) -> list[LedgerDefaultOut]:
    """A new default of a field."""
    return services.set_default(actor_with(request, "ecqs.exchange"), field, body)


@router.post("/ecqs/exchange", response={200: ExchangeQueued, **_REFUSALS})
def ask_ecqs_exchange(request: HttpRequest, body: ExchangeIn) -> ExchangeQueued:
    """Have the worker fetch their ledger, or send ours."""
    return queueing.ask(actor_with(request, "ecqs.exchange"), body.direction)


@router.post("/ecqs/export", response={200: ExchangeRoundOut, **_REFUSALS})
def export_to_ecqs(request: HttpRequest) -> ExchangeRoundOut:
    """Put what changed of ours into a file that is carried to e-CQS by hand."""
    return exporting.export(actor_with(request, "ecqs.exchange"))


@router.get("/ecqs/instruments/{instrument_id}", response={200: EcqsInstrument, **_REFUSALS})
def ecqs_instrument(request: HttpRequest, instrument_id: int) -> EcqsInstrument:
    """An instrument in both ledgers."""
    return selectors.instrument(actor_with(request, "metrology.see"), instrument_id)


@router.post("/ecqs/instruments/{instrument_id}/pair", response={200: EcqsInstrument, **_REFUSALS})
def pair_ecqs_instrument(request: HttpRequest, instrument_id: int, body: PairIn) -> EcqsInstrument:
    """Say which dispenser an instrument of e-CQS is."""
    return services.pair(actor_with(request, "ecqs.exchange"), instrument_id, body)


@router.post("/ecqs/differences/{difference_id}", response={200: EcqsInstrument, **_REFUSALS})
def decide_ecqs_difference(request: HttpRequest, difference_id: int, body: DecisionIn) -> EcqsInstrument:
    """Say whose value holds."""
    return services.decide(actor_with(request, "ecqs.exchange"), difference_id, body)


@router.get("/ecqs/rounds/{round_id}", response={200: ExchangeRoundOut, **_REFUSALS})
def ecqs_round(request: HttpRequest, round_id: int) -> ExchangeRoundOut:
    """A round with what was refused."""
    actor_with(request, "ecqs.exchange")
    return selectors.round_out(selectors.exchange_round(round_id))


@router.get("/ecqs/rounds/{round_id}/file", response=_REFUSALS, openapi_extra=_FILE)
def ecqs_round_file(request: HttpRequest, round_id: int) -> HttpResponse:
    """The file of a round."""
    actor_with(request, "ecqs.exchange")
    found = selectors.exchange_round(round_id)
    if found.content is None:
        raise not_found(pick("该交换没有文件", "The file of this round"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(bytes(found.content), content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.filename)}"
    return answer
