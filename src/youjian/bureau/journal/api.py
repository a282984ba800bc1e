"""The journal, for those who may read it."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router

from youjian.bureau.access import actor_with
from youjian.bureau.journal import selectors
from youjian.bureau.journal.contracts import ChainOut, JournalOut
from youjian.bureau.problems import ProblemOut

router = Router(tags=["journal"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut}


@router.get("/journal", response={200: JournalOut, **_REFUSALS})
def journal(
    request: HttpRequest,
    username: str = "",
    action: str = Query("", description="an action or its beginning, e.g. `alert.`"),
    object: str = Query("", description="what was acted on, e.g. `alert:12`"),
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    before: int | None = None,
    limit: int = Query(50, ge=1, le=500),
) -> JournalOut:
    """Entries, newest first."""
    wanted = selectors.JournalFilter(username, action, object, from_at, to_at, before, limit)
    return selectors.entries(actor_with(request, "journal.see"), wanted)


@router.get("/journal/chain", response={200: ChainOut, **_REFUSALS})
def chain(request: HttpRequest) -> ChainOut:
    """Check the whole chain of entries."""
    return selectors.verify_chain(actor_with(request, "journal.see"))
