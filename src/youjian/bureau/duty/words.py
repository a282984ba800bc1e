"""The words of duty."""

from datetime import datetime

from youjian.bureau.sheets.fields import Choice
from youjian.contract.fields import SHANGHAI

STATES = (
    Choice("missing", "未交接", "Not handed over"),
    Choice("offered", "待接班", "Waiting to be taken"),
    Choice("returned", "已退回", "Given back"),
    Choice("taken", "已接班", "Taken over"),
)
STEPS = (
    Choice("offered", "交班", "Handed over"),
    Choice("offered_again", "再次交班", "Handed over again"),
    Choice("returned", "退回", "Given back"),
    Choice("taken", "接班", "Taken over"),
)
COLOURS = (
    Choice("red", "红色", "red"),
    Choice("orange", "橙色", "orange"),
    Choice("yellow", "黄色", "yellow"),
    Choice("blue", "蓝色", "blue"),
)


def clock(moment: datetime) -> str:
    """The time of day in Shanghai."""
    return moment.astimezone(SHANGHAI).strftime("%H:%M")


def minute(moment: datetime) -> str:
    """A moment as people write it on a sheet, Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
