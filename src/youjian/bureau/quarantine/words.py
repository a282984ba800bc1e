"""What the codes of quarantine are called."""

from youjian.bureau.commands.words import RECORDS
from youjian.bureau.sheets.fields import Choice, named

STATUSES = (
    Choice("held", "待处理", "Held"),
    Choice("asked", "等待重放", "To be replayed"),
    Choice("replayed", "已入库", "Replayed"),
    Choice("discarded", "已作废", "Discarded"),
)
REASONS = (
    Choice("invalid", "内容不合规范", "Not as the contract has it"),
    Choice("clock", "设备时间不对", "Device's time"),
    Choice("conflict", "与已有记录矛盾", "Contradicts a stored record"),
    Choice("station", "站点编号不符", "Another station's"),
    Choice("table", "不认识的数据表", "Unknown table"),
    Choice("unprocessable", "无法入库", "Cannot be stored"),
)


def reason_name(code: str) -> str:
    """A reason as a person says it; a code without a name is shown as it is."""
    return named(REASONS, code)


def status_name(code: str) -> str:
    """A status as a person says it."""
    return named(STATUSES, code)


def table_name(code: str) -> str:
    """A table of the contract as a person says it; what is none as it was sent."""
    return named(RECORDS, code)
