"""The words of acceptance."""

from youjian.bureau.sheets.fields import Choice

STAGES = (
    Choice("none", "待联调", "To be tested"),
    Choice("tested", "联调通过", "Tested"),
    Choice("accepted", "已验收", "Accepted"),
    Choice("live", "已上线", "Live"),
)
RESULTS = (
    Choice("pass", "合格", "Passed"),
    Choice("fail", "不合格", "Failed"),
    Choice("short", "数据不足", "Not enough data"),
)
TEST_STATES = (Choice("open", "测试中", "Open"), Choice("concluded", "已结论", "Concluded"))
PAPER_STATES = (
    Choice("draft", "待批准", "Draft"),
    Choice("approved", "已批准", "Approved"),
)
CHAPTERS = {"features": "功能特性", "indicators": "技术指标", "service": "服务状况"}
CHAPTER_NAMES = (
    Choice("features", "功能特性", "Functions"),
    Choice("indicators", "技术指标", "Technical indicators"),
    Choice("service", "服务状况", "Service"),
)
ITEMS = {
    "features": ("加油记录采集上传", "液位数据采集上传", "断网补传", "断电后自动恢复", "税控数据读取"),
    "indicators": (
        "防爆合格证在有效期内",
        "接地和线缆敷设合格",
        "采集值与加油机显示一致",
        "液位与人工计量一致",
    ),
    "service": ("站员培训完成", "资料移交完整", "报修渠道畅通"),
}
"""What testers look at, by chapter; they may enter others."""
PARTIES = ("承建单位", "县（市、区）主管部门", "加油站")
"""Who signs a station's document."""
