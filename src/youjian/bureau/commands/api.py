"""A collector's page and the commands to it."""

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.commands import selectors, services
from youjian.bureau.commands.contracts import CancelIn, CollectorPage, CommandIn, CommandOut
from youjian.bureau.problems import ProblemOut, forbidden

router = Router(tags=["commands"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}


@router.get("/collectors/{collector_id}", response={200: CollectorPage, **_REFUSALS})
def collector(request: HttpRequest, collector_id: str) -> CollectorPage:
    """A collector: its live state, what the door noted of its chain, what may be asked of it."""
    return selectors.collector_page(actor_with(request, "station.see"), collector_id)


@router.post("/collectors/{collector_id}/commands", response={200: CommandOut, **_REFUSALS})
def ask(request: HttpRequest, collector_id: str, body: CommandIn) -> CommandOut:
    """Ask something of a collector; the list `collector_commands` shows what became of it."""
    return services.ask(_asker(request), collector_id, body)


@router.get("/commands/{command_id}", response={200: CommandOut, **_REFUSALS})
def command(request: HttpRequest, command_id: str) -> CommandOut:
    """A command with what became of it."""
    return selectors.command(actor_with(request, "station.see"), command_id)


@router.post("/commands/{command_id}/cancel", response={200: CommandOut, **_REFUSALS})
def cancel(request: HttpRequest, command_id: str, body: CancelIn) -> CommandOut:
    """Take a command back while it has not been handed out."""
    return services.cancel(_asker(request), command_id, body.reason)


def _asker(request: HttpRequest) -> Actor:
    """Whoever may ask for at least one kind of command."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.may("collector.command") or actor.may("collector.probe"):
        return actor
    raise forbidden(permission_name("collector.command"))
