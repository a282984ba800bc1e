"""The words of emergencies and drills."""

from youjian.bureau.incidents.transitions import STATES, TRANSITIONS
from youjian.bureau.sheets.fields import Choice

KINDS = (
    Choice("spill", "油品泄漏（跑冒滴漏）", "Spill"),
    Choice("fire", "火灾", "Fire"),
    Choice("leak", "油气泄漏", "Vapour leak"),
    Choice("explosion", "爆炸危险", "Explosion hazard"),
    Choice("other", "其他", "Other"),
)
LEVELS = (
    Choice("1", "特别重大", "I, extremely serious"),
    Choice("2", "重大", "II, serious"),
    Choice("3", "较大", "III, considerable"),
    Choice("4", "一般", "IV, ordinary"),
)
INCIDENT_STATES = STATES
INCIDENT_STEPS = (
    Choice("opened", "事件报告", "Reported"),
    *(Choice(one.step, one.zh, one.en) for one in TRANSITIONS),
    Choice("call", "应急联络", "Called"),
    Choice("photo", "添加照片", "Photos added"),
    Choice("lead", "转线索", "Lead opened"),
)
WHATS = (
    Choice("respond", "到场处置时限", "Respond within"),
    Choice("report", "首次信息报告时限", "First report within"),
    Choice("close", "办结报告时限（控制后）", "Closing report within, once under control"),
    Choice("drill", "演练间隔", "Drill at least every"),
)
UNITS = {
    "respond": ("分钟", "minutes"),
    "report": ("分钟", "minutes"),
    "close": ("小时", "hours"),
    "drill": ("天", "days"),
}
DRILL_STATES = (
    Choice("planned", "计划中", "Planned"),
    Choice("held", "已开展", "Held"),
    Choice("cancelled", "已取消", "Cancelled"),
)
STANDING = (
    Choice("never", "未演练", "Never"),
    Choice("overdue", "已超期", "Overdue"),
    Choice("current", "按期", "In time"),
)
"""How a station stands with its drills."""
