"""The words for an alert's codes."""

from youjian.bureau.alerts import causes
from youjian.bureau.sheets.fields import Choice
from youjian.contract.codes import RULE_CODES

COLOURS = (
    Choice("red", "红色", "Red"),
    Choice("orange", "橙色", "Orange"),
    Choice("yellow", "黄色", "Yellow"),
    Choice("blue", "蓝色", "Blue"),
)
STATUSES = (
    Choice("open", "待签收", "To be signed for"),
    Choice("signed", "处置中", "Being handled"),
    Choice("closed", "已办结", "Closed"),
)
SEVERITIES = (
    Choice("alarm", "报警", "Alarm"),
    Choice("warning", "警告", "Warning"),
    Choice("info", "提示", "Note"),
)
VERDICTS = (
    Choice("discrepancy", "数据不符", "Discrepancy"),
    Choice("suspicion", "疑点", "Suspicion"),
    Choice("undecidable", "数据不足以判定", "Undecidable"),
)
FINDING_STATUSES = (
    Choice("open", "持续中", "Going on"),
    Choice("ended", "已结束", "Ended"),
    Choice("superseded", "已被替代", "Superseded"),
    Choice("withdrawn", "已撤回", "Withdrawn"),
)
OUTCOMES = (
    Choice("confirmed", "属实（经人工确认）", "Confirmed by a person"),
    Choice("false_alarm", "误报", "False alarm"),
    Choice("explained", "有合理解释", "Explained"),
    Choice("duplicate", "重复", "Duplicate"),
)
RULES = tuple(Choice(rule.code, rule.name, rule.name_en) for rule in RULE_CODES.values())
CAUSES = tuple(Choice(cause.code, cause.name, cause.name_en) for cause in causes.CAUSES.values())
