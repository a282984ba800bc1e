"""The words of inspections."""

from youjian.bureau.sheets.fields import Choice

ANSWERS = (
    Choice("ok", "符合", "In order"),
    Choice("problem", "不符合", "Not in order"),
    Choice("na", "不涉及", "Not applicable"),
)
CONCLUSIONS = (
    Choice("clear", "未发现问题", "Nothing found"),
    Choice("rectify", "责令改正", "To be put right"),
    Choice("handle", "移交处理", "To be handled"),
)
READINGS = (
    Choice("totalizer", "累计泵码", "Totalizer"),
    Choice("level", "油位", "Level"),
    Choice("water", "水位", "Water level"),
    Choice("temperature", "油温", "Temperature"),
    Choice("price", "单价", "Price"),
    Choice("pressure", "系统压力", "Pressure"),
    Choice("other", "其他", "Other"),
)
UNITS = {
    "totalizer": "L",
    "level": "mm",
    "water": "mm",
    "temperature": "℃",
    "price": "元/L",
    "pressure": "Pa",
    "other": "",
}
"""The unit in which each kind of reading is noted."""
SEAL_STATES = (
    Choice("intact", "完好", "Intact"),
    Choice("broken", "破损", "Broken"),
    Choice("missing", "缺失", "Missing"),
    Choice("changed", "编号不符", "Another number"),
)
SIDES = (
    Choice("inspector", "检查人员", "Inspector"),
    Choice("companion", "同行检查人员", "Second inspector"),
    Choice("site", "现场负责人", "Person in charge"),
)
NOTES = (
    Choice("supplement", "补充说明", "Supplement"),
    Choice("correction", "更正说明", "Correction"),
    Choice("follow_up", "整改复查", "Follow-up"),
)
