"""The journal, for those who may read it."""

from django.http import HttpRequest
from ninja import Query, Router

from youjian.bureau.access import actor_with
from youjian.bureau.journal import selectors
from youjian.bureau.journal.contracts import ChainOut, JournalFilter, JournalOut
from youjian.bureau.problems import ProblemOut

router = Router(tags=["journal"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut}


@router.get("/journal", response={200: JournalOut, **_REFUSALS})
def journal(request: HttpRequest, wanted: Query[JournalFilter]) -> JournalOut:
    """Entries, newest first."""
    return selectors.entries(actor_with(request, "journal.see"), wanted)


@router.get("/journal/chain", response={200: ChainOut, **_REFUSALS})
def chain(request: HttpRequest) -> ChainOut:
    """Check the whole chain of entries."""
    return selectors.verify_chain(actor_with(request, "journal.see"))
