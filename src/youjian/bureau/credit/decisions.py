"""Decisions on stations, objections to them and their repair, decided by another person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.attachments import Photo
from youjian.bureau.calendar.selectors import due_at
from youjian.bureau.credit.contracts import CreditDecisionIn
from youjian.bureau.credit.keeping import (
    APPEAL,
    DECIDE,
    MANAGE,
    bad,
    conflict,
    keep_papers,
    need,
    noted,
    today,
)
from youjian.bureau.credit.models import CreditDecision, CreditRequest, RiskScore
from youjian.bureau.credit.words import REQUESTS
from youjian.bureau.language import pick
from youjian.bureau.notify.services import tell
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting, covers, within
from youjian.bureau.times import now

ANSWER_DAYS = 10
"""Working days within which an objection or the wish for repair is to be decided (docs/assumptions.md)."""


@dataclass(frozen=True)
class Entered:
    """A decision as an app hands it over. See `enter_decision`."""

    station_id: str
    kind: str
    number: str
    authority: str
    decided_on: date
    effective_on: date
    text: str
    origin: str


def enter_decision(actor: Actor, given: Entered, papers: Sequence[Photo] = ()) -> CreditDecision:
    """Keep a decision, once for its `origin`: the second time the row that is there is returned.

    Other apps call it within their own transaction. Raises Problem 404 outside the scope, 413, 422.
    """
    if given.effective_on < given.decided_on:
        raise bad("effective", "生效日期早于决定日期。", "It is in effect before it was decided.")
    if given.decided_on > today():
        raise bad("future", "决定日期还没有到。", "It is of a day to come.")
    station = register.station_of(actor, given.station_id)
    row, new = CreditDecision.objects.get_or_create(
        origin=given.origin,
        defaults={
            "station_id": given.station_id,
            "uscc": station.uscc,
            "kind": given.kind,
            "number": given.number.strip(),
            "authority": given.authority.strip(),
            "decided_on": given.decided_on,
            "effective_on": given.effective_on,
            "text": given.text.strip(),
            "made_at": now(),
            "made_by": actor.username,
            "made_by_name": actor.display_name,
        },
    )
    if new:
        digests = keep_papers(actor, given.station_id, row, papers)
        after = {"kind": row.kind, "number": row.number, "effective_on": row.effective_on.isoformat()}
        after |= {"origin": row.origin, "papers": ",".join(digests)}
        noted(actor, "decision", f"credit_decision:{row.pk}", row.station_id, after)
    return row


def enter(actor: Actor, wanted: CreditDecisionIn, papers: Sequence[Photo]) -> CreditDecision:
    """Enter a decision by hand: one number of an authority once. Raises Problem 403, 404, 409, 413, 422."""
    need(actor, MANAGE)
    with acting(actor):
        number, authority = wanted.number.strip(), wanted.authority.strip()
        register.station_of(actor, wanted.station_id)
        there = CreditDecision.objects.filter(
            station_id=wanted.station_id, number=number, authority=authority
        )
        if there.exists():
            raise conflict("decision_there", "该文号的决定已登记。", "This decision is entered already.")
        origin = f"form:{wanted.station_id}:{authority}:{number}"[:64]
        return enter_decision(actor, Entered(**wanted.model_dump(), origin=origin), papers)


@dataclass(frozen=True)
class Asked:
    """What is asked for: `decision_id`, or the `month` whose risk class is objected to."""

    kind: str
    station_id: str
    text: str
    decision_id: int | None = None
    month: date | None = None


def ask(actor: Actor, asked: Asked, papers: Sequence[Photo]) -> CreditRequest:
    """Object to a decision or risk class, or ask for repair: the station itself, or the desk on its behalf.

    Raises Problem 403, 404, 409 for what does not come to it or waits already, 413, 422.
    """
    need(actor, APPEAL, MANAGE)
    if not asked.text.strip():
        raise bad("empty", "请写明理由。", "Please say why.")
    with acting(actor):
        register.station_of(actor, asked.station_id)
        decision = _about(actor, asked)
        if asked.kind == "repair" and not papers:
            raise bad("papers", "信用修复须附整改或履行证明材料。", "Repair wants papers that prove it.")
        try:
            with transaction.atomic():
                row = CreditRequest.objects.create(
                    kind=asked.kind,
                    station_id=asked.station_id,
                    decision=decision,
                    month=asked.month.replace(day=1) if asked.month and decision is None else None,
                    text=asked.text.strip(),
                    status="open",
                    due_at=due_at(now(), ANSWER_DAYS),
                    made_at=now(),
                    made_by=actor.username,
                    made_by_name=actor.display_name,
                )
        except IntegrityError:
            raise conflict("waits", "该决定已有同类申请待审批。", "The same was asked for already.") from None
        keep_papers(actor, row.station_id, row, papers)
        after = {"kind": row.kind, "decision": row.decision_id, "text": row.text[:500]}
        noted(actor, "ask", f"credit_request:{row.pk}", row.station_id, after)
        _tell_deciders(row)
        return row


def _about(actor: Actor, asked: Asked) -> CreditDecision | None:
    if asked.decision_id is None:
        scored = RiskScore.objects.filter(station_id=asked.station_id)
        if asked.kind == "repair" or asked.month is None:
            raise bad("about", "请选择针对的决定或月份。", "Say which decision or month this is about.")
        if not scored.filter(month=asked.month.replace(day=1)).exists():
            raise not_found(pick("该月风险分级", "The risk class of that month"))
        return None
    found = (
        CreditDecision.objects.select_for_update()
        .filter(within(actor.scope), id=asked.decision_id, station_id=asked.station_id)
        .first()
    )
    if found is None:
        raise not_found(pick(f"决定{asked.decision_id}", f"Decision {asked.decision_id}"))
    able = ("effective",) if asked.kind == "repair" else ("pending", "effective")
    if found.standing(today()) not in able:
        raise conflict("not_now", "该决定目前的状态不能申请。", "The decision does not stand so now.")
    return found


def _tell_deciders(row: CreditRequest) -> None:
    people = User.objects.filter(is_active=True, role__permissions__contains=[DECIDE]).order_by("id")
    users = [one.pk for one in people if covers(tuple(one.scope), row.station_id)]
    name = next(one for one in REQUESTS if one.code == row.kind)
    if users:
        tell(
            users,
            subject=(f"{name.zh}待审批：{row.station_id}", f"{name.en} to decide: {row.station_id}"),
            text=(row.text[:200], row.text[:200]),
            path=f"/credit?tab=requests&request={row.pk}",
            source=f"credit:request:{row.pk}",
        )


def decide(actor: Actor, request_id: int, *, granted: bool, reason: str) -> CreditRequest:
    """Decide on an objection or on repair: not who asked for it. What was decided stays in the history.

    A granted objection annuls the decision, a granted repair ends its counting, from today on.
    Raises Problem 403, 404, 409, 422.
    """
    need(actor, DECIDE)
    if not reason.strip():
        raise bad("reason", "请写明理由。", "Please say why.")
    with acting(actor):
        rows = CreditRequest.objects.select_for_update(of=("self",)).filter(within(actor.scope))
        row = rows.filter(id=request_id).first()
        if row is None:
            raise not_found(pick(f"申请{request_id}", f"Request {request_id}"))
        if row.status != "open":
            raise conflict("decided", "该申请已审批。", "This was decided on.")
        if row.made_by in (actor.username, actor.acting_for):
            raise conflict("four_eyes", "申请人不能审批自己的申请。", "Who asked for it cannot decide on it.")
        row.status = "granted" if granted else "rejected"
        row.decided_at, row.decided_by_name, row.reason = now(), actor.display_name, reason.strip()
        row.save()
        if granted and row.decision_id is not None:
            field = "repaired_on" if row.kind == "repair" else "annulled_on"
            CreditDecision.objects.filter(id=row.decision_id).update(**{field: today()})
        after = {"granted": granted, "reason": row.reason[:500], "decision": row.decision_id}
        noted(actor, "decide", f"credit_request:{row.pk}", row.station_id, after)
        _tell_asker(row)
        return row


def _tell_asker(row: CreditRequest) -> None:
    asker = User.objects.filter(username=row.made_by).values_list("id", flat=True).first()
    if asker is not None:
        zh, en = ("同意", "granted") if row.status == "granted" else ("不同意", "refused")
        tell(
            [asker],
            subject=(f"信用申请已审批：{zh}", f"Your request was {en}"),
            text=(row.reason[:200], row.reason[:200]),
            path="/credit/own",
            source=f"credit:decided:{row.pk}",
        )


def annul(actor: Actor, origin: str) -> bool:
    """A decision that was withdrawn counts no more from today on; False when there is none."""
    row = CreditDecision.objects.select_for_update().filter(origin=origin, annulled_on__isnull=True).first()
    if row is None:
        return False
    row.annulled_on = today()
    row.save(update_fields=["annulled_on"])
    noted(actor, "annulled", f"credit_decision:{row.pk}", row.station_id, {"origin": origin})
    return True
