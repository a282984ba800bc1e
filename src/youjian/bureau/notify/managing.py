"""What those do who look after notification: channels, rules, texts, what holds for all, lost deliveries."""

from collections.abc import Mapping
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.accounts.scopes import whole_city
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify import selectors
from youjian.bureau.notify.channels.kinds import KINDS
from youjian.bureau.notify.channels.port import Field
from youjian.bureau.notify.contracts import (
    NoticeDelivery,
    NotifyChannelIn,
    NotifyChannelOut,
    NotifyPolicyIn,
    NotifyPolicyOut,
    NotifyRuleIn,
    NotifyRuleOut,
)
from youjian.bureau.notify.models import WAITING, Channel, Delivery, Policy, QuietHours, Rule
from youjian.bureau.notify.quiet import clock_of
from youjian.bureau.notify.secrets import SecretLostError, seal, unseal
from youjian.bureau.notify.words import WHATS
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.times import now


def add_channel(actor: Actor, wanted: NotifyChannelIn) -> NotifyChannelOut:
    """Add a channel. Raises Problem 422 naming the setting that cannot be right, 409 for a name twice."""
    return _save_channel(actor, Channel(kind=wanted.kind, made_at=now()), wanted)


def change_channel(actor: Actor, number: int, wanted: NotifyChannelIn) -> NotifyChannelOut:
    """Change a channel; secrets that are not named stay. Raises Problem as `add_channel`, and 404."""
    row = _channel(number)
    if row.kind != wanted.kind:
        raise _bad("kind", pick("渠道类型不能修改，请新建渠道。", "A channel's kind stays; add another one."))
    return _save_channel(actor, row, wanted)


def remove_channel(actor: Actor, number: int) -> None:
    """Take a channel away; what waits for it is cancelled, what was sent stays to be seen."""
    _whole_city(actor)
    with acting(actor):
        row = _channel(number)
        row.removed_at, row.enabled, row.secret = now(), False, ""
        row.save(update_fields=["removed_at", "enabled", "secret"])
        waiting = Delivery.objects.filter(channel=row, state__in=WAITING)
        gone = waiting.update(state="cancelled", error="the channel was removed")
        journal.record(actor, "notify.channel_remove", f"channel:{row.pk}", after={"cancelled": gone})


def _save_channel(actor: Actor, row: Channel, wanted: NotifyChannelIn) -> NotifyChannelOut:
    _whole_city(actor)
    with acting(actor):
        before = _said(row) if row.pk else None
        fields = {one.name: one for one in KINDS[row.kind].fields}
        secrets = _secrets(row, wanted.secrets, fields)
        settings = _settings(wanted.settings, fields)
        _check(row.kind, settings, secrets, fields)
        _check_name(row, wanted)
        row.name, row.department, row.enabled = wanted.name.strip(), wanted.department, wanted.enabled
        row.settings, row.secret = settings, seal(secrets)
        row.per_minute = wanted.per_minute or KINDS[row.kind].per_minute
        row.paused_until = None
        row.save()
        after = {**_said(row), "secrets_entered": sorted(wanted.secrets)}
        journal.record(actor, "notify.channel_save", f"channel:{row.pk}", before=before, after=after)
    return selectors.channel(row.pk)


def _secrets(row: Channel, entered: Mapping[str, str], fields: Mapping[str, Field]) -> dict[str, str]:
    """The secrets that stand afterwards: those kept and those entered."""
    known = {name for name, one in fields.items() if one.secret}
    for name in entered:
        if name not in known:
            raise _bad(name, pick(f"没有名为{name}的密钥", f"there is no secret {name}"))
    try:
        kept = unseal(row.secret)
    except SecretLostError:
        kept = {}
    return {name: value for name, value in {**kept, **entered}.items() if value}


def _settings(given: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """The open settings, each of its kind; a secret among them is refused."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        one = fields.get(name)
        if one is None or one.secret:
            raise _bad(name, pick(f"没有名为{name}的设置", f"there is no setting {name}"))
        found[name] = _value(one, value)
    for name, one in fields.items():
        if not one.secret and name not in found and one.default not in ("", None):
            found[name] = one.default
    return found


def _value(one: Field, value: Any) -> Any:
    match one.kind:
        case "flag":
            return bool(value)
        case "lines":
            lines = value if isinstance(value, list) else str(value or "").splitlines()
            return [str(line).strip()[:128] for line in lines if str(line).strip()][:50]
        case "number":
            text = str(value or "").strip()
            if text and not (text.isdecimal() and len(text) < 16):
                raise _bad(one.name, pick(f"{one.zh}应为整数", f"{one.en} has to be a whole number"))
            return text
        case "choice":
            if value not in [code for code, _, _ in one.choices]:
                raise _bad(one.name, pick(f"{one.zh}不在可选范围内", f"{one.en} is none of the choices"))
            return value
        case _:
            text = str(value or "").strip()
            if len(text) > 512 or any(ord(sign) < 32 for sign in text):
                raise _bad(one.name, pick(f"{one.zh}过长或含控制字符", f"{one.en} cannot be stored"))
            return text


def _check(
    kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str], fields: Mapping[str, Field]
) -> None:
    for name, one in fields.items():
        if one.required and not str((secrets if one.secret else settings).get(name) or "").strip():
            raise _bad(name, pick(f"请填写{one.zh}", f"{one.en} is missing"))
    try:
        KINDS[kind].check(settings, secrets)
    except ValueError as error:
        raise _bad(
            "channel", pick(f"渠道设置有误：{error}", f"The channel cannot be used: {error}")
        ) from error


def _check_name(row: Channel, wanted: NotifyChannelIn) -> None:
    named = Channel.objects.filter(name=wanted.name.strip(), removed_at__isnull=True).exclude(pk=row.pk)
    if named.exists():
        told = pick(f"已有名为“{wanted.name}”的渠道。", f"There is a channel “{wanted.name}” already.")
        raise Problem(409, "name_twice", told)
    if wanted.department and not Department.objects.filter(code=wanted.department).exists():
        raise _bad("department", pick("没有这个部门", "there is no such department"))


def _said(row: Channel) -> dict[str, Any]:
    """A channel as the journal notes it: no secrets."""
    return {
        "name": row.name,
        "kind": row.kind,
        "department": row.department,
        "settings": row.settings,
        "enabled": row.enabled,
        "per_minute": row.per_minute,
    }


def save_rule(actor: Actor, number: int | None, wanted: NotifyRuleIn) -> NotifyRuleOut:
    """Add a rule, or change one. Raises Problem 404, 422 for an unknown word, 403 without the city."""
    _whole_city(actor)
    known = {one.code for one in WHATS}
    if unknown := [what for what in wanted.whats if what not in known]:
        raise _bad("whats", pick(f"没有“{unknown[0]}”这种事项", f"nothing is called “{unknown[0]}”"))
    if wanted.audience == "roles" and not wanted.roles:
        raise _bad("roles", pick("请选择角色", "choose a role"))
    with acting(actor):
        row = Rule() if number is None else Rule.objects.filter(pk=number).first()
        if row is None:
            raise not_found(pick(f"通知规则{number}", f"Rule {number}"))
        before = selectors.rule_out(row).model_dump() if row.pk else None
        for name in selectors.RULED:
            setattr(row, name, getattr(wanted, name))
        row.save()
        after = wanted.model_dump()
        journal.record(actor, "notify.rule_save", f"notify_rule:{row.pk}", before=before, after=after)
    return selectors.rule_out(row)


def remove_rule(actor: Actor, number: int) -> None:
    """Take a rule away. Raises Problem 404, 403 without the city."""
    _whole_city(actor)
    with acting(actor):
        row = Rule.objects.filter(pk=number).first()
        if row is None:
            raise not_found(pick(f"通知规则{number}", f"Rule {number}"))
        before = selectors.rule_out(row).model_dump()
        row.delete()
        journal.record(actor, "notify.rule_remove", f"notify_rule:{number}", before=before)


def save_policy(actor: Actor, wanted: NotifyPolicyIn) -> NotifyPolicyOut:
    """Set what holds for all: colours that pass, digests, storms, quiet hours. Raises Problem 422, 403."""
    _whole_city(actor)
    try:
        times = sorted({f"{clock_of(text):%H:%M}" for text in wanted.digest_at})
    except ValueError as error:
        raise _bad("digest_at", str(error)) from error
    if len({one.department for one in wanted.quiet}) < len(wanted.quiet):
        raise _bad("quiet", pick("同一部门出现两次", "a department is there twice"))
    with acting(actor):
        before = selectors.policy().model_dump(exclude={"behind", "departments"})
        fields = wanted.model_dump(exclude={"quiet", "digest_at"})
        Policy.objects.filter(id=1).update(**fields, digest_at=times)
        QuietHours.objects.all().delete()
        QuietHours.objects.bulk_create([QuietHours(**one.model_dump()) for one in wanted.quiet])
        journal.record(actor, "notify.policy", "notify_policy", before=before, after=wanted.model_dump())
    return selectors.policy()


def resend(actor: Actor, number: int) -> NoticeDelivery:
    """Queue a delivery anew that was given up or cancelled. Raises Problem 404 or 409."""
    with acting(actor):
        row = _locked(actor, number)
        if (
            row.channel is None
            or row.channel.removed_at is not None
            or row.state not in ("dead", "cancelled")
        ):
            raise _cannot()
        before = {"state": row.state, "error": row.error}
        row.state, row.attempts, row.next_at, row.error = "queued", 0, now(), ""
        row.save(update_fields=["state", "attempts", "next_at", "error"])
        Channel.objects.filter(pk=row.channel_id).update(paused_until=None)
        journal.record(actor, "notify.resend", f"delivery:{number}", before=before)
    return selectors.delivery(actor, number)


def resend_dead(actor: Actor, number: int) -> int:
    """Queue all of a channel's deliveries anew that were given up; returns how many."""
    _whole_city(actor)
    with acting(actor):
        row = _channel(number)
        dead = Delivery.objects.filter(channel=row, state="dead")
        queued = dead.update(state="queued", attempts=0, next_at=now(), error="")
        Channel.objects.filter(pk=row.pk).update(paused_until=None)
        journal.record(actor, "notify.resend", f"channel:{number}", after={"queued": queued})
    return queued


def cancel(actor: Actor, number: int) -> NoticeDelivery:
    """Let a delivery that waits not be sent. Raises Problem 404 or 409."""
    with acting(actor):
        row = _locked(actor, number)
        if row.state not in WAITING or row.taken_by is not None:
            raise _cannot()
        row.state = "cancelled"
        row.save(update_fields=["state"])
        journal.record(actor, "notify.cancel", f"delivery:{number}")
    return selectors.delivery(actor, number)


def _locked(actor: Actor, number: int) -> Delivery:
    row = selectors.deliveries_of(actor).select_for_update(of=("self",)).filter(pk=number).first()
    if row is None:
        raise not_found(pick(f"投递{number}", f"Delivery {number}"))
    return row


def _channel(number: int) -> Channel:
    row = Channel.objects.select_for_update().filter(pk=number, removed_at__isnull=True).first()
    if row is None:
        raise not_found(pick(f"通知渠道{number}", f"Channel {number}"))
    return row


def _cannot() -> Problem:
    message = pick(
        "该投递的状态已变化，不能这样办理。请刷新页面查看。",
        "The delivery stands otherwise by now, this cannot be done. Please refresh the page.",
    )
    return Problem(409, "state_changed", message)


def _whole_city(actor: Actor) -> None:
    whole_city(actor, "通知渠道、规则和模板", "Channels, rules and texts of notification")


def _bad(code: str, message: str) -> Problem:
    return Problem(422, f"bad_{code}", message)
