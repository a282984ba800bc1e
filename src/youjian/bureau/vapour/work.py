"""What vapour recovery puts on people's workbench: orders to sign, to receive and to carry out, tests due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.vapour.orders import visible
from youjian.bureau.vapour.testing import last_tests
from youjian.bureau.workbench.work import WorkbenchTask
from youjian.contract.fields import business_day

_SOON = timedelta(days=30)


class Orders:
    """Orders whose next step is the actor's."""

    kind = "vapour_order"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """A task a step, for all orders that wait for it."""
        states = list(
            visible(actor).filter(state__in=["draft", "signed", "served"]).values_list("state", "drafted_by")
        )
        mine = (actor.username, actor.acting_for)
        desk = actor.may("portal.use") or actor.may("vapour.manage")
        waiting = (
            (
                "draft",
                sum(state == "draft" and by not in mine for state, by in states),
                actor.may("vapour.order"),
            ),
            ("signed", sum(state == "signed" for state, _ in states), desk),
            ("served", sum(state == "served" for state, _ in states), desk),
        )
        return [
            WorkbenchTask(self.kind, _title(state, count), None, f"/vapour/orders?state={state}", count)
            for state, count, may in waiting
            if may and count
        ]


class Tests:
    """Stations whose next test is due within 30 days or was."""

    kind = "vapour_test"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:
        """One task for all of them."""
        if not actor.may("vapour.manage"):
            return []
        until = business_day(moment) + _SOON
        count = sum(due <= until for _, _, due in last_tests(actor))
        title = pick(
            f"油气回收检测30天内到期或已到期{count}项", f"{count} vapour tests due within 30 days or overdue"
        )
        return [WorkbenchTask(self.kind, title, None, "/vapour/tests", count)] if count else []


def _title(state: str, count: int) -> str:
    return {
        "draft": pick(f"签发油枪停用或恢复通知{count}份", f"{count} orders about nozzles to sign"),
        "signed": pick(f"签收或送达油枪通知{count}份", f"{count} orders about nozzles to receive or serve"),
        "served": pick(f"执行油枪通知{count}份", f"{count} orders about nozzles to carry out"),
    }[state]
