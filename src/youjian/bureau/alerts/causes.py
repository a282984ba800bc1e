"""Causes (预警原因): what lies behind a finding, as one person would be told of it.

Pure: rules in, causes out. The table stands in docs/alerts.md.
"""

from dataclasses import dataclass

from youjian.contract.codes import RULE_CODES


@dataclass(frozen=True)
class Cause:
    """A cause: its code, its name on screens, and the rules that tell of it."""

    code: str
    name: str
    name_en: str
    rules: tuple[str, ...] = ()


AREA, STORM = "area_outage", "storm"
"""Causes of wider alerts, which no rule tells of."""
_CAUSES = (
    Cause(
        "unrecorded_fuel",
        "未记录出油",
        "fuel without records",
        (
            "fuelling.totalizer_gap",
            "fuelling.sequence_gap",
            "stock.hidden_sales",
            "collector.offline_trading",
            "fuelling.false_return",
        ),
    ),
    Cause("unrecorded_delivery", "无单进油", "delivery without a document", ("stock.unrecorded_delivery",)),
    Cause(
        "delivery",
        "进油单据不符",
        "delivery document disagrees",
        ("stock.delivery_variance", "stock.document_without_rise"),
    ),
    Cause("meter", "计量偏差", "meter bias", ("meter.bias", "meter.bias_common")),
    Cause(
        "tampering",
        "加油机异动",
        "dispenser changed",
        ("dispenser.tampered", "seal.broken", "fuelling.totalizer_reset"),
    ),
    Cause("loss", "持续损耗", "steady loss", ("stock.loss",)),
    Cause("water", "油罐进水", "water in the tank", ("stock.water",)),
    Cause("gauge", "液位失真", "gauge not true", ("gauge.frozen", "gauge.replayed")),
    Cause("gauge_fault", "液位仪故障", "gauge fault", ("gauge.fault",)),
    Cause("dark", "采集中断", "collection cut off", ("collector.offline",)),
    Cause("clock", "时钟偏差", "clock drift", ("collector.clock_drift",)),
    Cause(
        "records",
        "记录异常",
        "odd records",
        (
            "record.conflict",
            "fuelling.amount_mismatch",
            "fuelling.implausible_flow",
            "fuelling.overlap",
        ),
    ),
    Cause("price", "价格超限", "price above the cap", ("price.above_cap",)),
    Cause("verification", "检定到期", "verification overdue", ("verification.overdue",)),
    Cause("licence", "许可失效", "licence lapsed", ("licence.lapsed",)),
    Cause("tax_state", "税控异常", "tax function", ("dispenser.tax_state",)),
    Cause("vapour_ratio", "气液比异常", "A/L ratio", ("vapour.ratio_warning", "vapour.ratio_alarm")),
    Cause(
        "vapour_pressure",
        "油罐压力异常",
        "tank pressure",
        ("vapour.pressure_warning", "vapour.pressure_alarm"),
    ),
    Cause("vapour_concentration", "油气浓度超限", "vapour concentration", ("vapour.concentration",)),
    Cause("vapour_forged", "油气数据疑似生成", "forged vapour data", ("vapour.forged",)),
    Cause("vapour_sync", "油气监测不同步", "vapour monitor adrift", ("vapour.volume_mismatch",)),
    Cause("undeclared", "申报不符", "declared too little", ("tax.undeclared_sales",)),
    Cause("books", "进销不平", "books do not balance", ("tax.purchase_mismatch", "stock.month_variance")),
    Cause("product", "品种不符", "product mismatch", ("tax.product_mismatch",)),
    Cause("transport", "运输不符", "transport mismatch", ("transport.unmatched",)),
    Cause(AREA, "区域性中断", "outage of an area"),
    Cause(STORM, "预警集中", "storm of alerts"),
)
CAUSES: dict[str, Cause] = {cause.code: cause for cause in _CAUSES}
_BY_RULE = {rule: cause.code for cause in _CAUSES for rule in cause.rules}


def cause_of(rule: str) -> str:
    """The cause that a rule tells of; a rule of a later version stands for itself.

    >>> cause_of("stock.hidden_sales"), cause_of("collector.offline")
    ('unrecorded_fuel', 'dark')
    """
    return _BY_RULE.get(rule, rule[:32])


def cause_words(code: str) -> tuple[str, str]:
    """A cause's name in Chinese and English.

    >>> cause_words("dark")
    ('采集中断', 'collection cut off')
    """
    known = CAUSES.get(code)
    if known:
        return known.name, known.name_en
    rule = RULE_CODES.get(code)
    return (rule.name, rule.name_en) if rule else (code, code)
