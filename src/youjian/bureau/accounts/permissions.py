"""The permissions there are; plain data, so that a profile can be checked without the office."""

from youjian.bureau.language import pick

PERMISSIONS: dict[str, tuple[str, str]] = {
    "map.see": ("查看一张图", "See the map"),
    "station.see": ("查看一站一档", "See stations and the register"),
    "alert.see": ("查看预警", "See alerts"),
    "alert.sign": ("签收预警", "Sign for alerts"),
    "alert.comment": ("填写情况说明", "Write on alerts"),
    "alert.close": ("办结预警", "Close alerts"),
    "alert.assign": ("转办预警", "Assign alerts"),
    "alert.snooze": ("暂缓预警", "Snooze alerts"),
    "alert.route": ("维护预警分派与时限", "Edit routing, colours and deadlines of alerts"),
    "rules.propose": ("提出规则调整", "Propose changes of rules"),
    "rules.approve": ("审批规则调整", "Approve changes of rules"),
    "live.see": ("查看实时监测", "See live figures"),
    "cockpit.see": ("查看驾驶舱", "See the cockpit"),
    "duty.manage": ("维护值班表", "Edit the duty roster"),
    "notify.manage": ("维护通知渠道", "Edit channels of notification"),
    "supply.see": ("查看进销存单据", "See deliveries, trips, invoices and declarations"),
    "supply.enter": ("录入和导入单据", "Enter and import papers"),
    "supply.settle": ("处理单据核对", "Settle papers that do not match"),
    "stock.see": ("查看进销存台账", "See the stock book"),
    "stock.correct": ("登记台账更正分录", "Enter corrections into the stock book"),
    "stock.close": ("月结和重开台账", "Close and reopen months of the stock book"),
    "stock.losses": ("维护损耗标准", "Edit the losses allowed"),
    "tax.see": ("查看税务比对", "See the tax comparison"),
    "tax.manage": ("维护税务比对和税控任务", "Edit taxpayer groups, tolerance and tasks of the tax desk"),
    "price.manage": ("发布最高零售价", "Publish maximum retail prices"),
    "report.see": ("查看报表", "See reports"),
    "report.schedule": ("设置报表定时发送", "Schedule reports"),
    "metrology.see": ("查看计量", "See verification, seals and measured errors"),
    "metrology.manage": ("维护检定计划和机具档案", "Edit verification plans and dispensers' files"),
    "metrology.verify": ("登记检定结果和铅封", "Enter results of verifications, seals and repairs"),
    "ecqs.exchange": ("与e-CQS交换数据", "Exchange data with e-CQS"),
    "quality.see": ("查看油品质量", "See samples and their results"),
    "quality.manage": ("维护抽检计划和结果", "Edit sampling plans, samples and results"),
    "vapour.see": ("查看油气回收", "See vapour recovery"),
    "vapour.manage": ("维护油气回收检测和上传", "Edit tests of vapour recovery, faults and uploads"),
    "vapour.order": ("签发加油枪停用和启用通知", "Sign orders to stop and enable nozzles"),
    "inspection.do": ("现场检查", "Inspect on site"),
    "inspection.see": ("查看检查记录", "See records of inspections"),
    "hotline.see": ("查看热线工单", "See work orders of the hotlines"),
    "hotline.manage": ("办理热线工单", "Handle work orders of the hotlines"),
    "hotline.reporter": ("查看举报人信息", "See who reported"),
    "lead.see": ("查看线索", "See leads"),
    "lead.manage": ("办理线索", "Handle leads"),
    "case.see": ("查看案件", "See cases"),
    "case.manage": ("办理案件", "Handle cases"),
    "case.decide": ("审批案件", "Approve filing, decisions, transfers and closing of cases"),
    "case.supervise": ("督办案件", "Supervise cases"),
    "case.appeal": ("提出申辩", "Object to what a case says of one's own station"),
    "incident.see": ("查看突发事件", "See emergencies"),
    "incident.manage": ("处置突发事件", "Handle emergencies and drills"),
    "credit.see": ("查看风险和信用", "See risk classes and credit"),
    "credit.manage": ("维护风险和随机抽查", "Edit risk weights, credit records and random inspections"),
    "credit.decide": ("审批信用事项", "Decide on objections, repair of credit and weights"),
    "credit.appeal": ("提出信用异议", "Object to the own station's risk class or credit record"),
    "bulletin.see": ("查看通报", "See bulletins and notices"),
    "bulletin.manage": ("拟制通报", "Draft bulletins and notices"),
    "bulletin.issue": ("签发通报", "Issue bulletins and notices"),
    "sharing.see": ("查看数据共享", "See what is shared"),
    "sharing.manage": ("办理数据共享", "Edit agreements, clients and deliveries of sharing"),
    "sharing.approve": ("审批共享协议", "Approve and revoke agreements of sharing"),
    "sharing.reveal": ("查看敏感信息", "See masked fields in full, for a reason"),
    "security.see": ("查看安全状况", "See the state of security"),
    "security.manage": ("维护安全策略", "Edit security policy, keys and second factors"),
    "ticket.see": ("查看运维工单", "See tickets to operate the platform"),
    "ticket.request": ("申请运维工单", "Ask for access to operate the platform"),
    "ticket.approve": ("审批运维工单", "Approve access to operate the platform"),
    "rollout.see": ("查看推广建设", "See how the platform's rollout goes"),
    "rollout.manage": ("办理推广建设", "Edit survey, pledges, plan, orders and ledgers of the rollout"),
    "rollout.install": ("填写安装记录", "Fill in what was installed on site"),
    "rollout.permit": ("审批作业许可", "Grant permits for work in hazardous areas"),
    "rollout.report": ("报送推广日报周报", "File daily and weekly reports of the rollout"),
    "rollout.approve": ("审批推广事项", "Approve reports, notices and acceptance of the rollout"),
    "rollout.self": ("填报本站建设情况", "Fill in the own station's survey and sign its pledge"),
    "cost.see": ("查看费用", "See costs"),
    "cost.manage": ("维护费用", "Edit costs, budgets and statements"),
    "cost.approve": ("审批费用", "Approve how costs are shared"),
    "upkeep.see": ("查看运维", "See devices, tickets and terms of upkeep"),
    "upkeep.report": ("报修", "Report faults of devices"),
    "upkeep.work": ("处理运维工单", "Work on faults of devices"),
    "upkeep.manage": ("管理运维", "Edit devices, terms, plans and suppliers of upkeep"),
    "portal.use": ("使用企业端", "Use the station's own pages"),
    "quarantine.see": ("查看待核数据", "See quarantined records"),
    "quarantine.settle": ("处理待核数据", "Settle quarantined records"),
    "retention.manage": ("维护保存期限", "Edit how long records are kept"),
    "journal.see": ("查看操作日志", "See the journal"),
    "registry.manage": ("维护站点档案", "Edit the register"),
    "collector.command": ("下达采集终端指令", "Give commands to collectors"),
    "collector.probe": ("在线查询设备", "Probe devices through collectors"),
    "downtime.request": ("申报停机", "Announce downtime"),
    "downtime.approve": ("审批停机申报", "Approve downtime"),
    "export.take": ("导出数据", "Export tables"),
    "calendar.manage": ("维护工作日历", "Edit the working-day calendar"),
    "accounts.see": ("查看人员与权限", "See people and rights"),
    "accounts.manage": ("维护人员与权限", "Manage people and rights"),
}
"""Permissions with their names in Chinese and English."""

MANAGE = "accounts.manage"
"""Who has it gives rights to people."""
NEVER_DELEGATED = frozenset({"accounts.see", "accounts.manage", "security.manage", "ticket.approve"})
"""What a deputy does not get: rights over people and rights."""

APART = ("accounts.manage", "security.manage", "journal.see")
"""What the three administrators may do (三员分立): nobody holds two of these."""

WALL = frozenset({"cockpit.see"})
"""All that the account of a screen on a wall may do; such a session does not end for want of a touch."""


def permission_name(permission: str) -> str:
    """A permission as a person says it, in the request's language."""
    return pick(*PERMISSIONS[permission])
