"""What is done with changes of rules: drafted, tried, submitted, approved by another person, revoked.

An approved change becomes a rule set of its own, in force from its business day. Sets are only added: taking
an approval back before its day adds another one for the same day that sets everything as it was.
"""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.database import raw_connection
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.rules import selectors, sets, trying
from youjian.bureau.rules.contracts import ProposalIn
from youjian.bureau.rules.models import Proposal, ProposalStep
from youjian.bureau.rules.telling import APPROVE, tell_approvers, tell_person
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.contract.fields import business_day
from youjian.ledger.rule_sets import StoredRuleSet, keep_rule_set

PROPOSE = "rules.propose"
_AHEAD = timedelta(days=366)
_LOCK = (7053, 126)


def draft(actor: Actor, wanted: ProposalIn) -> int:
    """Write down a change that is not yet submitted; returns its number.

    Raises Problem 422 for values out of range (each named), for none that differs, and for a day that is not
    ahead.
    """
    with acting(actor):
        kept = sets.taken()
        base = sets.newest(kept)
        row = Proposal(base=base.version, made_by=actor.username, made_by_name=actor.display_name)
        row.made_for, row.made_at = actor.acting_for, now()
        _write(actor, row, wanted, base)
        _step(actor, row, "draft", row.reason)
    return row.pk


def edit(actor: Actor, number: int, wanted: ProposalIn) -> None:
    """Write one's draft anew. Raises Problem as `draft`, 403 for somebody else's, 409 once submitted."""
    with acting(actor):
        row = _own(actor, number, "draft")
        _write(actor, row, wanted, sets.by_version(sets.taken(), row.base))
        _step(actor, row, "edit", "")


def rebase(actor: Actor, number: int) -> None:
    """Put one's change onto the newest set; submitted, it becomes a draft again, to be tried anew."""
    with acting(actor):
        row = _own(actor, number, "draft", "submitted")
        base = sets.newest(sets.taken())
        wanted = sets.applied(base, row.values)
        if not wanted.changes:
            raise _same()
        row.base, row.status, row.hands = base.version, "draft", _hands(actor, row)
        row.save(update_fields=["base", "status", "hands"])
        _step(actor, row, "rebase", base.version)


def ask_backtest(actor: Actor, number: int) -> None:
    """Have a change tried over sealed days. Raises Problem 409 when that runs, or nothing is sealed."""
    with acting(actor):
        row = _locked(number)
        _still(row, "draft", "submitted")
        wanted, base = _wanted(row)
        trying.ask(actor, row, wanted, base)
        _step(actor, row, "backtest", "")


def stop_backtest(actor: Actor, number: int) -> None:
    """Have the running backtest of a change stopped."""
    with acting(actor):
        row = _locked(number)
        if not trying.stop(row):
            raise Problem(409, "not_running", pick("没有正在进行的回测。", "No backtest is running."))
        _step(actor, row, "stop", "")


def submit(actor: Actor, number: int, no_backtest: str) -> None:
    """Give one's draft to others to decide.

    Raises Problem 409 when exactly these values were not tried and no reason is given, when its base is not
    the newest set any more, or its day is not ahead.
    """
    with acting(actor):
        row = _own(actor, number, "draft")
        _check_day(row.effective_from, sets.taken())
        _check_base(row)
        wanted, base = _wanted(row)
        said = no_backtest.strip().replace("\x00", "")
        if not trying.done(row, wanted.digest(base.version)) and not said:
            zh = "请先完成对当前取值的回测；确不能回测的，请说明原因。"
            en = "Have exactly these values tried first, or say why they cannot be."
            raise Problem(409, "no_backtest", pick(zh, en))
        row.status, row.submitted_at, row.no_backtest = "submitted", now(), said
        row.hands = _hands(actor, row)
        row.save(update_fields=["status", "submitted_at", "no_backtest", "hands"])
        tell_approvers(
            actor,
            subject=(f"规则调整{row.pk}待审批", f"Change of rules {row.pk} waits for a decision"),
            text=(f"{row.made_by_name}：{row.reason}", f"{row.made_by_name}: {row.reason}"),
            path=f"/rule-changes/{row.pk}",
            source=f"rule-change:{row.pk}:submitted:{row.submitted_at.isoformat()}",
        )
        _step(actor, row, "submit", said)


def approve(actor: Actor, number: int, note: str) -> None:
    """Approve somebody else's change: its rule set is kept and holds from its day on.

    Raises Problem 403 for whoever wrote it, alone or for another, 409 when it is decided already or another
    set was taken since it was written (naming what that one changed), 422 when its day is not ahead.
    """
    with acting(actor):
        _alone()
        row = _locked(number)
        _check_decides(actor, row)
        kept = sets.taken()
        _check_base(row)
        _check_day(row.effective_from, kept)
        wanted, base = _wanted(row)
        row.version = sets.next_version(kept, register.city().profile)
        _keep(wanted.stored(base.base, row.version, row.effective_from))
        _decide(actor, row, "approved", note)
        _step(actor, row, "approve", note)


def reject(actor: Actor, number: int, note: str) -> None:
    """Reject somebody else's change and say why."""
    said = _needed(note)
    with acting(actor):
        row = _locked(number)
        _check_decides(actor, row)
        _decide(actor, row, "rejected", said)
        _step(actor, row, "reject", said)


def withdraw(actor: Actor, number: int, note: str) -> None:
    """Take one's own change back before it is decided."""
    with acting(actor):
        row = _own(actor, number, "draft", "submitted")
        trying.stop(row)
        row.status, row.note = "withdrawn", note.strip()
        row.save(update_fields=["status", "note"])
        _step(actor, row, "withdraw", note.strip())


def revoke(actor: Actor, number: int, note: str) -> None:
    """Take an approval back before its day: a further set for the same day sets everything as it was.

    Raises Problem 409 when its day has come, or a later set was approved: that one is to be revoked first.
    """
    said = _needed(note)
    with acting(actor):
        _alone()
        row = _locked(number)
        if not actor.may(APPROVE):
            raise forbidden(permission_name(APPROVE))
        kept = sets.taken()
        _check_revocable(row, kept)
        before = sets.by_version(kept, row.base)
        counter = StoredRuleSet(
            sets.next_version(kept, register.city().profile),
            before.base,
            row.effective_from,
            before.overrides,
        )
        _keep(counter)
        row.status, row.counter = "revoked", counter.version
        row.save(update_fields=["status", "counter"])
        _told_maker(actor, row, "revoked", said, ("已撤销批准", "approval revoked"))
        _step(actor, row, "revoke", said)


def _write(actor: Actor, row: Proposal, wanted: ProposalIn, base: StoredRuleSet) -> None:
    made = sets.applied(base, wanted.values)
    if not made.changes:
        raise _same()
    _check_day(wanted.effective_from, sets.taken())
    row.reason = _needed(wanted.reason)
    row.effective_from, row.values = wanted.effective_from, wanted.values
    row.hands = _hands(actor, row)
    row.save()


def _wanted(row: Proposal) -> tuple[sets.Wanted, StoredRuleSet]:
    base = sets.by_version(sets.taken(), row.base)
    return sets.applied(base, row.values), base


def _hands(actor: Actor, row: Proposal) -> list[str]:
    """Everybody who wrote it, and those for whom they did."""
    return sorted({*row.hands, actor.username, actor.acting_for} - {""})


def _keep(rule_set: StoredRuleSet) -> None:
    try:
        kept = keep_rule_set(raw_connection(), rule_set, "desk")
    except ValueError as error:
        raise Problem(409, "conflict", pick(f"规则集无法生效：{error}", f"Cannot be kept: {error}")) from None
    if not kept:
        zh, en = "该规则集已存在，请刷新页面。", "This rule set is there already. Please refresh the page."
        raise Problem(409, "conflict", pick(zh, en))


def _alone() -> None:
    """Whoever adds a set does so alone: the next one sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", list(_LOCK))


def _locked(number: int) -> Proposal:
    row = Proposal.objects.select_for_update().filter(id=number).first()
    if row is None:
        raise not_found(pick(f"规则调整{number}", f"Change of rules {number}"))
    return row


def _own(actor: Actor, number: int, *statuses: str) -> Proposal:
    row = _locked(number)
    if not selectors.is_hand(actor, row):
        zh = f"该调整由{row.made_by_name}提出，只能由本人办理。"
        raise Problem(403, "not_own", pick(zh, f"{row.made_by_name} proposed this and alone can do that."))
    _still(row, *statuses)
    return row


def _still(row: Proposal, *statuses: str) -> None:
    if row.status in statuses:
        return
    status = selectors.status_name(row.status)
    zh, en = f"该调整{status}，不能再这样办理。请刷新页面查看。", f"It is not possible any more ({status})."
    raise Problem(409, "decided", pick(zh, en))


def _check_decides(actor: Actor, row: Proposal) -> None:
    if not actor.may(APPROVE):
        raise forbidden(permission_name(APPROVE))
    _still(row, "submitted")
    if selectors.is_hand(actor, row):
        zh = "不能审批自己（或代理他人）提出、修改过的规则调整，请由其他有审批权限的人员办理。"
        en = "Nobody decides on a change that they wrote, alone or for another: somebody else has to."
        raise Problem(403, "own_proposal", pick(zh, en))


def _check_base(row: Proposal) -> None:
    kept = sets.taken()
    newest = sets.newest(kept)
    if row.base == newest.version:
        return
    since = sets.differences(sets.in_words(sets.by_version(kept, row.base)), sets.in_words(newest))
    listed = "；".join(f"{one.rule_name}{sets.told(one)}" for one in since) or newest.version
    raise Problem(
        409,
        "stale",
        pick(
            f"起草后规则集已更新为{newest.version}（{listed}）。请改以现行规则集为基础，重新回测后再提交。",
            f"Rule set {newest.version} was taken since ({listed}). Move the change to it and try it anew.",
        ),
        {"base": row.base, "base_now": newest.version, "since": [one.dict() for one in since]},
    )


def _check_day(day: date, kept: list[Any]) -> None:
    today = business_day(now())
    if day <= today:
        zh = f"生效日须在今天（{today}）之后。"
        raise _bad("not_ahead", zh, f"It has to hold from a day after today ({today}).")
    if day - today > _AHEAD:
        raise _bad("too_far", "生效日最远在一年之内。", "It has to hold from a day within a year.")
    latest = max((one.effective_from for one in kept), default=date.min)
    if day < latest:
        raise _bad(
            "before_another",
            f"已有规则集自{latest}起生效，本次生效日不能早于该日。",
            f"A rule set holds from {latest} already; this one cannot begin before.",
        )


def _check_revocable(row: Proposal, kept: list[Any]) -> None:
    _still(row, "approved")
    if business_day(now()) >= row.effective_from:
        zh = f"该调整已于{row.effective_from}生效，不能撤销批准；请另提一项调整改回。"
        en = f"It holds since {row.effective_from}; propose another change to set it back."
        raise Problem(409, "in_force", pick(zh, en))
    if kept[-1].version != row.version:
        zh = f"其后又批准了{kept[-1].version}，请先撤销该项，或另提一项调整。"
        en = f"{kept[-1].version} was approved after it: revoke that first, or propose another change."
        raise Problem(409, "not_newest", pick(zh, en))


def _decide(actor: Actor, row: Proposal, status: str, note: str) -> None:
    row.status, row.note, row.decided_at = status, note.strip(), now()
    row.decided_by, row.decided_by_name = actor.username, actor.display_name
    row.save(update_fields=["status", "note", "version", "decided_at", "decided_by", "decided_by_name"])
    words = ("已批准", "approved") if status == "approved" else ("已驳回", "rejected")
    _told_maker(actor, row, status, note.strip(), words)


def _told_maker(actor: Actor, row: Proposal, step: str, note: str, words: tuple[str, str]) -> None:
    tell_person(
        actor,
        row.made_by,
        subject=(f"规则调整{row.pk}{words[0]}", f"Change of rules {row.pk} {words[1]}"),
        text=(note or row.reason, note or row.reason),
        path=f"/rule-changes/{row.pk}",
        source=f"rule-change:{row.pk}:{step}",
    )


def _step(actor: Actor, row: Proposal, step: str, note: str) -> None:
    """The step in the history of the change, and an entry in the journal."""
    ProposalStep.objects.create(
        proposal=row,
        at=now(),
        step=step,
        note=note.strip(),
        username=actor.username,
        display_name=actor.display_name,
    )
    after = {
        "status": row.status,
        "values": row.values,
        "effective_from": row.effective_from,
        "version": row.version,
        "note": note,
    }
    journal.record(actor, f"rules.{step}", f"rule-change:{row.pk}", after=after)


def _needed(text: str) -> str:
    said = text.strip().replace("\x00", "")
    if not said:
        raise _bad("empty", "请写明理由。", "Please say why.")
    return said


def _same() -> Problem:
    return _bad("same", "没有任何参数与现行取值不同。", "No parameter differs from what is in force.")


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))
