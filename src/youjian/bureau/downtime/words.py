"""The words of announced downtime."""

from datetime import datetime

from youjian.bureau.language import pick
from youjian.bureau.registry.words import device_name
from youjian.bureau.sheets.fields import Choice
from youjian.contract.fields import SHANGHAI

STATION = "station"
"""What is announced for the whole station."""
KINDS = (
    Choice("planned", "计划检修", "Planned work"),
    Choice("power", "停电", "Power cut"),
    Choice("repair", "故障维修", "Repair"),
    Choice("network", "网络中断", "Network"),
    Choice("closure", "歇业", "Temporary closure"),
)
STATUSES = (
    Choice("requested", "待审批", "To be decided"),
    Choice("approved", "已批准", "Approved"),
    Choice("rejected", "已驳回", "Rejected"),
    Choice("withdrawn", "已撤回", "Withdrawn"),
    Choice("revoked", "已撤销批准", "Approval revoked"),
)
STEPS = (
    Choice("requested", "申报", "Requested"),
    Choice("approved", "批准", "Approved"),
    Choice("rejected", "驳回", "Rejected"),
    Choice("withdrawn", "撤回", "Withdrawn"),
    Choice("ended", "提前结束", "Ended early"),
    Choice("revoked", "撤销批准", "Approval revoked"),
)


def where(device: str) -> str:
    """What stands still, as a person says it.

    >>> where("station"), where("tank:2")
    ('全站', '2号油罐')
    """
    return pick("全站", "Whole station") if device == STATION else device_name(device)


def minute(moment: datetime) -> str:
    """A moment as people in the office read it, Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
