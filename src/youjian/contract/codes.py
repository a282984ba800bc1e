"""The rule catalogue's codes with their Chinese names; one word for one thing on every screen."""

from dataclasses import dataclass
from typing import Literal

RuleKind = Literal["exact", "measured"]


@dataclass(frozen=True)
class RuleCode:
    """A code of the catalogue: its kind, its name on screens and its legal or physical basis."""

    code: str
    kind: RuleKind
    name: str
    name_en: str
    basis: str


_CODES = (
    RuleCode("record.conflict", "exact", "同键异值记录", "record conflict", "数据合同"),
    RuleCode("fuelling.sequence_gap", "exact", "加油记录序号缺失", "sequence gap", "数据合同"),
    RuleCode("fuelling.totalizer_gap", "exact", "累计泵码与加油量不符", "totalizer gap", "恒等式"),
    RuleCode("fuelling.totalizer_reset", "exact", "累计泵码回落", "totalizer reset", "主板或税控芯片更换"),
    RuleCode("fuelling.amount_mismatch", "exact", "金额与油量单价不符", "amount mismatch", "数据合同"),
    RuleCode("fuelling.implausible_flow", "exact", "流量超出量程", "implausible flow", "JJG 443 适用范围"),
    RuleCode("fuelling.overlap", "exact", "同枪加油时间重叠", "overlapping fuellings", "数据合同"),
    RuleCode("fuelling.false_return", "measured", "回罐油量未回到油罐", "false test return", "回罐"),
    RuleCode("price.above_cap", "exact", "单价高于最高零售价", "price above cap", "价格公告"),
    RuleCode("collector.offline", "exact", "采集终端离线", "collector offline", "不得自行下线"),
    RuleCode("collector.offline_trading", "exact", "离线期间有出油", "trading while offline", "不得自行下线"),
    RuleCode("collector.clock_drift", "exact", "采集终端时钟偏差", "clock drift", "数据合同"),
    RuleCode("dispenser.tampered", "exact", "加油机部件异动", "dispenser part changed", "JJG 443、铅封"),
    RuleCode("seal.broken", "exact", "铅封异常", "seal broken", "铅封"),
    RuleCode("verification.overdue", "exact", "检定到期", "verification overdue", "强制检定"),
    RuleCode("meter.bias", "measured", "单枪示值误差偏离", "meter bias", "JJG 443 最大允许误差"),
    RuleCode("meter.bias_common", "measured", "多枪示值误差同向偏离", "common meter bias", "远程作弊软件"),
    RuleCode("stock.unrecorded_delivery", "measured", "疑似无单进油", "unrecorded delivery", "无票购进"),
    RuleCode("stock.delivery_variance", "measured", "进油单与液位不符", "delivery variance", "以销控进"),
    RuleCode("stock.document_without_rise", "exact", "有单无进油", "document without rise", "虚开"),
    RuleCode("stock.hidden_sales", "measured", "未记录出油（疑似）", "hidden sales", "隐匿销售"),
    RuleCode("stock.loss", "measured", "持续损耗", "steady loss", "渗漏"),
    RuleCode("stock.water", "measured", "水位异常", "water", "油品质量"),
    RuleCode("stock.month_variance", "measured", "月度进销存损溢超限", "month variance", "GB/T 11085"),
    RuleCode("gauge.frozen", "measured", "液位仪读数停滞", "gauge frozen", "液位仪"),
    RuleCode("gauge.replayed", "measured", "液位仪读数重复", "gauge replayed", "液位仪"),
    RuleCode("gauge.fault", "exact", "液位仪故障", "gauge fault", "设备"),
    RuleCode("vapour.ratio_warning", "exact", "气液比标准预警", "A/L warning", "GB 20952-2020 附录E"),
    RuleCode("vapour.ratio_alarm", "exact", "气液比标准报警", "A/L alarm", "GB 20952-2020 附录E"),
    RuleCode(
        "vapour.pressure_warning", "exact", "油罐压力标准预警", "pressure warning", "GB 20952-2020 附录E"
    ),
    RuleCode("vapour.pressure_alarm", "exact", "油罐压力标准报警", "pressure alarm", "GB 20952-2020 附录E"),
    RuleCode("vapour.concentration", "exact", "油气浓度超限", "vapour concentration", "GB 20952-2020 附录E"),
    RuleCode(
        "vapour.volume_mismatch",
        "exact",
        "油气监测油量不同步",
        "vapour volume mismatch",
        "GB 20952-2020 附录F",
    ),
    RuleCode("vapour.forged", "measured", "气液比数据疑似生成", "forged vapour data", "设备屏蔽上传"),
    RuleCode("tax.undeclared_sales", "measured", "销量高于申报", "undeclared sales", "税收征管"),
    RuleCode("tax.purchase_mismatch", "measured", "进销不平", "purchase mismatch", "以销控进"),
    RuleCode("tax.product_mismatch", "exact", "品种进销不符", "product mismatch", "变票"),
    RuleCode("transport.unmatched", "measured", "运输与卸油不符", "transport unmatched", "运输过程监管"),
    RuleCode("licence.lapsed", "exact", "许可失效期间经营", "licence lapsed", "成品油流通管理办法"),
    RuleCode("dispenser.tax_state", "exact", "税控功能异常", "tax state", "税控功能"),
)
RULE_CODES: dict[str, RuleCode] = {code.code: code for code in _CODES}

OF_FUELLINGS = frozenset(
    {
        "fuelling.totalizer_gap",
        "fuelling.totalizer_reset",
        "fuelling.amount_mismatch",
        "fuelling.implausible_flow",
        "fuelling.overlap",
    }
)
"""Rules judged as records come in, whose finding is named by the `seq` of one fuelling (of a pair the later).

What they say follows from the current versions of that fuelling and its neighbours alone, so a correction may
change or take back what was said.
"""
