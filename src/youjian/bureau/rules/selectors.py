"""Reads of the rules desk: which rules raise no alerts where, and changes of rules as they stand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.rules import sets
from youjian.bureau.rules.contracts import ProposalOut, ProposalStepOut, ProposalVerb
from youjian.bureau.rules.models import Backtest, Proposal, SwitchOff
from youjian.bureau.rules.tried import backtest_out
from youjian.bureau.rules.words import STATUSES, STEPS
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day


def switched_off(station_ids: Iterable[str], moment: datetime) -> set[tuple[str, str]]:
    """Which rules raise no alerts at a moment at which of these stations, as (rule, station_id)."""
    found = SwitchOff.objects.filter(
        station_id__in=set(station_ids), from_at__lte=moment, until__gt=moment, ended_at__isnull=True
    )
    return set(found.values_list("rule", "station_id"))


def waiting(actor: Actor) -> list[Proposal]:
    """The changes that this person may decide on, the oldest first."""
    if not actor.may("rules.approve"):
        return []
    found = Proposal.objects.filter(status="submitted").order_by("submitted_at")
    return [row for row in found if not is_hand(actor, row)]


def proposal(actor: Actor, number: int) -> ProposalOut:
    """One change with its steps and its backtest; raises Problem 404."""
    row = Proposal.objects.filter(id=number).first()
    if row is None:
        raise not_found(pick(f"规则调整{number}", f"Change of rules {number}"))
    kept = sets.taken()
    base, newest = sets.by_version(kept, row.base), sets.newest(kept)
    wanted = sets.applied(base, row.values)
    open_still = row.status in {"draft", "submitted"}
    stale = open_still and base.version != newest.version
    tried = _latest(row, wanted.digest(base.version))
    same: dict[str, Any] = {name: getattr(row, name) for name in _SAME}
    return ProposalOut(
        **same,
        id=row.pk,
        status_name=status_name(row.status),
        base_now=newest.version,
        stale=stale,
        since=sets.differences(sets.in_words(base), sets.in_words(newest)) if stale else [],
        changes=wanted.changes,
        backtest=backtest_out(actor, tried, wanted) if tried else None,
        steps=_steps(row),
        may=may(actor, row, newest.version, tried),
    )


_SAME = (
    "status", "base", "effective_from", "reason", "values", "made_by", "made_by_name", "made_at",
    "submitted_at", "no_backtest", "decided_by_name", "decided_at", "note", "version", "counter",
)  # fmt: skip


def is_hand(actor: Actor, row: Proposal) -> bool:
    """Whether a person wrote it, alone or for whom or by whom they act."""
    return bool({actor.username, actor.acting_for} & {*row.hands, row.made_by, row.made_for} - {""})


def status_name(status: str) -> str:
    """How a change stands, in words."""
    return named(STATUSES, status)


def may(actor: Actor, row: Proposal, newest: str, tried: Backtest | None) -> list[ProposalVerb]:
    """What a person may do with a change now."""
    own, decides = is_hand(actor, row), actor.may("rules.approve")
    open_still = row.status in {"draft", "submitted"}
    running = tried is not None and tried.state in {"waiting", "running"}
    verbs: list[ProposalVerb] = []
    if row.status == "draft" and own:
        verbs.append("edit")
    if open_still and (own or decides):
        verbs.append("stop" if running else "backtest")
    if open_still and own and row.base != newest:
        verbs.append("rebase")
    if row.status == "draft" and own and row.base == newest:
        verbs.append("submit")
    if row.status == "submitted" and decides and not own:
        verbs.extend(("approve", "reject"))
    if open_still and own:
        verbs.append("withdraw")
    ahead = business_day(now()) < row.effective_from
    if row.status == "approved" and decides and ahead and row.version == newest:
        verbs.append("revoke")
    return verbs


def _latest(row: Proposal, digest: str) -> Backtest | None:
    """The backtest of exactly these values, else the last one that was asked for."""
    found = list(row.backtests.order_by("-id"))  # type: ignore[attr-defined]
    fits = [one for one in found if one.digest == digest]
    done = [one for one in fits if one.state == "done"]
    running = [one for one in fits if one.state in {"waiting", "running"}]
    return next(iter([*running, *done, *fits, *found]), None)


def _steps(row: Proposal) -> list[ProposalStepOut]:
    return [
        ProposalStepOut(
            at=step.at,
            step=step.step,
            step_name=named(STEPS, step.step),
            note=step.note,
            username=step.username,
            display_name=step.display_name,
        )
        for step in row.steps.order_by("id")  # type: ignore[attr-defined]
    ]
