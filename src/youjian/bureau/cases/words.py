"""The words of leads, and the one table of what may become of them."""

from youjian.bureau.sheets.fields import Choice

SOURCES = (
    Choice("hotline", "热线工单", "Hotline"),
    Choice("public", "扫码投诉", "Public page"),
    Choice("inspection", "现场检查", "Inspection"),
    Choice("alert", "预警", "Alert"),
    Choice("department", "部门移送", "Department"),
    Choice("other", "其他", "Other"),
)
KINDS = (
    Choice("metering", "计量", "Metering"),
    Choice("quality", "油品质量", "Fuel quality"),
    Choice("price", "价格", "Price"),
    Choice("tax", "发票和税务", "Invoices and tax"),
    Choice("vapour", "油气污染", "Vapour"),
    Choice("safety", "安全", "Safety"),
    Choice("seal", "铅封", "Seals"),
    Choice("mobile", "流动加油车", "Mobile bowser"),
    Choice("black_site", "黑窝点", "Site without a licence"),
    Choice("own_tank", "自备罐", "Own tank"),
    Choice("other", "其他", "Other"),
)
STATES = (
    Choice("new", "待受理", "New"),
    Choice("accepted", "办理中", "Accepted"),
    Choice("rejected", "不予受理", "Rejected"),
    Choice("merged", "已并案", "Merged"),
    Choice("closed", "已办结", "Closed"),
)
OUTCOMES = (
    Choice("confirmed", "属实", "Confirmed"),
    Choice("partly", "部分属实", "Partly confirmed"),
    Choice("unfounded", "不属实", "Unfounded"),
    Choice("unclear", "无法查清", "Could not be settled"),
)
STEPS = (
    Choice("opened", "登记", "Opened"),
    Choice("accept", "受理", "Accepted"),
    Choice("reject", "不予受理", "Rejected"),
    Choice("merge", "并案", "Merged"),
    Choice("assign", "转办", "Assigned"),
    Choice("link", "关联加油站", "Station linked"),
    Choice("note", "情况说明", "Note"),
    Choice("close", "办结", "Closed"),
)
MOVES: dict[str, dict[str, str]] = {
    "new": {
        "accept": "accepted",
        "reject": "rejected",
        "merge": "merged",
        "assign": "new",
        "link": "new",
        "note": "new",
    },
    "accepted": {
        "close": "closed",
        "merge": "merged",
        "assign": "accepted",
        "link": "accepted",
        "note": "accepted",
    },
    "rejected": {"note": "rejected"},
    "merged": {"note": "merged"},
    "closed": {"note": "closed"},
}
"""From each state: the steps that may be taken, and the state that each leads to."""
OPEN = ("new", "accepted")
"""States in which somebody still has to act."""
WANTS_NOTE = frozenset({"reject", "note", "close"})
"""Steps that want a reason."""
TERM_NAMES = (
    *SOURCES,
    Choice("12345", "12345工单", "12345 work orders"),
    Choice("12315", "12315工单", "12315 work orders"),
)
"""What has a term, by its code."""
