"""What holds of alerts in a city whose profile says nothing else. Approved by the bureau, no law."""

from collections.abc import Mapping, Sequence

from youjian.bureau.alerts.entries import (
    AreaEntry,
    ColourEntry,
    DeadlineEntry,
    Entry,
    RouteEntry,
    SectionName,
    Step,
    StormEntry,
)

_MEASURED = "数据不足以下结论时列为疑点，由人核查（规则目录）"
_IDENTITY = "恒等式不成立且涉及油量、金额或计量（规则目录）"
_COLOURS = (
    ColourEntry(
        code="notes",
        colour="blue",
        severities=["info"],
        basis="提示类发现，不要求处置时限内核查（规则目录）",
    ),
    ColourEntry(
        code="records",
        colour="yellow",
        causes=["records"],
        basis="记录质量问题，限期更正（数据合同）",
    ),
    ColourEntry(
        code="long-dark",
        colour="orange",
        causes=["dark"],
        severities=["alarm"],
        from_days=1.0,
        basis="不得自行下线；中断超过一日（市采集系统方案）",
    ),
    ColourEntry(
        code="dark",
        colour="yellow",
        causes=["dark"],
        basis="不得自行下线；原因待查（市采集系统方案）",
    ),
    ColourEntry(
        code="vapour",
        colour="orange",
        causes=["vapour_ratio", "vapour_pressure", "vapour_concentration", "vapour_forged"],
        severities=["alarm"],
        basis="GB 20952-2020 附录E（资料性，作为线索）",
    ),
    ColourEntry(
        code="large",
        colour="red",
        severities=["alarm"],
        verdicts=["suspicion"],
        from_litres=5000.0,
        basis="油量达5000升的疑点，从重预警（可调整）",
    ),
    ColourEntry(
        code="suspicion",
        colour="orange",
        severities=["alarm"],
        verdicts=["suspicion"],
        basis=_MEASURED,
    ),
    ColourEntry(code="identity", colour="red", severities=["alarm"], basis=_IDENTITY),
    ColourEntry(code="warning", colour="yellow", basis="警告类发现，限期整改（规则目录）"),
)
_ROUTES = (
    RouteEntry(
        code="meters",
        department="market",
        informed=["tax"],
        causes=["meter", "tampering", "verification"],
        note="强制检定与铅封由市场监管部门负责",
    ),
    RouteEntry(
        code="quality-and-price",
        department="market",
        causes=["water", "gauge", "price", "records"],
        note="油品质量、计量数据与价格由市场监管部门负责",
    ),
    RouteEntry(
        code="return",
        department="market",
        informed=["tax"],
        rules=["fuelling.false_return"],
        note="回罐多见于检定",
    ),
    RouteEntry(
        code="taxes",
        department="tax",
        informed=["commerce"],
        causes=["undeclared", "product", "tax_state", "books", "unrecorded_fuel"],
        note="申报、发票与未记录销售由税务部门核查",
    ),
    RouteEntry(
        code="supply",
        department="commerce",
        informed=["tax"],
        causes=["unrecorded_delivery", "delivery"],
        note="成品油流通由商务部门牵头",
    ),
    RouteEntry(
        code="licences",
        department="commerce",
        informed=["market"],
        causes=["licence"],
        note="成品油零售经营资格由商务部门监管",
    ),
    RouteEntry(
        code="vapour",
        department="ecology",
        causes=["vapour_ratio", "vapour_pressure", "vapour_concentration", "vapour_forged", "vapour_sync"],
        note="油气回收由生态环境部门监管",
    ),
    RouteEntry(
        code="haulage",
        department="transport",
        informed=["commerce"],
        causes=["transport"],
        note="运输过程由交通运输部门监管",
    ),
    RouteEntry(
        code="leaks",
        department="emergency",
        informed=["ecology"],
        causes=["loss"],
        note="疑似渗漏先按安全隐患处置",
    ),
    RouteEntry(
        code="devices",
        department="operator",
        informed=["commerce"],
        causes=["dark", "clock", "gauge_fault", "area_outage"],
        note="采集中断与设备故障先由运维单位处置",
    ),
    RouteEntry(code="rest", department="commerce", note="其余由牵头部门处置"),
)
_UP = [
    Step(after="sign", minutes=0, level=1, to=["head"]),
    Step(after="sign", minutes=60, level=2, to=["lead"]),
    Step(after="close", minutes=0, level=2, to=["lead"]),
]
_LATER = [
    Step(after="sign", minutes=0, level=1, to=["head"]),
    Step(after="close", minutes=0, level=2, to=["lead"]),
]
_DEADLINES = (
    DeadlineEntry(
        code="red", colours=["red"], sign_minutes=30, close_working_days=5, snooze_days=1.0, steps=_UP
    ),
    DeadlineEntry(
        code="orange", colours=["orange"], sign_minutes=120, close_working_days=10, snooze_days=3.0, steps=_UP
    ),
    DeadlineEntry(
        code="yellow",
        colours=["yellow"],
        sign_working_days=1,
        close_working_days=15,
        snooze_days=7.0,
        steps=_LATER,
    ),
    DeadlineEntry(
        code="blue", sign_working_days=3, close_working_days=20, snooze_days=30.0, steps=_LATER[:1]
    ),
)
_STORMS = (
    StormEntry(code="cause", by="cause", more_than=10, minutes=30, note="同一县（市、区）同一原因集中产生"),
    StormEntry(code="county", by="county", more_than=30, minutes=30, note="同一县（市、区）集中产生"),
    StormEntry(code="city", by="city", more_than=80, minutes=30, note="全市集中产生"),
)
_AREAS = (AreaEntry(code="county", stations=3, share=0.3, minutes=30, note="同一县（市、区）同时中断"),)
DEFAULTS: Mapping[SectionName, Sequence[Entry]] = {
    "colours": _COLOURS,
    "routes": _ROUTES,
    "deadlines": _DEADLINES,
    "storms": _STORMS,
    "areas": _AREAS,
}
