"""What bulletins and notices put on people's workbench: drafts to issue, notices to issue and to answer."""

from collections.abc import Sequence
from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.bulletins import selectors
from youjian.bureau.language import pick
from youjian.bureau.workbench.work import WorkbenchTask
from youjian.contract.fields import day_bounds


class BulletinTasks:
    """Drafts and proposals for who issues; notices for who has to answer."""

    kind = "bulletin"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for each kind of them."""
        if not actor.may("bulletin.see"):
            return []
        found = [*self._issue(actor)] if actor.may("bulletin.issue") else []
        waiting = list(selectors.to_answer(actor).order_by("answer_by"))
        if waiting:
            first = waiting[0].answer_by
            due = day_bounds(first)[1] if first else None
            title = pick(f"答复催办通知{len(waiting)}件", f"{len(waiting)} notices to answer")
            found.append(WorkbenchTask(self.kind, title, due, "/bulletins?tab=notices", len(waiting)))
        return found

    def _issue(self, actor: Actor) -> Sequence[WorkbenchTask]:
        drafts = selectors.bulletins_of(actor).filter(status="draft").exclude(made_by=actor.username).count()
        if not drafts:
            return []
        title = pick(f"签发通报{drafts}份", f"{drafts} bulletins to issue")
        return [WorkbenchTask(self.kind, title, None, "/bulletins", drafts)]
