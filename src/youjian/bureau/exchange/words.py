"""The words of the exchange."""

from youjian.bureau.sheets.fields import Choice

FREQUENCIES = (
    Choice("live", "实时", "At once"),
    Choice("daily", "每日", "Daily"),
    Choice("weekly", "每周", "Weekly"),
    Choice("monthly", "每月", "Monthly"),
    Choice("yearly", "每年", "Yearly"),
)
SHARE_TYPES = (
    Choice("free", "无条件共享", "Unconditional"),
    Choice("conditional", "有条件共享", "Conditional"),
    Choice("none", "不予共享", "Not shared"),
)
ENTRY_STATES = (
    Choice("draft", "待发布", "Draft"),
    Choice("published", "已发布", "Published"),
    Choice("withdrawn", "已撤下", "Withdrawn"),
)
APPLICATION_STATES = (
    Choice("received", "待审核", "To be decided"),
    Choice("approved", "已同意", "Approved"),
    Choice("refused", "不同意", "Refused"),
)
MESSAGE_STATES = (
    Choice("waiting", "待送达", "Waiting"),
    Choice("sent", "已送出，待回执", "Sent, no answer yet"),
    Choice("answered", "已回执", "Answered"),
    Choice("dead", "已放弃", "Given up"),
)
ROW_STATES = (
    Choice("waiting", "待回执", "Waiting"),
    Choice("accepted", "已接收", "Accepted"),
    Choice("rejected", "被退回", "Rejected"),
)
DIFFERENCE_KINDS = (
    Choice("missing", "对方没有", "Missing there"),
    Choice("strange", "对方多出", "Held there alone"),
    Choice("other", "内容不同", "Another content"),
)
DIFFERENCE_STATES = (
    Choice("open", "待处理", "Open"),
    Choice("again", "重新上报", "Sent again"),
    Choice("explained", "已说明", "Explained"),
    Choice("gone", "已消除", "Gone"),
)
INTERVALS = (
    Choice("daily", "每日", "Daily"),
    Choice("weekly", "每周一", "Mondays"),
    Choice("monthly", "每月1日", "Monthly"),
)
RUN_STATES = (
    Choice("delivered", "已生成", "Delivered"),
    Choice("failed", "失败", "Failed"),
    Choice("missed", "漏交付", "Missed"),
)
ACT_KINDS = (
    Choice("inspection", "现场检查", "Inspection"),
    Choice("verification", "计量检定", "Verification"),
    Choice("sampling", "油品抽检", "Fuel sample"),
    Choice("decision", "行政处理决定", "Decision"),
)
