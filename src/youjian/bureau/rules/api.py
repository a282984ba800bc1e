"""The rules desk: the catalogue, precision, switch-offs, and changes of rules."""

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from youjian.bureau.access import actor_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.problems import ProblemOut, forbidden
from youjian.bureau.rules import catalogue, precision, selectors, services, sets, switched, switching
from youjian.bureau.rules.contracts import (
    By,
    PrecisionList,
    ProposalIn,
    ProposalNote,
    ProposalOut,
    RuleLine,
    RulePage,
    SubmitIn,
    SwitchOffEnd,
    SwitchOffIn,
    SwitchOffOut,
    VersionOut,
)
from youjian.bureau.rules.exporting import precision_csv

router = Router(tags=["rules"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}
_SEE, _PROPOSE, _APPROVE = "alert.see", "rules.propose", "rules.approve"


class PrecisionFilter(Schema):
    """What precision is asked of: by rule or cause, over how many days, in which region."""

    by: By = "rule"
    days: int = Field(90, ge=1, le=366)
    region: str = Field("", pattern=r"^[0-9]{0,6}$")


class SwitchOffFilter(Schema):
    """Which switch-offs; empty fields filter nothing."""

    rule: str = ""
    station_id: str = ""
    running: bool = False


@router.get("/rules", response={200: list[RuleLine], **_REFUSALS})
def rules(request: HttpRequest) -> list[RuleLine]:
    """The rule catalogue."""
    return catalogue.rules(actor_with(request, _SEE))


@router.get("/rules/{rule}", response={200: RulePage, **_REFUSALS})
def one_rule(request: HttpRequest, rule: str) -> RulePage:
    """One rule: basis, parameters, versions, precision, where it is switched off."""
    return catalogue.rule_page(actor_with(request, _SEE), rule)


@router.get("/rule-sets", response={200: list[VersionOut], **_REFUSALS})
def rule_sets(request: HttpRequest) -> list[VersionOut]:
    """Every rule set with what it changed, the newest first."""
    actor_with(request, _SEE)
    return catalogue.versions(sets.taken())


@router.get("/rule-precision", response={200: PrecisionList, **_REFUSALS})
def rule_precision(request: HttpRequest, wanted: Query[PrecisionFilter]) -> PrecisionList:
    """How often rules or causes were right, by what people decided on their alerts."""
    return precision.precision(actor_with(request, _SEE), wanted.by, wanted.days, wanted.region)


@router.get("/rule-precision.csv", include_in_schema=False)
def rule_precision_file(request: HttpRequest, wanted: Query[PrecisionFilter]) -> HttpResponse:
    """The same as a file."""
    actor = actor_with(request, "export.take")
    return precision_csv(actor, precision.precision(actor, wanted.by, wanted.days, wanted.region))


@router.get("/switch-offs", response={200: list[SwitchOffOut], **_REFUSALS})
def switch_offs(request: HttpRequest, wanted: Query[SwitchOffFilter]) -> list[SwitchOffOut]:
    """Rules switched off at stations, the newest first."""
    actor = actor_with(request, _SEE)
    return switched.switch_offs(actor, rule=wanted.rule, station_id=wanted.station_id, running=wanted.running)


@router.post("/switch-offs", response={200: SwitchOffOut, **_REFUSALS})
def switch_off(request: HttpRequest, body: SwitchOffIn) -> SwitchOffOut:
    """Let a rule raise no alerts at a station until a moment."""
    actor = actor_with(request, _PROPOSE)
    return switched.switch_off_out(actor, switching.switch_off(actor, body))


@router.post("/switch-offs/{number}/end", response={200: SwitchOffOut, **_REFUSALS})
def end_switch_off(request: HttpRequest, number: int, body: SwitchOffEnd) -> SwitchOffOut:
    """End a switch-off before its time."""
    actor = actor_with(request, _PROPOSE)
    return switched.switch_off_out(actor, switching.end(actor, number, body.reason))


@router.get("/rule-changes/{change_id}", response={200: ProposalOut, **_REFUSALS})
def rule_change(request: HttpRequest, change_id: int) -> ProposalOut:
    """One change of rules with its backtest and its steps."""
    return selectors.proposal(actor_with(request, _SEE), change_id)


@router.post("/rule-changes", response={200: ProposalOut, **_REFUSALS})
def draft(request: HttpRequest, body: ProposalIn) -> ProposalOut:
    """Draft a change of rules."""
    actor = actor_with(request, _PROPOSE)
    return selectors.proposal(actor, services.draft(actor, body))


@router.post("/rule-changes/{change_id}/edit", response={200: ProposalOut, **_REFUSALS})
def edit(request: HttpRequest, change_id: int, body: ProposalIn) -> ProposalOut:
    """Write one's draft anew."""
    actor = actor_with(request, _PROPOSE)
    services.edit(actor, change_id, body)
    return selectors.proposal(actor, change_id)


@router.post("/rule-changes/{change_id}/backtest", response={200: ProposalOut, **_REFUSALS})
def backtest(request: HttpRequest, change_id: int) -> ProposalOut:
    """Have the change tried over the last sealed days."""
    actor = _either(request)
    services.ask_backtest(actor, change_id)
    return selectors.proposal(actor, change_id)


@router.post("/rule-changes/{change_id}/stop", response={200: ProposalOut, **_REFUSALS})
def stop(request: HttpRequest, change_id: int) -> ProposalOut:
    """Stop the running backtest."""
    actor = _either(request)
    services.stop_backtest(actor, change_id)
    return selectors.proposal(actor, change_id)


@router.post("/rule-changes/{change_id}/submit", response={200: ProposalOut, **_REFUSALS})
def submit(request: HttpRequest, change_id: int, body: SubmitIn) -> ProposalOut:
    """Give one's draft to others to decide."""
    actor = actor_with(request, _PROPOSE)
    services.submit(actor, change_id, body.no_backtest)
    return selectors.proposal(actor, change_id)


@router.post("/rule-changes/{change_id}/rebase", response={200: ProposalOut, **_REFUSALS})
def rebase(request: HttpRequest, change_id: int) -> ProposalOut:
    """Put one's change onto the rule set taken last."""
    actor = actor_with(request, _PROPOSE)
    services.rebase(actor, change_id)
    return selectors.proposal(actor, change_id)


@router.post("/rule-changes/{change_id}/withdraw", response={200: ProposalOut, **_REFUSALS})
def withdraw(request: HttpRequest, change_id: int, body: ProposalNote) -> ProposalOut:
    """Take one's change back."""
    actor = actor_with(request, _PROPOSE)
    services.withdraw(actor, change_id, body.note)
    return selectors.proposal(actor, change_id)


@router.post("/rule-changes/{change_id}/approve", response={200: ProposalOut, **_REFUSALS})
def approve(request: HttpRequest, change_id: int, body: ProposalNote) -> ProposalOut:
    """Approve somebody else's change."""
    actor = actor_with(request, _APPROVE)
    services.approve(actor, change_id, body.note)
    return selectors.proposal(actor, change_id)


@router.post("/rule-changes/{change_id}/reject", response={200: ProposalOut, **_REFUSALS})
def reject(request: HttpRequest, change_id: int, body: ProposalNote) -> ProposalOut:
    """Reject somebody else's change and say why."""
    actor = actor_with(request, _APPROVE)
    services.reject(actor, change_id, body.note)
    return selectors.proposal(actor, change_id)


@router.post("/rule-changes/{change_id}/revoke", response={200: ProposalOut, **_REFUSALS})
def revoke(request: HttpRequest, change_id: int, body: ProposalNote) -> ProposalOut:
    """Take an approval back before its day."""
    actor = actor_with(request, _APPROVE)
    services.revoke(actor, change_id, body.note)
    return selectors.proposal(actor, change_id)


def _either(request: HttpRequest) -> Actor:
    """Whoever may propose changes or decide on them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.may(_PROPOSE) or actor.may(_APPROVE):
        return actor
    raise forbidden(permission_name(_PROPOSE))
