"""The words of the live tables."""

from youjian.bureau.sheets.fields import Choice

NOZZLE_STATES = (
    Choice("recent", "刚加油", "Just fuelled"),
    Choice("today", "今日有", "Today"),
    Choice("quiet", "今日无", "None today"),
    Choice("unheard", "未知", "Unknown"),
    Choice("never", "无记录", "No record"),
)
READING_STATES = (
    Choice("fresh", "及时", "Fresh"),
    Choice("stale", "陈旧", "Stale"),
    Choice("never", "无读数", "No reading"),
)
VERIFICATIONS = (
    Choice("ok", "有效", "Valid"),
    Choice("soon", "将到期", "Ending soon"),
    Choice("lapsed", "已过期", "Lapsed"),
    Choice("failed", "不合格", "Failed"),
    Choice("none", "无检定", "None"),
)
REASONS = (
    Choice("no_level", "没有液位读数", "No level reading"),
    Choice("no_volume", "没有罐容表，算不出体积", "No tank chart gives a volume"),
    Choice("stale_level", "液位读数超过24小时", "The level is older than 24 h"),
    Choice("few_days", "近7日有销售的天数不足3天", "Fewer than 3 days with sales in the last 7"),
    Choice("no_sales", "近7日没有售出该油品", "None of the product was sold in 7 days"),
)
VOLUME_SOURCES = (Choice("gauge", "液位仪", "Gauge"), Choice("chart", "罐容表", "Tank chart"))
NO_ALERT = Choice("none", "无预警", "No alert")
DEVICE_KINDS = (
    Choice("collector", "采集终端", "Collector"),
    Choice("tank", "液位仪", "Gauge"),
    Choice("nozzle", "加油枪", "Nozzle"),
    Choice("dispenser", "加油机", "Dispenser"),
    Choice("vapour", "油气监测", "Vapour monitor"),
)
