"""What sharing puts on the workbench: agreements to approve, and those that end soon."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Min

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.sharing.selectors import agreements_of
from youjian.bureau.workbench.work import WorkbenchTask
from youjian.contract.fields import business_day, day_bounds

_SOON = timedelta(days=30)


class Agreements:
    """Agreements that wait for a word, and those that run out."""

    kind = "sharing"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:
        """At most one task for each."""
        found: list[WorkbenchTask] = []
        rows = agreements_of(actor)
        if actor.may("sharing.approve"):
            waiting = rows.filter(status="draft").exclude(drafted_by=actor.username).count()
            if waiting:
                title = pick(f"审批共享协议{waiting}份", f"{waiting} agreements of sharing to approve")
                found.append(WorkbenchTask(self.kind, title, None, "/sharing?status=draft", waiting))
        if actor.may("sharing.manage"):
            today = business_day(moment)
            ending = rows.filter(status="approved", until_on__range=(today, today + _SOON))
            told = ending.aggregate(n=Count("id"), first=Min("until_on"))
            if told["n"]:
                title = pick(f"共享协议{told['n']}份即将到期", f"{told['n']} agreements of sharing end soon")
                due = day_bounds(told["first"])[1]
                found.append(WorkbenchTask(self.kind, title, due, "/sharing", told["n"]))
        return found
