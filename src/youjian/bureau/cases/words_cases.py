"""The words of cases."""

from youjian.bureau.cases.transitions import STATES, TRANSITIONS
from youjian.bureau.sheets.fields import Choice

CASE_STATES = STATES
CASE_OUTCOMES = (
    Choice("penalty", "作出处罚", "Penalty"),
    Choice("rectified", "责令改正", "Ordered to rectify"),
    Choice("transferred", "移送处理", "Handled where it was transferred"),
    Choice("unfounded", "疑点不成立", "Unfounded"),
    Choice("lenient", "不予处罚", "No penalty"),
)
CASE_STEPS = (
    Choice("opened", "登记案件", "Opened"),
    *(Choice(one.step, one.zh, one.en) for one in TRANSITIONS),
    Choice("received", "移送回执", "Transfer received"),
    Choice("returned", "移送退回", "Transfer given back"),
    Choice("settled", "移送反馈", "Transfer reported"),
    Choice("task", "布置任务", "Task given"),
    Choice("task_done", "任务完成", "Task done"),
    Choice("document", "拟制文书", "Document drafted"),
    Choice("issued", "签发文书", "Document issued"),
    Choice("served", "送达文书", "Document served"),
    Choice("scan", "添加材料", "Material added"),
    Choice("hearing", "听证记录", "Hearing recorded"),
    Choice("appeal", "当事人申辩", "Objection"),
    Choice("answer", "答复申辩", "Objection answered"),
    Choice("relate", "关联案件", "Cases related"),
    Choice("attach", "并入线索或预警", "Lead or alert added"),
    Choice("dossier", "生成案卷", "Dossier made"),
)
DOCUMENT_KINDS = (
    Choice("scene_record", "现场笔录", "Record on the scene"),
    Choice("rectify_order", "责令改正通知书", "Order to rectify"),
    Choice("hearing_notice", "陈述申辩和听证告知书", "Notice of the right to be heard"),
    Choice("decision", "处理决定书", "Decision"),
    Choice("transfer_letter", "移送函", "Letter of transfer"),
    Choice("transfer_receipt", "移送函回执", "Receipt of a transfer"),
    Choice("service_receipt", "送达回证", "Receipt of service"),
    Choice("other", "其他文书", "Other"),
)
DOCUMENT_STATES = (
    Choice("draft", "草稿", "Draft"),
    Choice("issued", "已签发", "Issued"),
    Choice("served", "已送达", "Served"),
)
SERVED_HOW = (
    Choice("direct", "直接送达", "In person"),
    Choice("left", "留置送达", "Left there"),
    Choice("mail", "邮寄送达", "By mail"),
    Choice("electronic", "电子送达", "Electronically"),
    Choice("notice", "公告送达", "By public notice"),
)
TRANSFER_STATES = (
    Choice("sent", "待接收", "Sent"),
    Choice("received", "已接收", "Received"),
    Choice("returned", "已退回", "Given back"),
    Choice("settled", "已反馈", "Reported"),
)
APPEAL_RESULTS = (
    Choice("upheld", "采纳", "Upheld"),
    Choice("partly", "部分采纳", "Partly upheld"),
    Choice("rejected", "不采纳", "Rejected"),
)
