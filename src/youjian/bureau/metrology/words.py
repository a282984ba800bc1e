"""The words of metering."""

from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Choice

KINDS = (
    Choice("first", "首次检定", "First"),
    Choice("periodic", "后续检定", "Periodic"),
    Choice("after_repair", "修后检定", "After repair"),
    Choice("in_use", "使用中检查", "In-use check"),
)
RESULTS = (Choice("fail", "不合格", "Failed"), Choice("pass", "合格", "Passed"))
ACTS = (
    Choice("applied", "施封", "Applied"),
    Choice("removed", "拆封", "Removed"),
    Choice("found_broken", "发现破损", "Found broken"),
)
LEAVES = (
    Choice("verification", "检定", "Verification"),
    Choice("authorised_repair", "批准维修", "Approved repair"),
    Choice("none", "未经批准", "No leave"),
)
SEAL_STATES = (
    Choice("on", "在位", "On"),
    Choice("missing", "缺失", "Missing"),
    Choice("broken", "破损", "Broken"),
    Choice("none", "未设", "None"),
)
STANDINGS = (
    Choice("failed", "不合格", "Failed"),
    Choice("lapsed", "已过期", "Lapsed"),
    Choice("never", "无检定记录", "Never verified"),
    Choice("soon", "即将到期", "Lapses soon"),
    Choice("valid", "有效", "Valid"),
)
ENTRY_KINDS = (
    Choice("event", "设备事件", "Event"),
    Choice("repair", "维修与开启", "Repair or opening"),
    Choice("verification", "检定", "Verification"),
    Choice("seal", "铅封", "Seal"),
    Choice("acceptance", "验收", "Acceptance"),
    Choice("register", "档案变更", "Register"),
)
EVENT_NAMES = {
    "board_id_changed": ("计控主板编号变化", "Main board changed"),
    "encoder_id_changed": ("编码器编号变化", "Encoder changed"),
    "cover_opened": ("机盖打开", "Cover opened"),
    "self_lock": ("加油机自锁", "Dispenser locked itself"),
    "totalizer_reset": ("累计泵码清零", "Totalizer reset"),
    "seal_broken": ("铅封断开", "Seal broken"),
    "meter_adjusted": ("流量计调整", "Meter adjusted"),
    "nozzle_disabled": ("油枪停用", "Nozzle disabled"),
    "nozzle_enabled": ("油枪启用", "Nozzle enabled"),
    "maintenance_started": ("维护开始", "Maintenance began"),
    "maintenance_ended": ("维护结束", "Maintenance ended"),
}
"""The events that concern a meter, as people say them."""
TAMPERING = frozenset(
    {
        "board_id_changed",
        "encoder_id_changed",
        "cover_opened",
        "self_lock",
        "totalizer_reset",
        "seal_broken",
        "meter_adjusted",
    }
)
"""Events that want a leave: a repair that was approved for the time."""
EVENTS = tuple(Choice(code, zh, en) for code, (zh, en) in EVENT_NAMES.items())
"""The same as the choices of a list."""
EVENT_LEAVES = (
    Choice("none", "未经批准", "No leave"),
    Choice("approved", "已批准维护", "Approved"),
    Choice("", "无需批准", "None wanted"),
)
ACCEPTANCE_RESULTS = (Choice("refused", "不予验收", "Refused"), Choice("accepted", "通过", "Accepted"))
ACCEPTANCE_KINDS = (Choice("new", "新装", "New"), Choice("replaced", "更换", "Replaced"))
MISSING = {
    "ecqs": ("不具备e-CQS联网功能", "no function to link with e-CQS"),
    "remote_kit": ("未配远程监管套件", "no remote-supervision kit"),
    "self_lock": ("不具备自锁功能", "no self-lock"),
}
"""Why a dispenser is refused."""
APPOINTMENT_STATES = (
    Choice("requested", "待确认", "Requested"),
    Choice("planned", "已排期", "Planned"),
    Choice("confirmed", "已确认", "Confirmed"),
    Choice("done", "已完成", "Done"),
    Choice("missed", "未到场", "Missed"),
    Choice("cancelled", "已取消", "Cancelled"),
)
ORIGINS = (
    Choice("plan", "计划", "Plan"),
    Choice("station", "企业申请", "Station"),
    Choice("desk", "计量科登记", "Desk"),
)
BASES = (
    Choice("siblings", "与同罐各枪比", "Siblings"),
    Choice("absolute", "按液位与单据", "Levels and documents"),
)
OUTCOMES = (
    Choice("short", "正超差（少给油）", "Short measure"),
    Choice("over", "负超差", "Over"),
    Choice("fine", "合格", "Within"),
)
NOTICE_STATES = (Choice("prepared", "待发送", "To be sent"), Choice("sent", "已发送", "Sent"))
POINT_NAMES = {"q1": ("大流量点Q1", "flow point Q1"), "q2": ("小流量点Q2", "flow point Q2")}
FAULT_WORDS = {
    "appearance": ("外观或功能检查不合格", "appearance or functions not as required"),
    "error": ("示值误差超出最大允许误差", "indication error beyond the maximum permissible error"),
    "repeatability": ("重复性超出限值", "repeatability beyond its limit"),
}


def percent(milli: int) -> str:
    """Thousandths of a percent as a person reads them.

    >>> percent(-305), percent(100)
    ('-0.305', '+0.100')
    """
    sign = "-" if milli < 0 else "+"
    return f"{sign}{abs(milli) // 1000}.{abs(milli) % 1000:03d}"


def fault_name(fault: str) -> str:
    """What was wrong at a verification.

    >>> fault_name("error_q1")
    '大流量点Q1：示值误差超出最大允许误差'
    """
    kind, _, point = fault.partition("_")
    said = pick(*FAULT_WORDS[kind])
    return f"{pick(*POINT_NAMES[point])}{pick('：', ': ')}{said}" if point else said


def document_name(result: str) -> str:
    """What a verification is told on: 检定证书, or 检定结果通知书 for a failure."""
    if result == "pass":
        return pick("检定证书", "Verification certificate")
    return pick("检定结果通知书", "Notice of verification result")
