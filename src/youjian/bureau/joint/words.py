"""The words of joint operations."""

from youjian.bureau.joint.transitions import STATES, TRANSITIONS
from youjian.bureau.sheets.fields import Choice

OPERATION_STATES = STATES
OPERATION_STEPS = (
    Choice("planned", "拟制方案", "Planned"),
    Choice("changed", "修改方案", "Plan changed"),
    *(Choice(one.step, one.zh, one.en) for one in TRANSITIONS),
    Choice("confirm", "部门确认", "Confirmed"),
    Choice("decline", "部门不参加", "Declined"),
    Choice("task", "布置任务", "Task given"),
    Choice("task_done", "任务完成", "Task done"),
    Choice("record", "关联检查记录", "Inspection linked"),
    Choice("finding", "登记发现", "Finding entered"),
    Choice("link", "关联线索或案件", "Lead or case linked"),
    Choice("file", "添加照片", "Photos added"),
)
CHOSEN = (
    Choice("risk", "风险", "Risk"),
    Choice("lead", "线索", "Lead"),
    Choice("hand", "指定", "By hand"),
)
"""Why a station was chosen."""
