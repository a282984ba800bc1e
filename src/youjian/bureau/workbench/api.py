"""The workbench: everything that waits for whoever asks."""

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.problems import ProblemOut
from youjian.bureau.workbench import selectors
from youjian.bureau.workbench.contracts import WorkbenchOut

router = Router(tags=["workbench"])


@router.get("/workbench", response={200: WorkbenchOut, 401: ProblemOut, 403: ProblemOut})
def workbench(request: HttpRequest) -> WorkbenchOut:
    """My alerts, my tasks, deadlines, who is on duty, what changed; each part by the person's rights."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return selectors.workbench(actor)
