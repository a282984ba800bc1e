"""The words of vapour recovery: the standard's 标准预警 and 标准报警 are not the platform's 预警."""

from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Choice
from youjian.detection.vapour.editions import EDITIONS

STATES = (
    Choice("alarm", "标准报警", "Standard alarm"),
    Choice("warning", "标准预警", "Standard warning"),
    Choice("not_judged", "不判定", "Not judged"),
    Choice("normal", "正常", "Normal"),
)
EDITION_CHOICES = tuple(Choice(one.code, one.zh, one.en) for one in EDITIONS)

MESSAGE_KINDS = (Choice("fills", "气液比", "Fills"), Choice("pressure", "油罐压力", "Pressure"))
MESSAGE_STATES = (
    Choice("waiting", "待上传", "Waiting"),
    Choice("sent", "已上传", "Sent"),
    Choice("failed", "上传失败", "Failed"),
)

TEST_KINDS = (
    Choice("tightness", "密闭性", "Tightness"),
    Choice("resistance", "液阻", "Back-pressure"),
    Choice("ratio", "气液比", "A/L"),
    Choice("monitor", "在线监测准确性", "Accuracy of the monitor"),
)
TEST_VERDICTS = (
    Choice("fail", "不合格", "Failed"),
    Choice("open", "待补测", "Open"),
    Choice("pass", "合格", "Passed"),
)


def subject_name(subject: str) -> str:
    """What was judged.

    >>> subject_name("nozzle:3")
    '3号枪气液比'
    """
    if subject.startswith("nozzle:"):
        number = subject.removeprefix("nozzle:")
        return pick(f"{number}号枪气液比", f"A/L of nozzle {number}")
    return pick("油罐压力", "Tank pressure") if subject == "pressure" else pick("油气浓度", "Vapour sensor")


ORDER_ACTIONS = (
    Choice("stop", "停用", "Stop"),
    Choice("enable", "恢复使用", "Use again"),
)
ORDER_STATES = (
    Choice("draft", "待签发", "Draft"),
    Choice("signed", "已签发，待送达", "Signed"),
    Choice("served", "已送达，待执行", "Served"),
    Choice("carried", "已执行", "Carried out"),
    Choice("lifted", "已解除", "Lifted"),
    Choice("withdrawn", "已撤回", "Withdrawn"),
)
ORDER_WAYS = (
    Choice("", "未送达", "Not served"),
    Choice("portal", "企业端签收", "Received in the portal"),
    Choice("hand", "当面送达", "By hand"),
)
FAULT_KINDS = (
    Choice("silent", "设备静默", "Monitor silent"),
    Choice("no_fills", "无气液比记录", "No A/L"),
    Choice("no_pressure", "无压力记录", "No pressure"),
    Choice("fault", "设备报故障", "Fault told"),
)


def order_number(number: int) -> str:
    """How an order is called.

    >>> order_number(7)
    'YQ-000007'
    """
    return f"YQ-{number:06d}"
