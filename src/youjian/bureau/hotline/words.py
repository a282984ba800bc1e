"""The words of work orders, and what may be done with one."""

from youjian.bureau.cases.words import KINDS
from youjian.bureau.sheets.fields import Choice

HOTLINES = (
    Choice("12345", "12345", "12345"),
    Choice("12315", "12315", "12315"),
    Choice("other", "其他", "Other"),
)
ABOUT = KINDS
STATES = (
    Choice("received", "待处理", "Received"),
    Choice("handling", "办理中", "Being handled"),
    Choice("replied", "已答复", "Replied"),
    Choice("closed", "已办结", "Closed"),
    Choice("returned", "已退回", "Given back"),
)
STEPS = (
    Choice("enter", "登记", "Entered"),
    Choice("link", "关联加油站", "Station linked"),
    Choice("lead", "转线索", "Made a lead"),
    Choice("extend", "延期", "Deadline extended"),
    Choice("note", "情况说明", "Note"),
    Choice("reply", "答复", "Replied"),
    Choice("close", "办结", "Closed"),
    Choice("return", "退回", "Given back"),
)
MOVES: dict[str, dict[str, str]] = {
    "received": {"lead": "handling", "link": "received", "reply": "replied", "extend": "received",
                 "note": "handling", "return": "returned"},
    "handling": {"lead": "handling", "link": "handling", "reply": "replied", "extend": "handling",
                 "note": "handling", "return": "returned"},
    "replied": {"reply": "replied", "close": "closed", "note": "replied"},
    "closed": {"note": "closed"},
    "returned": {"note": "returned"},
}  # fmt: skip
"""From each state: the steps that may be taken, and the state that each leads to."""
OPEN = ("received", "handling")
"""States in which the hotline waits for an answer."""
WANTS_NOTE = frozenset({"extend", "note", "reply", "return"})
"""Steps that want words."""
