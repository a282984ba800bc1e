"""The words of a report, one for one thing (docs/glossary.md), and the signs and colours beside them."""

from dataclasses import dataclass

from youjian.contract.codes import RULE_CODES

OWNERSHIP = {
    "sinopec": "中国石化",
    "petrochina": "中国石油",
    "sinochem": "中化",
    "cnooc": "中国海油",
    "other_state": "其他国有",
    "private": "民营",
    "foreign": "外资",
}
OPERATING = {"operating": "营业", "suspended": "暂停营业", "closed": "已关停"}
VERDICTS = {"discrepancy": "数据不符", "suspicion": "疑点", "undecidable": "数据不足以判定"}
STATUSES = {"open": "持续中", "ended": "已结束", "superseded": "已被替代", "withdrawn": "已撤回"}
TABLES = {
    "stations": "加油站",
    "tanks": "油罐",
    "tank_charts": "罐容表",
    "nozzles": "加油枪",
    "verifications": "检定",
    "seals": "铅封",
    "price_caps": "最高零售价",
    "maintenance": "检修与停机申报",
    "fuellings": "加油记录",
    "tank_readings": "液位读数",
    "vapour_fills": "油气回收记录",
    "heartbeats": "心跳",
    "deliveries": "进油单",
    "pressure_readings": "油气压力读数",
    "device_events": "设备事件",
    "tax_states": "税控状态",
    "declarations": "纳税申报",
    "invoices": "成品油发票",
    "trips": "运单",
}
_SUBJECTS = {"tank": "号罐", "nozzle": "号枪", "dispenser": "号加油机"}
_WHOLE = {"station": "全站", "collector": "采集终端", "vapour": "油气监测"}


@dataclass(frozen=True)
class Look:
    """A severity in print: word, sign and colour, never the colour alone."""

    word: str
    sign: str
    colour: str


SEVERITIES = {
    "alarm": Look("重点", "◆", "#b3222b"),
    "warning": Look("关注", "▲", "#ad4e00"),
    "info": Look("提示", "■", "#0958d9"),
}
"""The most severe first."""
_PRODUCTS = {"92": "#2e8b3d", "95": "#1668dc", "98": "#7a3fc0"}
_DIESEL = "#b8860b"


def product_word(product: str) -> str:
    """A product as people say it.

    >>> product_word("92"), product_word("95E"), product_word("-10D")
    ('92号汽油', '95号乙醇汽油', '-10号柴油')
    """
    if product.endswith("D"):
        return f"{product[:-1]}号柴油"
    return f"{product[:-1]}号乙醇汽油" if product.endswith("E") else f"{product}号汽油"


def product_colour(product: str) -> str:
    """A product keeps one colour on all screens and papers."""
    return _DIESEL if product.endswith("D") else _PRODUCTS.get(product.rstrip("E"), "#444444")


def subject_word(subject: str) -> str:
    """What a finding is about.

    >>> subject_word("tank:2"), subject_word("station")
    ('2号罐', '全站')
    """
    kind, _, number = subject.partition(":")
    return f"{number}{_SUBJECTS[kind]}" if kind in _SUBJECTS else _WHOLE.get(kind, subject)


def rule_word(code: str) -> str:
    """The catalogue's name of a rule; a code that it does not know stays as it is."""
    return RULE_CODES[code].name if code in RULE_CODES else code
