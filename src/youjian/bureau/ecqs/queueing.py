"""Asking the worker for an exchange, by the name of its task: the task itself builds on the services."""

from procrastinate.contrib.django import app

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.ecqs.channels import channel
from youjian.bureau.ecqs.contracts import Direction, ExchangeQueued
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.scope import acting

TASK = "ecqs.exchange"


def ask(actor: Actor, direction: Direction) -> ExchangeQueued:
    """Have the worker exchange one direction. Raises Problem 403, 409 where there is no channel."""
    if not actor.may("ecqs.exchange"):
        raise forbidden(permission_name("ecqs.exchange"))
    if channel() is None:
        message = pick(
            "没有配置与e-CQS的交换方式，请用文件导入和导出，或由运维设定YOUJIAN_ECQS。",
            "There is no way to e-CQS: import and export files, or have YOUJIAN_ECQS set.",
        )
        raise Problem(409, "no_channel", message)
    with acting(actor):
        app.configure_task(TASK).defer(direction=direction, username=actor.username)
        journal.record(actor, "ecqs.ask", f"ecqs:{direction}")
    return ExchangeQueued(direction=direction)
