"""The words of bulletins and notices."""

from youjian.bureau.sheets.fields import Choice

KINDS = (Choice("week", "周报", "Week"), Choice("month", "月报", "Month"))
STATES = (Choice("draft", "草稿", "Draft"), Choice("issued", "已签发", "Issued"))
NOTICES = (
    Choice("overdue_alerts", "预警超期未办", "Alerts past their deadline"),
    Choice("online_low", "在线率偏低", "Online rate low"),
    Choice("rectification", "责令改正逾期", "Rectifications overdue"),
    Choice("work_orders", "热线工单超期", "Work orders overdue"),
    Choice("other", "其他", "Other"),
)
NOTICE_STATES = (
    Choice("proposed", "待签发", "Proposed"),
    Choice("dropped", "不予签发", "Dropped"),
    Choice("issued", "待答复", "To be answered"),
    Choice("answered", "已答复", "Answered"),
)
