"""The limits of checks and grades, each with where it comes from, until the city sets its own."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """A limit's name, unit, value and source."""

    zh: str
    en: str
    value: float
    unit: str
    source: str


_OURS = "系统默认值，2026-11-23；以合同和招标文件技术指标为准（recalled）"
_GRADES = "《项目支出绩效评价管理办法》（财预〔2020〕10号）等级划分（recalled）"
DEFAULTS: Mapping[str, Limit] = {
    "hours": Limit("测试时长", "Length of a test", 24, "h", "工作任务：总量24小时一致"),
    "tank_readings": Limit("每罐最少读数", "Least readings of a tank", 24, "", _OURS),
    "totals_ml": Limit("每枪总量允差", "Tolerance of a nozzle's totals", 100, "mL", _OURS),
    "online_pct": Limit("在线率", "Online rate", 99, "%", _OURS),
    "latency_s": Limit("上传时延（95%）", "Latency (95 %)", 60, "s", _OURS),
    "latency_records": Limit("时延最少笔数", "Least fuellings for latency", 20, "", _OURS),
    "clock_s": Limit("终端时间偏差", "Clock offset", 5, "s", _OURS),
    "chart_points": Limit("罐容表最少点数", "Least points of a chart", 2, "", _OURS),
    "chart_over_pct": Limit("罐容表超罐容", "Chart above capacity", 5, "%", _OURS),
    "grade_best": Limit("优（起）", "Grade 1 from", 90, "", _GRADES),
    "grade_good": Limit("良（起）", "Grade 2 from", 80, "", _GRADES),
    "grade_fair": Limit("中（起）", "Grade 3 from", 60, "", _GRADES),
}
