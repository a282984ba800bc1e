"""What work orders put on people's workbench: those that are overdue or nearly, and the others."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Min

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.hotline.selectors import orders_of
from youjian.bureau.hotline.words import OPEN
from youjian.bureau.language import pick
from youjian.bureau.workbench.work import WorkbenchTask


class WorkOrders:
    """Work orders that wait for an answer, due when the first one is."""

    kind = "work_order"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for all of them."""
        if not actor.may("hotline.manage"):
            return []
        told = orders_of(actor).filter(status__in=OPEN).aggregate(n=Count("id"), due=Min("due_at"))
        if not told["n"]:
            return []
        title = pick(f"答复热线工单{told['n']}件", f"{told['n']} work orders to answer")
        return [WorkbenchTask(self.kind, title, told["due"], "/hotline", told["n"])]
