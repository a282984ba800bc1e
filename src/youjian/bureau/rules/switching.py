"""A rule switched off at a station: for a reason, to a day, and to nobody else's loss.

Findings are made and kept all the same; they raise no alert. When it is over, those that are still open are
queued again, so that their alerts are raised then.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import SYSTEM, Actor
from youjian.bureau.database import raw_connection
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.rules.contracts import SwitchOffIn
from youjian.bureau.rules.models import SwitchOff
from youjian.bureau.rules.telling import tell_approvers
from youjian.bureau.rules.words import rule_name
from youjian.bureau.scope import acting, within
from youjian.bureau.times import now
from youjian.contract.codes import RULE_CODES
from youjian.contract.fields import SHANGHAI
from youjian.ledger.requeue import queue_open

LONGEST_DAYS = 90
"""How long a rule may be switched off at once, where the city's limits say nothing else."""
_AT_ONCE = 500


def longest_days() -> int:
    """The city's limit `switch_off_days`, else 90 days."""
    return int(register.city().limits.get("switch_off_days", LONGEST_DAYS))


def switch_off(actor: Actor, wanted: SwitchOffIn) -> SwitchOff:
    """Let a rule raise no alerts at a station until a moment (停用).

    Raises Problem 404 for a station outside the scope, 409 when the rule is switched off there already, 422
    for an unknown rule, an empty reason, an end that is past or too far off.
    """
    moment, reason = now(), _needed(wanted.reason)
    with acting(actor):
        station = register.station_of(actor, wanted.station_id)
        _check(wanted, moment)
        _alone(wanted.rule, wanted.station_id)
        running = running_at(moment).filter(rule=wanted.rule, station_id=wanted.station_id).first()
        if running is not None:
            until = running.until.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
            zh = f"{station.name}的“{rule_name(wanted.rule)}”已停用至{until}，请先恢复再重新停用。"
            en = f"“{rule_name(wanted.rule)}” is switched off at {station.name} until {until} already."
            raise Problem(409, "switched_off", pick(zh, en))
        made = SwitchOff.objects.create(
            rule=wanted.rule,
            station_id=wanted.station_id,
            from_at=moment,
            until=wanted.until,
            reason=reason,
            made_by_id=actor.user_id,
            made_at=moment,
        )
        names = (RULE_CODES[made.rule].name, RULE_CODES[made.rule].name_en)
        tell_approvers(
            actor,
            subject=(f"{station.name}停用规则“{names[0]}”", f"“{names[1]}” switched off at {station.name}"),
            text=(f"{actor.display_name}：{reason}", f"{actor.display_name}: {reason}"),
            path=f"/switch-offs?open={made.pk}",
            source=f"switch-off:{made.pk}",
        )
        _journal(actor, "rules.switch_off", made, reason)
    return made


def end(actor: Actor, number: int, reason: str) -> SwitchOff:
    """End a switch-off before its time; its open findings are queued again at once.

    Raises Problem 404 outside the scope, 409 when it is over already, 422 without a reason.
    """
    said = _needed(reason)
    with acting(actor):
        row = SwitchOff.objects.select_for_update().filter(within(actor.scope), id=number).first()
        if row is None:
            raise not_found(pick(f"停用记录{number}", f"Switch-off {number}"))
        moment = now()
        if row.ended_at is not None or row.until <= moment:
            zh = "该停用已经结束。请刷新页面查看。"
            raise Problem(409, "over", pick(zh, "It is over already. Please refresh the page."))
        row.ended_at, row.ended_by_id, row.end_reason = moment, actor.user_id, said
        _finish(row, moment)
        _journal(actor, "rules.switch_on", row, said)
    return row


def expire(moment: datetime) -> int:
    """Queue the open findings of switch-offs whose time came; returns how many switch-offs there were.

    Runs in the caller's transaction (scope `*`); each is done once, whoever calls it how often.
    """
    due = Q(queued_at__isnull=True) & (Q(until__lte=moment) | Q(ended_at__isnull=False))
    rows = list(SwitchOff.objects.select_for_update(skip_locked=True).filter(due).order_by("id")[:_AT_ONCE])
    for row in rows:
        _finish(row, moment)
        _journal(SYSTEM, "rules.switch_over", row, "")
    return len(rows)


def running_at(moment: datetime) -> QuerySet[SwitchOff]:
    """The switch-offs in force at a moment."""
    return SwitchOff.objects.filter(from_at__lte=moment, until__gt=moment, ended_at__isnull=True)


def _finish(row: SwitchOff, moment: datetime) -> None:
    row.queued_at = moment
    row.save(update_fields=["ended_at", "ended_by", "end_reason", "queued_at"])
    queue_open(raw_connection(), row.rule, row.station_id)


def _check(wanted: SwitchOffIn, moment: datetime) -> None:
    if wanted.rule not in RULE_CODES:
        raise _bad("unknown_rule", f"没有规则{wanted.rule}。", f"There is no rule {wanted.rule}.")
    if wanted.until.tzinfo is None:
        raise _bad("no_zone", "截止时间须带时区。", "The end has to carry its offset from UTC.")
    if wanted.until <= moment:
        raise _bad("past", "截止时间须晚于现在。", "The end has to be later than now.")
    most = longest_days()
    if wanted.until - moment > timedelta(days=most):
        raise _bad(
            "too_long",
            f"一次最多停用{most}天；需要更久的，请提出规则调整。",
            f"At most {most} days at once; for longer, propose a change of the rule.",
        )


def _alone(rule: str, station_id: str) -> None:
    """One at a time for a rule at a station: of two who ask at once the second sees the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7053126, hashtext(%s))", [f"{rule} {station_id}"])


def _journal(actor: Actor, action: str, row: SwitchOff, reason: str) -> None:
    after = {"rule": row.rule, "from_at": row.from_at, "until": row.until, "reason": reason}
    journal.record(actor, action, f"switch-off:{row.pk}", station_id=row.station_id, after=after)


def _needed(text: str) -> str:
    said = text.strip().replace("\x00", "")
    if not said:
        raise _bad("empty", "请写明理由。", "Please say why.")
    return said


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))
