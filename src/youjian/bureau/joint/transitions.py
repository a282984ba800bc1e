"""The one table of what may become of a joint operation: who may do what, from which states to which."""

from collections.abc import Iterable
from dataclasses import dataclass

from youjian.bureau.sheets.fields import Choice

STATES = (
    Choice("draft", "拟制中", "Draft"),
    Choice("submitted", "待审批", "To be approved"),
    Choice("approved", "已批准", "Approved"),
    Choice("running", "进行中", "Running"),
    Choice("finished", "已结束", "Finished"),
    Choice("cancelled", "已取消", "Cancelled"),
)
OPEN = ("draft", "submitted", "approved", "running")
"""States in which something is still to be done."""
CONFIRMING = ("submitted", "approved", "running")
"""States in which a member department may confirm."""


@dataclass(frozen=True)
class Transition:
    """A step: its code and words, from which states, to which (empty: it stays), who may take it.

    `lead` steps are those of the lead department; `note` has to be said with a step that wants one.
    """

    step: str
    zh: str
    en: str
    before: tuple[str, ...]
    after: str
    permission: str
    lead: bool = False
    note: bool = False


TRANSITIONS = (
    Transition("submit", "提交审批", "Submit", ("draft",), "submitted", "case.manage", lead=True),
    Transition("send_back", "退回修改", "Send back", ("submitted",), "draft", "case.decide", note=True),
    Transition("approve", "批准", "Approve", ("submitted",), "approved", "case.decide"),
    Transition(
        "revise",
        "调整方案",
        "Revise",
        ("submitted", "approved"),
        "draft",
        "case.manage",
        lead=True,
        note=True,
    ),
    Transition("start", "开始行动", "Start", ("approved",), "running", "case.manage", lead=True),
    Transition("finish", "结束行动", "Finish", ("running",), "finished", "case.manage", lead=True, note=True),
    Transition("cancel", "取消", "Cancel", OPEN, "cancelled", "case.manage", lead=True, note=True),
    Transition("note", "情况说明", "Note", (*OPEN, "finished"), "", "case.manage", note=True),
)
BY_STEP = {one.step: one for one in TRANSITIONS}


def possible(state: str) -> Iterable[Transition]:
    """The steps that a state allows, in the table's order.

    >>> [one.step for one in possible("finished")]
    ['note']
    """
    return (one for one in TRANSITIONS if state in one.before)
