"""What papers put on people's workbench."""

from collections.abc import Sequence
from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.transport import selectors
from youjian.bureau.workbench.work import WorkbenchTask


class PapersToCheck:
    """Papers, rises and trips that do not match: one task for the free ones, one for one's own."""

    kind = "match"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """Nothing without the right to settle them."""
        if not actor.may("supply.settle"):
            return []
        told = selectors.counts(actor)
        own, free = told.mine, told.todo - told.mine
        made: list[WorkbenchTask] = []
        if free:
            title = pick(f"{free}条单据待核对", f"{free} papers to check")
            made.append(WorkbenchTask(self.kind, title, None, "/matches?todo=true", free))
        if own:
            title = pick(f"{own}条单据由您核对", f"{own} papers you are checking")
            made.append(WorkbenchTask(self.kind, title, None, "/matches?status=taken&todo=true", own))
        return made
