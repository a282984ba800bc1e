"""What people call the states, steps and reasons of matches, and what a lock tells."""

from youjian.bureau.sheets.fields import Choice

STATES = (
    Choice("document_without_rise", "有单无油", "Document without rise"),
    Choice("rise_without_document", "有油无单", "Rise without document"),
    Choice("trip_without_document", "有运单无进油单", "Trip without document"),
    Choice("short", "少", "Short"),
    Choice("over", "多", "Over"),
    Choice("document_without_trip", "有进油单无运单", "Document without trip"),
    Choice("undecidable", "数据不足", "Undecidable"),
    Choice("waiting", "待齐", "Waiting"),
    Choice("matched", "相符", "Matched"),
    Choice("withdrawn", "已撤", "Withdrawn"),
)
STATUSES = (
    Choice("open", "待核对", "To check"),
    Choice("taken", "核对中", "Being checked"),
    Choice("asked", "待站方说明", "Station asked"),
    Choice("handed", "已转预警", "Handed to an alert"),
    Choice("settled", "已核对", "Settled"),
)
STEPS = (
    Choice("take", "认领", "Taken"),
    Choice("ask", "请站方说明", "Station asked"),
    Choice("answer", "站方说明", "Station answered"),
    Choice("settle", "核对完毕", "Settled"),
    Choice("hand", "转预警", "Handed to an alert"),
    Choice("join", "人工关联", "Joined by hand"),
    Choice("part", "解除关联", "Taken apart"),
    Choice("reopened", "数据变化，重新待核对", "Opened again: the data changed"),
)
REASONS = (
    Choice("paper_late", "单据补录", "Paper came late"),
    Choice("wrong_number", "单号填错", "Wrong number on a paper"),
    Choice("retained", "车内留存", "Left in the tanker"),
    Choice("gauge", "液位仪或罐容表误差", "Gauge or chart in error"),
    Choice("transfer", "倒库或代储", "Transfer or custody"),
    Choice("temperature", "温度或密度填写有误", "Temperature or density written wrongly"),
    Choice("transport_loss", "合理损耗", "Loss within reason"),
    Choice("other", "其他", "Something else"),
)
MISSING = (
    Choice("document_temperature", "进油单温度不可用", "the document's temperature cannot be used"),
    Choice("document_density", "进油单密度不可用", "the document's density cannot be used"),
    Choice("gauge", "液位读数不全", "gauge readings are missing"),
    Choice("unloading", "运单没有卸油记录", "the trip has no unloading"),
    Choice("trip_temperature", "运单缺少温度", "the trip has no temperature"),
    Choice("trip_density", "运单缺少密度", "the trip has no density"),
)
CHECKS = (
    Choice("gauge", "液位上升与进油单", "Gauge against document"),
    Choice("load", "卸油量与装油量", "Unloaded against loaded"),
    Choice("paper", "进油单与装油量", "Document against loaded"),
)
LOCK_CODES = (
    Choice("locked", "上锁", "Locked"),
    Choice("opened", "开锁", "Opened"),
    Choice("forced", "强行开锁", "Forced open"),
    Choice("low_battery", "电量低", "Low battery"),
)
