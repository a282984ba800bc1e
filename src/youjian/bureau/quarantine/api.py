"""Quarantine over the API; its list stands among the tables."""

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.quarantine import selectors, services
from youjian.bureau.quarantine.contracts import GroupOut, RecordOut, SettledOut, SettleIn

router = Router(tags=["quarantine"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}


@router.get("/quarantine/groups", response={200: list[GroupOut], **_REFUSALS})
def groups(request: HttpRequest) -> list[GroupOut]:
    """What is held, by table and reason."""
    return selectors.groups(actor_with(request, "quarantine.see"))


@router.get("/quarantine/{int:quarantine_id}", response={200: RecordOut, **_REFUSALS})
def record(request: HttpRequest, quarantine_id: int) -> RecordOut:
    """A record as it came, and what became of it."""
    return selectors.record(actor_with(request, "quarantine.see"), quarantine_id)


@router.post("/quarantine/replay", response={200: SettledOut, **_REFUSALS})
def replay(request: HttpRequest, body: SettleIn) -> SettledOut:
    """Have held records read again; intake does so within seconds."""
    return services.ask_replay(actor_with(request, "quarantine.settle"), body)


@router.post("/quarantine/discard", response={200: SettledOut, **_REFUSALS})
def discard(request: HttpRequest, body: SettleIn) -> SettledOut:
    """Say that held records will not be used."""
    return services.discard(actor_with(request, "quarantine.settle"), body)
