"""Sharing at the office: agreements, clients and their secrets, hooks, files and receipts."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from youjian.bureau.access import actor_with
from youjian.bureau.attachments import shown
from youjian.bureau.problems import ProblemOut
from youjian.bureau.sharing import clients, files, hooks, selectors, services
from youjian.bureau.sharing.contracts import (
    AgreementIn,
    AgreementOut,
    AgreementStepIn,
    HookIn,
    HookSecretOut,
    ReceiptIn,
    ReplayIn,
    SecretOut,
    ShareClientIn,
    SharedFileIn,
    SharingOverview,
)
from youjian.bureau.times import now

router = Router(tags=["sharing"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}
_ONE = {200: AgreementOut, **_REFUSALS}
_FILE = {"responses": {200: {"description": "the file", "content": {"application/octet-stream": {}}}}}


class ActiveIn(Schema):
    """Whether something is to go on."""

    active: bool


@router.get("/sharing/overview", response={200: SharingOverview, **_REFUSALS})
def sharing_overview(request: HttpRequest) -> SharingOverview:
    """How sharing stands, and the catalogue of data sets."""
    return selectors.overview(actor_with(request, "sharing.see"), now())


@router.post("/sharing/agreements", response=_ONE)
def draft_agreement(request: HttpRequest, body: AgreementIn) -> AgreementOut:
    """Draft an agreement."""
    actor = actor_with(request, "sharing.manage")
    return selectors.agreement(actor, services.draft(actor, body).pk)


@router.get("/sharing/agreements/{agreement_id}", response=_ONE)
def one_agreement(request: HttpRequest, agreement_id: int) -> AgreementOut:
    """An agreement with everything that hangs on it."""
    return selectors.agreement(actor_with(request, "sharing.see"), agreement_id)


@router.post("/sharing/agreements/{agreement_id}/steps", response=_ONE)
def step_agreement(request: HttpRequest, agreement_id: int, body: AgreementStepIn) -> AgreementOut:
    """Approve, refuse, suspend, resume or revoke; the last three take effect at once."""
    actor = actor_with(request, "sharing.approve")
    services.take_step(actor, agreement_id, body)
    return selectors.agreement(actor, agreement_id)


@router.post("/sharing/agreements/{agreement_id}/clients", response={200: SecretOut, **_REFUSALS})
def add_share_client(request: HttpRequest, agreement_id: int, body: ShareClientIn) -> SecretOut:
    """Let a system read; its secret is told once."""
    return clients.add_client(actor_with(request, "sharing.manage"), agreement_id, body)


@router.post("/sharing/clients/{client_id}/secret", response={200: SecretOut, **_REFUSALS})
def rotate_share_secret(request: HttpRequest, client_id: int) -> SecretOut:
    """A further secret, told once."""
    return clients.rotate(actor_with(request, "sharing.manage"), client_id)


@router.post("/sharing/clients/{client_id}/active", response=_ONE)
def switch_share_client(request: HttpRequest, client_id: int, body: ActiveIn) -> AgreementOut:
    """Shut a client out at once, or let it in again."""
    actor = actor_with(request, "sharing.manage")
    client = clients.shut_out(actor, client_id, active=body.active)
    return selectors.agreement(actor, client.agreement_id)


@router.post("/sharing/agreements/{agreement_id}/hooks", response={200: HookSecretOut, **_REFUSALS})
def add_share_hook(request: HttpRequest, agreement_id: int, body: HookIn) -> HookSecretOut:
    """Let an address be told of changes; the signing secret is told once."""
    return hooks.add_hook(actor_with(request, "sharing.manage"), agreement_id, body)


@router.post("/sharing/hooks/{hook_id}/active", response=_ONE)
def switch_share_hook(request: HttpRequest, hook_id: int, body: ActiveIn) -> AgreementOut:
    """Stop telling an address, or go on from now."""
    actor = actor_with(request, "sharing.manage")
    return selectors.agreement(actor, hooks.switch(actor, hook_id, active=body.active).agreement_id)


@router.post("/sharing/hooks/{hook_id}/replay", response={200: int, **_REFUSALS})
def replay_share_hook(request: HttpRequest, hook_id: int, body: ReplayIn) -> int:
    """Send events again; says how many."""
    return hooks.replay(actor_with(request, "sharing.manage"), hook_id, body)


@router.post("/sharing/agreements/{agreement_id}/files", response=_ONE)
def make_shared_file(request: HttpRequest, agreement_id: int, body: SharedFileIn) -> AgreementOut:
    """Make a data set a file."""
    actor = actor_with(request, "sharing.manage")
    files.make(actor, agreement_id, body)
    return selectors.agreement(actor, agreement_id)


@router.get("/sharing/files/{shared_file_id}", response=_REFUSALS, openapi_extra=_FILE)
def shared_file(request: HttpRequest, shared_file_id: int) -> HttpResponse:
    """A file as it was made."""
    row = files.one(actor_with(request, "sharing.manage"), shared_file_id)
    return shown(bytes(row.content), "application/octet-stream", row.filename)


@router.post("/sharing/files/{shared_file_id}/receipts", response=_ONE)
def receive_shared_file(request: HttpRequest, shared_file_id: int, body: ReceiptIn) -> AgreementOut:
    """Note who received a file."""
    actor = actor_with(request, "sharing.manage")
    return selectors.agreement(actor, files.receipt(actor, shared_file_id, body).agreement_id)
