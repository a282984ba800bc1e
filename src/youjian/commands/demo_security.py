"""Life on the security page of the demo: a policy that lets its accounts in by password, a ticket or two."""

from dataclasses import replace
from datetime import datetime, timedelta

_PLEDGE = b"%PDF-1.4\n% a signed pledge of confidentiality, for show\n%%EOF\n"


def furnish_security(moment: datetime) -> None:
    """Let the demo's accounts in by password alone, and enter two tickets; once."""
    from youjian.bureau.accounts import second_factor, security
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.accounts.forms_security import PolicyIn
    from youjian.bureau.scope import scoped
    from youjian.bureau.tickets.models import Ticket

    with scoped():
        rules = second_factor.policy()
        if rules.changed_at is not None or Ticket.objects.exists():
            return
        wanted = PolicyIn(
            second_factor="off",
            privileged=rules.privileged,
            password_days=None,
            password_history=rules.password_history,
            sessions_most=rules.sessions_most,
            ticket_hours=rules.ticket_hours,
            reason="演示账号以密码登录",
        )
        security.set_policy(replace(SYSTEM, display_name="演示数据"), wanted)
        _tickets(moment)


def _tickets(moment: datetime) -> None:
    """One ticket in force, one that waits."""
    from youjian.bureau.accounts.models import User
    from youjian.bureau.accounts.selectors import actor_of
    from youjian.bureau.attachments import Photo
    from youjian.bureau.tickets import services
    from youjian.bureau.tickets.contracts import PledgeIn, TicketIn

    people = User.objects.select_related("role").filter(is_active=True).order_by("pk")
    supplier, keeper = (people.filter(role_id=code).first() for code in ("operator", "security"))
    if supplier is None or keeper is None:
        return
    asks, decides, today = actor_of(supplier), actor_of(keeper), moment.date()
    pledge = PledgeIn(username="", signed_on=today - timedelta(days=30), until_on=today + timedelta(days=335))
    services.file_pledge(asks, pledge, Photo("保密承诺书.pdf", _PLEDGE))
    for why, begins, hours in (("采集终端离线，远程排查", 0, 8), ("液位仪更换后核对采集点位", 24, 4)):
        begin = moment + timedelta(hours=begins)
        wanted = TicketIn(
            why=why,
            permissions=["station.see", "collector.command"],
            scope=list(supplier.scope),
            from_at=begin,
            until_at=begin + timedelta(hours=hours),
        )
        made = services.ask(asks, wanted)
        if not begins:
            services.approve(decides, made.id, "同意")
