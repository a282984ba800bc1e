"""What e-CQS puts on people's workbench: differences that nobody decided."""

from collections.abc import Sequence
from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.ecqs.models import LedgerDifference
from youjian.bureau.language import pick
from youjian.bureau.scope import within
from youjian.bureau.workbench.work import WorkbenchTask


class Differences:
    """Open differences of the scope."""

    kind = "ecqs_difference"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for all of them."""
        if not actor.may("ecqs.exchange"):
            return []
        count = LedgerDifference.objects.filter(within(actor.scope, "area"), decision="").count()
        title = pick(f"判定e-CQS台账差异{count}项", f"{count} differences to e-CQS to decide")
        return [WorkbenchTask(self.kind, title, None, "/ecqs/differences", count)] if count else []
