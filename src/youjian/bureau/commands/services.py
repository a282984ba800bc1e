"""What is done with commands: asked of a collector, taken back while nobody has handed them out."""

import secrets
from datetime import datetime, timedelta

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.commands import selectors
from youjian.bureau.commands.checking import checked, kind_of
from youjian.bureau.commands.contracts import CommandIn, CommandOut
from youjian.bureau.commands.words import Kind
from youjian.bureau.database import raw_connection
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.ledger import commands
from youjian.ledger.commands import NewCommand

OPEN_FOR = timedelta(hours=24)
LONGEST = timedelta(days=30)
MOST_OPEN = 50
"""So many commands may wait for one collector."""


def ask(actor: Actor, collector_id: str, wanted: CommandIn) -> CommandOut:
    """Let a command wait for its collector; it goes down with the next reply.

    Raises Problem 403 without the right to this command, 404 outside the scope, 409 for a collector that is
    out of use or has too many open, 422 for arguments that it would refuse.
    """
    kind = kind_of(wanted.name)
    _need(actor, kind)
    arguments, reason = checked(kind, wanted.arguments), _said(wanted.reason)
    moment = now()
    with acting(actor):
        box = selectors.collector_of(actor, collector_id)
        _check_takes(box.state, selectors.open_count(actor, collector_id))
        command = NewCommand(
            command_id=f"c-{secrets.token_hex(8)}",
            collector_id=box.collector_id,
            station_id=box.station_id,
            name=kind.name,
            arguments=arguments,
            asked_by=actor.username,
            asked_by_name=actor.display_name,
            reason=reason,
            created_at=moment,
            expires_at=_expiry(wanted.expires_at, moment),
        )
        commands.lay_down(raw_connection(), command)
        journal.record(
            actor,
            "collector.command",
            f"collector:{collector_id}",
            station_id=box.station_id,
            after={
                "command_id": command.command_id,
                "name": command.name,
                "arguments": arguments,
                "expires_at": command.expires_at,
                "reason": reason,
            },
        )
        return selectors.command(actor, command.command_id)


def cancel(actor: Actor, command_id: str, reason: str) -> CommandOut:
    """Take a command back. Raises Problem 404 outside the scope, 409 once it was handed out, or is over."""
    said = _said(reason)
    with acting(actor):
        found = selectors.command(actor, command_id)
        _need(actor, kind_of(found.name))
        if not commands.take_back(raw_connection(), command_id, actor.username, now()):
            zh = f"该指令{found.state_name}，只有待下发的可以撤销。请刷新页面查看。"
            en = f"This command can no longer be taken back ({found.state_name}). Please refresh the page."
            raise Problem(409, "handed_out", pick(zh, en))
        journal.record(
            actor,
            "collector.command_cancel",
            f"collector:{found.collector_id}",
            station_id=found.station_id,
            before={"command_id": command_id, "name": found.name, "arguments": found.arguments},
            after={"reason": said},
        )
        return selectors.command(actor, command_id)


def _need(actor: Actor, kind: Kind) -> None:
    if not any(actor.may(permission) for permission in kind.permissions):
        raise forbidden(permission_name(kind.permissions[0]))


def _check_takes(state: str, waiting: int) -> None:
    if state == "refused":
        zh = "该终端已停用，平台不与它通信。请先办理验收。"
        en = "This collector is out of use: the platform does not talk to it. Please accept it first."
        raise Problem(409, "out_of_use", pick(zh, en))
    if waiting >= MOST_OPEN:
        zh = f"该终端已有{waiting}条指令未办结，请等待结果或撤销后再下发。"
        en = f"{waiting} commands are open for this collector: wait for answers or take some back."
        raise Problem(409, "too_many", pick(zh, en))


def _expiry(wanted: datetime | None, moment: datetime) -> datetime:
    if wanted is None:
        return moment + OPEN_FOR
    if wanted.tzinfo is None or not moment < wanted <= moment + LONGEST:
        zh = f"失效时间须晚于现在，且不超过{LONGEST.days}天。"
        en = f"It has to expire later than now and within {LONGEST.days} days."
        raise Problem(422, "bad_expiry", pick(zh, en))
    return wanted


def _said(reason: str) -> str:
    said = reason.strip().replace("\x00", "")
    if not said:
        raise Problem(422, "empty", pick("请写明理由。", "Please say why."))
    return said
