"""What the tax desk puts on people's workbench."""

from collections.abc import Sequence
from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.tax import chips, hand_overs
from youjian.bureau.workbench.work import WorkbenchTask


class ChipTasks:
    """Findings on the tax function of nozzles that nobody has taken."""

    kind = "tax_chip"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for all of them."""
        count = chips.open_tasks() if actor.may("tax.manage") else 0
        if not count:
            return []
        title = pick(f"核查税控功能异常{count}件", f"{count} tax functions of nozzles to look into")
        return [WorkbenchTask(self.kind, title, None, "/tax/chips?tab=tasks&task=open", count)]


class HandOvers:
    """Taxpayers handed over that tax has not received, or not reported on."""

    kind = "tax_hand_over"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for those to receive."""
        if not actor.may("tax.manage"):
            return []
        count = hand_overs.rows_of(actor).filter(status="sent").count()
        title = pick(f"接收移交的涉税线索{count}件", f"{count} hand-overs to receive")
        return [WorkbenchTask(self.kind, title, None, "/tax/hand-overs?status=sent", count)] if count else []
