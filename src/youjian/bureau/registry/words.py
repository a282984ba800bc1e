"""The words for what the register does not keep as a sheet: connections, collectors, changes, devices."""

from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Choice

LINKS = (
    Choice("up", "在线", "Online"),
    Choice("late", "迟报", "Late"),
    Choice("down", "离线", "Offline"),
    Choice("maintenance", "停机申报", "Approved downtime"),
    Choice("new", "未接入", "Not connected yet"),
)
COLLECTOR_STATES = (
    Choice("pending", "联调中", "Joint test"),
    Choice("accepted", "已验收", "Accepted"),
    Choice("refused", "已停用", "Refused"),
)
CHANGE_KINDS = (
    Choice("added", "新增", "Added"),
    Choice("changed", "变更", "Changed"),
    Choice("removed", "删除", "Removed"),
)
CHANGE_SOURCES = (
    Choice("form", "表单", "Form"),
    Choice("upload", "表格上传", "Upload"),
    Choice("import", "档案导入", "Import"),
    Choice("profile", "城市配置", "City settings"),
    Choice("lifecycle", "站点变动", "Station lifecycle"),
    Choice("downtime", "停机申报", "Approved downtime"),
    Choice("platform", "平台", "Platform"),
)
_DEVICES = {
    "collector": ("采集终端", "Collector"),
    "vapour": ("油气监测", "Vapour monitor"),
    "dispenser": ("加油机", "Dispenser"),
    "nozzle": ("加油枪", "Nozzle"),
    "tank": ("油罐", "Tank"),
}


def device_name(device: str) -> str:
    """A device as a person says it, in the request's language.

    >>> device_name("nozzle:3"), device_name("collector")
    ('3号加油枪', '采集终端')
    """
    kind, _, number = device.partition(":")
    zh, en = _DEVICES.get(kind, (kind, kind))
    return pick(f"{number}号{zh}", f"{en} {number}") if number else pick(zh, en)
