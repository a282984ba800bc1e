"""What metering puts on people's workbench: appointments to confirm, notices to send."""

from collections.abc import Sequence
from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.metrology.appointments import rows_of
from youjian.bureau.metrology.models import BreachNotice
from youjian.bureau.scope import within
from youjian.bureau.workbench.work import WorkbenchTask


class Appointments:
    """Appointments that a station asked for and nobody confirmed."""

    kind = "metrology_appointment"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for all of them."""
        if not actor.may("metrology.manage"):
            return []
        count = rows_of(actor).filter(status="requested").count()
        title = pick(f"确认检定预约{count}件", f"{count} verifications to confirm")
        return (
            [WorkbenchTask(self.kind, title, None, "/metrology/plan?status=requested", count)]
            if count
            else []
        )


class Notices:
    """Notices of breaches that were prepared and not sent."""

    kind = "metrology_notice"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for all of them."""
        if not actor.may("metrology.verify"):
            return []
        count = BreachNotice.objects.filter(within(actor.scope), status="prepared").count()
        title = pick(f"发送计量处理通报{count}件", f"{count} notices of breaches to send")
        return (
            [WorkbenchTask(self.kind, title, None, "/metrology/notices?status=prepared", count)]
            if count
            else []
        )
