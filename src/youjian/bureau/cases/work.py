"""What leads put on people's workbench: those that nobody accepted, those whose answer is due."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Min

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cases.selectors import leads_of
from youjian.bureau.language import pick
from youjian.bureau.workbench.work import WorkbenchTask


class Leads:
    """Leads to accept, and leads to close; each due when the first answer is."""

    kind = "lead"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for each of the two states."""
        if not actor.may("lead.manage"):
            return []
        rows = leads_of(actor).filter(status__in=("new", "accepted")).values("status").order_by("status")
        told = {row["status"]: row for row in rows.annotate(n=Count("id"), due=Min("feedback_by"))}
        words = {"new": ("受理线索", "leads to accept"), "accepted": ("办结线索", "leads to close")}
        return [
            WorkbenchTask(
                self.kind,
                pick(f"{zh}{told[status]['n']}条", f"{told[status]['n']} {en}"),
                told[status]["due"],
                f"/leads?status={status}",
                told[status]["n"],
            )
            for status, (zh, en) in words.items()
            if status in told
        ]
