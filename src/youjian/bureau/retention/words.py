"""What the tables and hindrances of retention are called."""

from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Choice, named

TABLES = (
    Choice("fuellings", "加油记录", "Fuellings"),
    Choice("deliveries", "进油单", "Deliveries"),
    Choice("declarations", "纳税申报", "Tax declarations"),
    Choice("invoices", "发票", "Invoices"),
    Choice("trips", "配送运单", "Tanker trips"),
    Choice("tax_states", "税控状态", "Tax states"),
    Choice("device_events", "设备事件", "Device events"),
    Choice("tank_readings", "液位记录", "Tank readings"),
    Choice("pressure_readings", "油气压力", "Pressure readings"),
    Choice("vapour_fills", "油气回收记录", "Vapour fills"),
    Choice("heartbeats", "心跳", "Heartbeats"),
)
AGAINST = (
    Choice("", "下次清理时移出", "Goes at the next run"),
    Choice("held", "案件保全，不移出", "Held for a case"),
    Choice("restored", "已调回，暂不移出", "Brought back, stays for now"),
    Choice("not_sealed", "尚未固化，不移出", "Not sealed yet, stays"),
)
_FLOORS = {
    "retention_order": (
        "天数须为正数，保存总天数不得少于全量天数且不超过36500天；不抽稀的，两者须相等；抽稀间隔为2至86400秒。",
        "Days have to be positive; all days at least the full ones and at most 36500; without thinning both "
        "are equal; thinning is to one record in 2 to 86400 s.",
    ),
    "retention_hot": (
        "数据库内天数只用于按日存放的数据表：不得少于5天（巡检要回看4天），不得多于全量天数（至多3650天）；"
        "其他数据表全部留在数据库内，不抽稀。",
        "Days in the database are for tables kept by day: at least 5 (the watch looks back four), at most "
        "the full days (3650 at most). Other tables stay in the database whole.",
    ),
    "retention_tax": (
        "加油记录及其单据须保存不少于3650天（10年，税收追征期）。",
        "Fuellings and their documents are kept at least 3650 days (ten years, tax limitation).",
    ),
    "retention_vapour": (
        "油气回收记录须保存不少于365天（GB 20952-2020）。",
        "Vapour fills are kept at least 365 days (GB 20952-2020).",
    ),
    "retention_readings": (
        "液位和油气压力须全量保存不少于365天。",
        "Tank and pressure readings are kept at least 365 days at full rate.",
    ),
    "retention_logs": (
        "任何记录须保存不少于183天（网络安全法第二十一条，六个月）。",
        "Nothing is kept for less than 183 days (Cybersecurity Law art. 21).",
    ),
}


def table_name(code: str) -> str:
    """A table as a person says it."""
    return named(TABLES, code)


def against_name(code: str | None) -> str:
    """What stands against a drop, as a person says it; nobody looked when there is no code."""
    later = pick("排在后面", "Later")
    return later if code is None else named(AGAINST, code)


def floor_words(name: str) -> str:
    """What a floor asks, in the request's language."""
    return pick(*_FLOORS.get(name, (name, name)))
