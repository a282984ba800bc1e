"""What the exchange puts on the workbench: what waits for a person."""

from collections.abc import Sequence
from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.exchange.models import Application, Difference, Message
from youjian.bureau.exchange.platforms import platforms_of
from youjian.bureau.language import pick
from youjian.bureau.scope import within
from youjian.bureau.workbench.work import WorkbenchTask


class Exchanges:
    """What waits for a person between the platforms."""

    kind = "exchange"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """At most one task of each."""
        found: list[WorkbenchTask] = []
        if actor.may("sharing.approve"):
            waiting = Application.objects.filter(platform__in=platforms_of(actor), status="received").count()
            if waiting:
                title = pick(f"审核共享申请{waiting}件", f"{waiting} applications for data to decide")
                found.append(WorkbenchTask(self.kind, title, None, "/exchange?status=received", waiting))
        if actor.may("sharing.manage"):
            open_ = Difference.objects.filter(within(actor.scope, "area"), state="open").count()
            if open_:
                title = pick(f"处理上报对账差异{open_}处", f"{open_} differences of uploads to decide")
                found.append(WorkbenchTask(self.kind, title, None, "/exchange?tab=province", open_))
            dead = Message.objects.filter(platform__in=platforms_of(actor), state="dead").count()
            if dead:
                title = pick(f"平台消息{dead}条未送达", f"{dead} messages to platforms were given up")
                found.append(WorkbenchTask(self.kind, title, None, "/exchange?tab=messages", dead))
        return found
