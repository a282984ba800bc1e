"""The one table of what may become of a case: who may do what, from which states to which, within which term.

The console's help, the checks of every step and docs/cases.md are made from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from youjian.bureau.sheets.fields import Choice

STATES = (
    Choice("filing", "待立案", "To be filed"),
    Choice("refused", "不予立案", "Not filed"),
    Choice("investigating", "调查中", "Under investigation"),
    Choice("proposed", "待审批", "To be decided"),
    Choice("hearing", "告知和听证", "Notified, hearing"),
    Choice("decided", "待执行", "To be carried out"),
    Choice("executed", "待结案", "To be closed"),
    Choice("transferred", "已移送", "Transferred"),
    Choice("closed", "已结案", "Closed"),
)
OPEN = ("filing", "investigating", "proposed", "hearing", "decided", "executed", "transferred")
"""States in which somebody still has to act."""
_UNDER_WAY = OPEN[1:]
_INQUIRY, _BEFORE = ("investigating",), ("proposed",)
TERMS = {
    "filing": 7,
    "investigating": 30,
    "proposed": 7,
    "hearing": 20,
    "decided": 30,
    "executed": 7,
    "transferred": 30,
}
"""Working days that a state may last, until the city says otherwise (proposed, no law)."""


@dataclass(frozen=True)
class Transition:
    """A step: its code and words, from which states, to which (empty: it stays), who may take it.

    `needs` names what has to be said with it; `apart` names the step whose author may not take this one
    (four eyes).
    """

    step: str
    zh: str
    en: str
    before: tuple[str, ...]
    after: str
    permission: str
    needs: tuple[str, ...] = ()
    apart: str = ""


TRANSITIONS = (
    Transition("file", "批准立案", "File", ("filing",), "investigating", "case.decide", apart="opened"),
    Transition("refuse", "不予立案", "Do not file", ("filing",), "refused", "case.decide", ("note",)),
    Transition("propose", "提出处理意见", "Propose", _INQUIRY, "proposed", "case.manage", ("note",)),
    Transition("send_back", "退回补充调查", "Send back", _BEFORE, "investigating", "case.decide", ("note",)),
    Transition("notify", "告知当事人", "Notify the party", _BEFORE, "hearing", "case.manage", ("note",)),
    Transition("heard", "听取意见完毕", "Party heard", ("hearing",), "proposed", "case.manage", ("note",)),
    Transition(
        "decide", "作出决定", "Decide", ("proposed",), "decided", "case.decide",
        ("note", "outcome", "number"), apart="propose",
    ),
    Transition(
        "transfer", "移送", "Transfer", ("investigating", "proposed", "decided"), "transferred",
        "case.decide", ("note", "department"),
    ),
    Transition("execute", "执行完毕", "Carried out", ("decided",), "executed", "case.manage", ("note",)),
    Transition(
        "dismiss", "不予处理", "Dismiss", ("investigating", "proposed"), "closed", "case.decide",
        ("note", "outcome"),
    ),
    Transition(
        "close", "结案", "Close", ("executed", "transferred"), "closed", "case.decide", ("note", "outcome"),
    ),
    Transition(
        "reopen", "重新调查", "Reopen", ("refused", "closed"), "investigating", "case.decide", ("note",),
    ),
    Transition("join", "增加协办部门", "Bring in a department", OPEN, "", "case.manage", ("department",)),
    Transition("extend", "延长期限", "Extend the term", _UNDER_WAY, "", "case.decide", ("note", "until")),
    Transition("supervise", "督办", "Supervise", OPEN, "", "case.supervise", ("note", "until")),
    Transition("report", "督办反馈", "Report to the supervisor", OPEN, "", "case.manage", ("note",)),
    Transition("note", "情况说明", "Note", (*OPEN, "refused", "closed"), "", "case.manage", ("note",)),
)  # fmt: skip
BY_STEP = {one.step: one for one in TRANSITIONS}
ENDS = frozenset({"dismiss", "close"})
"""Steps that end a case, with the outcomes that each may have."""
ENDS_WITH = {
    "decide": ("penalty", "rectified", "lenient"),
    "dismiss": ("unfounded", "lenient"),
    "close": ("penalty", "rectified", "transferred", "unfounded", "lenient"),
}


def possible(state: str) -> Iterable[Transition]:
    """The steps that a state allows, in the table's order.

    >>> [one.step for one in possible("refused")]
    ['reopen', 'note']
    """
    return (one for one in TRANSITIONS if state in one.before)
