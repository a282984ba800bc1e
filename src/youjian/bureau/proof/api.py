"""Proofs over the API."""

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.proof import services
from youjian.bureau.proof.contracts import ProofOut

router = Router(tags=["proof"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 429: ProblemOut, 503: ProblemOut}


@router.post("/alerts/{int:alert_id}/proof", response={200: ProofOut, **_REFUSALS})
def prove(request: HttpRequest, alert_id: int) -> ProofOut:
    """Recompute the alert's finding from sealed days (复核验证); may take some seconds, and is journaled."""
    return services.prove_alert(actor_with(request, "alert.see"), alert_id)
