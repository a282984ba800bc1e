"""What the rules desk puts on people's workbench."""

from collections.abc import Sequence
from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.rules import selectors
from youjian.bureau.workbench.work import WorkbenchTask
from youjian.contract.fields import day_bounds


class WaitingChanges:
    """Changes of rules that wait for this person's decision."""

    kind = "rule_change"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task a change, due before the day from which it is to hold."""
        return [
            WorkbenchTask(
                self.kind,
                pick(
                    f"审批规则调整{row.pk}：{row.reason}", f"Decide on change of rules {row.pk}: {row.reason}"
                ),
                day_bounds(row.effective_from)[0],
                f"/rule-changes/{row.pk}",
            )
            for row in selectors.waiting(actor)
        ]
