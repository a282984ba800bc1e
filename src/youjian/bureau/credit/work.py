"""What risk and credit put on people's workbench: what is to decide, and inspections drawn for them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Count, Min

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.credit.drawn import waiting_for
from youjian.bureau.credit.keeping import DECIDE
from youjian.bureau.credit.models import RiskScheme
from youjian.bureau.credit.selectors import requests_of
from youjian.bureau.language import pick
from youjian.bureau.workbench.work import WorkbenchTask
from youjian.contract.fields import day_bounds


class CreditTasks:
    """Requests that wait for a decision, a version of the weights, and drawn inspections."""

    kind = "credit"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """At most one task of each."""
        deciding = self._decide(actor) if actor.may(DECIDE) else ()
        drawn = self._drawn(actor) if actor.may("inspection.do") else ()
        return [*deciding, *drawn]

    def _decide(self, actor: Actor) -> Iterator[WorkbenchTask]:
        rows = requests_of(actor).filter(status="open").exclude(made_by=actor.username)
        told = rows.aggregate(n=Count("id"), due=Min("due_at"))
        if told["n"]:
            title = pick(f"审批信用异议和修复{told['n']}件", f"{told['n']} objections or repairs to decide")
            yield WorkbenchTask(self.kind, title, told["due"], "/credit?tab=requests", told["n"])
        if RiskScheme.objects.filter(status="open").exclude(proposed_by=actor.username).exists():
            title = pick("审批风险分级权重", "Weights of the risk classes to approve")
            yield WorkbenchTask(self.kind, title, None, "/credit?tab=weights")

    def _drawn(self, actor: Actor) -> Iterator[WorkbenchTask]:
        told = waiting_for(actor).aggregate(n=Count("id"), due=Min("due_on"))
        if told["n"]:
            title = pick(f"双随机抽查待检查{told['n']}座站", f"{told['n']} stations drawn for you to inspect")
            yield WorkbenchTask(self.kind, title, day_bounds(told["due"])[1], "/inspection", told["n"])
