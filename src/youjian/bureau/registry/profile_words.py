"""The closed lists of a profile: modules of the console, terms that differ by city, kinds of departments."""

MODULES: dict[str, tuple[str, str]] = {
    "workbench": ("工作台", "Desk"),
    "map": ("一张图", "Map"),
    "cockpit": ("驾驶舱", "Cockpit"),
    "live": ("实时监测", "Live"),
    "stations": ("一站一档", "Register"),
    "alerts": ("预警", "Alerts"),
    "downtime": ("停机申报", "Announced downtime"),
    "uploads": ("表格导入", "Uploads"),
    "supply": ("购运存", "Supply"),
    "tax": ("税务比对", "Tax"),
    "metrology": ("计量", "Metrology"),
    "vapour": ("油气回收", "Vapour recovery"),
    "quality": ("油品质量", "Fuel quality"),
    "enforcement": ("执法协同", "Enforcement"),
    "rollout": ("建设推进", "Rollout"),
    "upkeep": ("运行维护", "Upkeep"),
    "reports": ("统计报表", "Reports"),
    "sharing": ("数据共享", "Sharing"),
    "journal": ("日志", "Journals"),
    "system": ("系统管理", "System"),
    "portal": ("企业门户", "Station portal"),
}
"""Groups of the console's pages. A module that is off has no entry in the navigation."""

TERMS: dict[str, tuple[str, str]] = {
    "collector": ("采集终端", "Collector"),
    "liaison": ("联络人", "Liaison"),
    "joint_test": ("联调测试", "Joint test"),
    "acceptance": ("验收", "Acceptance"),
    "final_acceptance": ("整体终验", "Final acceptance"),
    "pledge": ("责任承诺书", "Pledge"),
}
"""The console's words that a city may say otherwise, by the word of the glossary."""

DEPARTMENT_KINDS: dict[str, tuple[str, str]] = {
    "lead": ("牵头部门", "Lead"),
    "user": ("应用部门", "User"),
    "support": ("配合部门", "Support"),
    "county": ("县区", "County"),
    "builder": ("业主单位", "Builder"),
    "operator": ("运维单位", "Operator"),
    "companies": ("加油站企业", "Station companies"),
}
PAYERS: dict[str, tuple[str, str]] = {
    "company": ("企业自行承担", "The company"),
    "county": ("县区财政承担", "The county"),
    "state_companies": ("国有企业按加油站数量比例分担", "State-owned companies, by their number of stations"),
    "unsettled": ("方案未明确", "The plan does not say"),
}
"""Who pays for equipment, and who for running the platform."""
