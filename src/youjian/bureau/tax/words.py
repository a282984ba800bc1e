"""The words of the tax desk."""

from youjian.bureau.sheets.fields import Choice

STATES = (
    Choice("within", "相符", "In line"),
    Choice("explained", "差额已回补", "Came back in other months"),
    Choice("short", "少申报", "Less declared than sold"),
    Choice("over", "多申报", "More declared than sold"),
    Choice("undecidable", "数据不足以判定", "Undecidable"),
    Choice("no_return", "未见申报", "No return"),
    Choice("pending", "未到申报期限", "Not due yet"),
    Choice("no_sales", "未测得销量", "Nothing measured"),
)
CAUSES = (
    Choice("period_shift", "期间差异：相邻月份多申报", "Period shift: a neighbouring month declares it"),
    Choice("credit_sales", "赊销：以后月份陆续申报", "Credit sales: later months declare it"),
    Choice("self_use", "自用、回罐可能未登记", "Self use or returns perhaps not marked"),
    Choice("late_invoices", "次月开票", "Invoiced in the month after"),
    Choice("another_product", "按其他品种申报", "Declared as another product"),
    Choice("data_gap", "离线时段无记录", "No records while offline"),
)
RATES = (
    Choice("vat", "增值税", "VAT"),
    Choice("urban", "城市维护建设税", "City construction tax"),
    Choice("education", "教育费附加", "Education surcharge"),
    Choice("local_education", "地方教育附加", "Local education surcharge"),
    Choice("surcharge", "其他附加", "Other surcharges"),
)
CHIP_STATES = (
    Choice("ready", "已初始化", "Initialised"),
    Choice("blank", "未初始化", "Not initialised"),
    Choice("none", "未读到状态", "No state read"),
)
CHIP_TASKS = (
    Choice("open", "待受理", "Open"),
    Choice("taken", "处理中", "Taken"),
    Choice("done", "已办结", "Done"),
)
FINDING_STATUSES = (
    Choice("open", "持续中", "Going on"),
    Choice("ended", "已结束", "Ended"),
    Choice("superseded", "已被取代", "Superseded"),
    Choice("withdrawn", "已撤回", "Withdrawn"),
)
HAND_OVER_STATES = (
    Choice("sent", "已移交待接收", "Sent"),
    Choice("received", "税务已接收", "Received"),
    Choice("returned", "已退回", "Returned"),
    Choice("settled", "已反馈结果", "Settled"),
)
HAND_OVER_STEPS = (
    Choice("sent", "移交", "Sent"),
    Choice("received", "接收", "Received"),
    Choice("returned", "退回", "Returned"),
    Choice("settled", "反馈结果", "Settled"),
)
OUTCOMES = (
    Choice("amended", "自行更正申报", "Amended its return"),
    Choice("assessed", "税务核定补缴", "Assessed by tax"),
    Choice("explained", "说明合理", "Explained"),
    Choice("nothing", "未发现问题", "Nothing found"),
)
