"""Reading the journal and checking its chain."""

from datetime import datetime

from django.db.models import Exists, Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.scopes import people_within
from youjian.bureau.journal.chain import CONTENT, GENESIS, digest
from youjian.bureau.journal.contracts import ChainOut, JournalEntryOut, JournalFilter, JournalOut
from youjian.bureau.journal.models import JournalEntry, JournalHead
from youjian.bureau.language import pick
from youjian.bureau.registry.models import Region
from youjian.bureau.scope import EVERYWHERE, set_scope, within

ACTION_NAMES: dict[str, tuple[str, str]] = {
    "account.login": ("登录", "Log in"),
    "account.login_failed": ("登录失败", "Login failed"),
    "account.locked": ("账号锁定", "Account locked"),
    "account.logout": ("退出", "Log out"),
    "account.password": ("修改密码", "Change password"),
    "account.act_for": ("切换代理身份", "Switch to or from acting for somebody"),
    "account.second_failed": ("动态口令错误", "Wrong second factor"),
    "account.factor_begin": ("开始绑定第二因子", "Begin to add a second factor"),
    "account.factor_confirm": ("绑定第二因子", "Add a second factor"),
    "account.factor_codes": ("更换恢复码", "New recovery codes"),
    "account.factor_remove": ("解绑第二因子", "Remove one's own second factor"),
    "people.factor_reset": ("重置他人第二因子", "Reset a person's second factor"),
    "ticket.ask": ("申请运维工单", "Ask for a ticket"),
    "ticket.withdraw": ("撤回运维工单", "Withdraw a ticket"),
    "ticket.approve": ("批准运维工单", "Approve a ticket"),
    "ticket.reject": ("不批准运维工单", "Reject a ticket"),
    "ticket.cut": ("终止运维工单", "Cut a ticket off"),
    "ticket.pledge": ("登记保密承诺", "File a pledge of confidentiality"),
    "security.policy": ("修改安全策略", "Change the security policy"),
    "account.end_session": ("结束本人其他登录", "End one's own logins elsewhere"),
    "people.create": ("新增人员", "Add a person"),
    "people.change": ("修改人员", "Change a person"),
    "people.deactivate": ("停用人员", "Deactivate a person"),
    "people.reactivate": ("启用人员", "Reactivate a person"),
    "people.password_reset": ("重置密码", "Reset a password"),
    "people.unlock": ("解除锁定", "Unlock an account"),
    "people.end_sessions": ("强制退出", "End a person's logins"),
    "department.add": ("新增部门", "Add a department"),
    "department.change": ("修改部门", "Change a department"),
    "post.add": ("新增岗位", "Add a post"),
    "post.change": ("修改岗位", "Change a post"),
    "post.remove": ("删除岗位", "Remove a post"),
    "role.add": ("新增角色", "Add a role"),
    "role.change": ("修改角色", "Change a role"),
    "role.remove": ("删除角色", "Remove a role"),
    "delegation.make": ("指定代理人", "Name a deputy"),
    "delegation.end": ("终止代理", "End a delegation"),
    "calendar.notice": ("导入放假通知", "Take a year's holiday notice"),
    "calendar.days": ("修改工作日历", "Change days of the calendar"),
    "station.view": ("查看站点", "Look at a station"),
    "alert.view": ("查看预警", "Look at an alert"),
    "alert.raise": ("产生预警", "Alert raised"),
    "alert.prove": ("复核验证疑点", "Prove a finding"),
    "alert.sign": ("签收预警", "Sign for an alert"),
    "alert.comment": ("填写意见", "Comment on an alert"),
    "alert.explanation": ("填写情况说明", "Explain an alert"),
    "alert.close": ("办结预警", "Close an alert"),
    "alert.assign": ("转办预警", "Assign an alert"),
    "alert.snooze": ("暂缓预警", "Snooze an alert"),
    "alert.wake": ("恢复预警", "End an alert's snooze"),
    "alert.reopen": ("重新打开预警", "Open an alert again"),
    "alert.settle": ("调整预警分派与时限", "Change routing, colours or deadlines of alerts"),
    "registry.import": ("导入档案", "Import the register"),
    "registry.change": ("变更档案", "Change the register"),
    "registry.chart": ("启用罐容表", "Take a tank chart"),
    "registry.operations": ("经营沿革到期生效", "Take operations into force"),
    "registry.profile": ("载入城市配置", "Load the city's settings"),
    "registry.enrolment_code": ("签发入网码", "Issue an enrolment code"),
    "registry.collector_state": ("变更采集终端状态", "Change a collector's state"),
    "collector.command": ("下达采集终端指令", "Ask something of a collector"),
    "retention.set": ("修改保存期限", "Change how long records are kept"),
    "retention.hold": ("保全数据", "Hold days of a station"),
    "retention.release": ("解除保全", "Release a hold"),
    "outage.correct": ("更正离线归因", "Put an outage down to another cause"),
    "retention.run": ("到期清理", "Drop and thin what is past its limits"),
    "retention.restore": ("调回归档数据", "Bring days back from the archive"),
    "quarantine.replay": ("重放待核数据", "Have quarantined records replayed"),
    "quarantine.discard": ("作废待核数据", "Discard quarantined records"),
    "collector.command_cancel": ("撤销采集终端指令", "Take a command to a collector back"),
    "registry.close": ("关停加油站", "Close a station"),
    "registry.suspend": ("暂停营业", "Suspend a station"),
    "registry.reopen": ("恢复营业", "Reopen a station"),
    "registry.move": ("迁址", "Move a station"),
    "registry.merge": ("合并加油站", "Merge stations"),
    "registry.split": ("分立加油站", "Split a station"),
    "supply.enter": ("录入进油单", "Enter a delivery document"),
    "supply.attach": ("上传单据照片", "Add photos to a paper"),
    "supply.take": ("接口登记单据", "Take papers by the API"),
    "vapour.target": ("维护油气数据上传平台", "Say where vapour records are sent"),
    "vapour.again": ("重新上传油气数据", "Send vapour records again"),
    "vapour.test": ("登记油气回收检测", "Enter a test of vapour recovery"),
    "vapour.order_draft": ("起草油枪停用或恢复通知", "Draft an order about a nozzle"),
    "vapour.order_withdraw": ("撤回油枪通知草稿", "Withdraw a draft about a nozzle"),
    "vapour.order_sign": ("签发油枪停用或恢复通知", "Sign an order about a nozzle"),
    "vapour.order_serve": ("签收或送达油枪通知", "Serve an order about a nozzle"),
    "vapour.order_carry": ("执行油枪通知", "Carry out an order about a nozzle"),
    "vapour.order_lift": ("解除油枪停用", "Lift the stop of a nozzle"),
    "vapour.edition": ("选定油气回收判定标准", "Choose the edition of vapour recovery"),
    "transport.take": ("认领单据核对", "Take a match"),
    "transport.ask": ("请站方说明单据", "Ask a station about papers"),
    "transport.answer": ("说明单据", "Answer about papers"),
    "transport.settle": ("核对单据完毕", "Settle a match"),
    "transport.hand": ("单据核对转预警", "Hand a match to an alert"),
    "transport.join": ("人工关联单据", "Join papers by hand"),
    "transport.part": ("解除单据关联", "Take papers apart"),
    "transport.points": ("接收定位数据", "Take in track points"),
    "transport.locks": ("接收电子锁数据", "Take in lock events"),
    "transport.file": ("导入定位或电子锁文件", "Import a file of tracks or lock events"),
    "transport.settings": ("修改运输核对阈值", "Change thresholds of transport"),
    "transport.place": ("维护装油地", "Say where a loading place is"),
    "stock.enter": ("登记台账更正分录", "Enter a correction into the stock book"),
    "stock.take_back": ("冲销台账更正分录", "Take a correction of the stock book back"),
    "stock.close": ("月结台账", "Close a month of the stock book"),
    "stock.reopen": ("重开台账月份", "Reopen a month of the stock book"),
    "stock.export": ("导出进销存台账", "Export the stock book"),
    "stock.losses": ("登记损耗标准", "Add a line of losses allowed"),
    "report.keep": ("生成并留存报表", "Keep a report"),
    "report.take": ("下载报表", "Take a report as a file"),
    "report.schedule": ("设置定时报表", "Schedule a report"),
    "report.stop": ("停止定时报表", "Stop a scheduled report"),
    "report.resume": ("恢复定时报表", "Resume a scheduled report"),
    "report.send": ("定时报表发送", "Send a scheduled report"),
    "downtime.request": ("申报停机", "Announce downtime"),
    "downtime.approve": ("批准停机", "Approve downtime"),
    "downtime.reject": ("驳回停机申报", "Reject downtime"),
    "downtime.withdraw": ("撤回停机申报", "Withdraw a downtime request"),
    "downtime.end": ("停机提前结束", "End downtime early"),
    "downtime.revoke": ("撤销停机批准", "Revoke an approved downtime"),
    "duty.roster": ("编制值班表", "Make or change a roster"),
    "duty.fill": ("排班", "Fill a roster"),
    "duty.put": ("调整值班", "Change who has a shift"),
    "duty.swap": ("换班", "Swap two shifts"),
    "handover.offer": ("交班", "Hand a shift over"),
    "handover.return": ("退回交班", "Give a hand-over back"),
    "handover.take": ("接班", "Take a shift over"),
    "rules.draft": ("起草规则调整", "Draft a change of rules"),
    "rules.edit": ("修改规则调整", "Edit a change of rules"),
    "rules.rebase": ("规则调整改以现行规则集为基础", "Move a change of rules to the newest set"),
    "rules.backtest": ("发起规则回测", "Ask for a backtest"),
    "rules.stop": ("停止规则回测", "Stop a backtest"),
    "rules.submit": ("提交规则调整", "Submit a change of rules"),
    "rules.approve": ("批准规则调整", "Approve a change of rules"),
    "rules.reject": ("驳回规则调整", "Reject a change of rules"),
    "rules.withdraw": ("撤回规则调整", "Withdraw a change of rules"),
    "rules.revoke": ("撤销规则调整的批准", "Revoke an approved change of rules"),
    "rules.switch_off": ("停用规则", "Switch a rule off at a station"),
    "rules.switch_on": ("提前恢复规则", "Switch a rule on again"),
    "rules.switch_over": ("规则停用到期", "A rule's switch-off is over"),
    "notify.channel_save": ("保存通知渠道", "Save a channel of notification"),
    "notify.channel_remove": ("删除通知渠道", "Remove a channel of notification"),
    "notify.rule_save": ("保存通知规则", "Save a rule of notification"),
    "notify.rule_remove": ("删除通知规则", "Remove a rule of notification"),
    "notify.wording_save": ("修改通知模板", "Change a text of notification"),
    "notify.wording_reset": ("恢复通知模板", "Set a text of notification back"),
    "notify.policy": ("修改通知策略", "Change what holds for all notices"),
    "notify.wishes": ("修改通知偏好", "Change how one wants to be told"),
    "notify.test": ("发送测试通知", "Send a test notice"),
    "notify.resend": ("重发通知", "Send a notice anew"),
    "notify.cancel": ("取消通知", "Cancel a notice"),
    "metrology.result": ("登记检定结果", "Enter the result of a verification"),
    "quality.plan": ("制定抽样计划", "Plan samples"),
    "quality.sample": ("登记抽样", "Enter a sample"),
    "quality.report": ("登记检验结果", "Enter a laboratory report"),
    "quality.limit": ("维护质量限值", "Set a limit of quality"),
    "quality.handed": ("移交样品", "Hand a sample on"),
    "quality.received": ("接收样品", "Receive a sample"),
    "quality.opened": ("启封样品", "Open a sample"),
    "quality.retest_asked": ("申请复检", "Ask for a retest"),
    "quality.notified": ("告知抽检结果", "Tell the station a result"),
    "quality.corrected": ("登记质量整改", "Note what was put right"),
    "quality.closed": ("办结抽样", "Close a sample"),
    "lead.open": ("登记线索", "Open a lead"),
    "lead.attach": ("上传线索照片", "Add photos to a lead"),
    "lead.accept": ("受理线索", "Accept a lead"),
    "lead.reject": ("不予受理线索", "Reject a lead"),
    "lead.merge": ("线索并案", "Merge a lead into another"),
    "lead.assign": ("转办线索", "Assign a lead"),
    "lead.link": ("关联线索的加油站", "Link a lead with a station"),
    "lead.note": ("填写线索情况", "Note something on a lead"),
    "lead.close": ("办结线索", "Close a lead"),
    "lead.reveal": ("查看举报人信息", "See who reported"),
    "lead.term": ("设定办理时限", "Set the term of an answer"),
    "inspection.hand_in": ("提交现场检查记录", "Hand in an inspection"),
    "inspection.note": ("补充现场检查记录", "Add to an inspection"),
    "inspection.checklist": ("维护检查表", "Set a checklist"),
    "credit.compute": ("计算风险分级", "Work out risk classes"),
    "credit.propose": ("提出风险分级权重", "Propose weights of risk classes"),
    "credit.approve": ("审批风险分级权重", "Decide on weights of risk classes"),
    "credit.official": ("登记官方信用风险分类", "Enter official classes"),
    "credit.annulled": ("信用决定失效", "A decision of credit withdrawn"),
    "credit.decision": ("登记行政决定", "Enter a decision on a station"),
    "credit.ask": ("提出信用异议或修复", "Object, or ask for repair of credit"),
    "credit.decide": ("审批信用异议或修复", "Decide on an objection or repair"),
    "credit.export": ("导出信用信息", "Export credit decisions"),
    "credit.seal": ("封存抽查名单", "Seal the list of a draw"),
    "credit.draw": ("双随机抽取", "Draw stations and inspectors"),
    "credit.draw_export": ("下载抽查存证", "Download the proof of a draw"),
    "credit.conflict": ("登记回避事项", "Note a conflict of interest"),
    "credit.unbar": ("结束回避事项", "End a conflict of interest"),
    "bulletin.draft": ("拟制通报", "Draft a bulletin"),
    "bulletin.edit": ("修改通报", "Edit a bulletin"),
    "bulletin.issue": ("签发通报", "Issue a bulletin"),
    "notice.propose": ("拟制催办通知", "Propose a notice"),
    "notice.issue": ("签发催办通知", "Issue a notice"),
    "notice.drop": ("不予签发催办通知", "Drop a notice"),
    "notice.acknowledge": ("签收催办通知", "Acknowledge a notice"),
    "notice.answer": ("答复催办通知", "Answer a notice"),
    "hotline.enter": ("登记热线工单", "Enter a work order"),
    "hotline.import": ("导入热线工单", "Import work orders"),
    "hotline.link": ("关联热线工单的加油站", "Link a work order with a station"),
    "hotline.lead": ("热线工单转线索", "Make a lead of a work order"),
    "hotline.extend": ("热线工单延期", "Extend a work order's deadline"),
    "hotline.reply": ("答复热线工单", "Reply to a work order"),
    "hotline.close": ("办结热线工单", "Close a work order"),
    "hotline.return": ("退回热线工单", "Give a work order back"),
    "hotline.note": ("填写热线工单情况", "Note something on a work order"),
    "ecqs.take": ("导入e-CQS台账", "Take e-CQS's ledger in"),
    "ecqs.send": ("送出e-CQS台账", "Send our ledger to e-CQS"),
    "ecqs.failed": ("e-CQS交换失败", "An exchange with e-CQS failed"),
    "ecqs.ask": ("发起e-CQS交换", "Ask for an exchange with e-CQS"),
    "ecqs.decide": ("判定e-CQS差异", "Decide a difference to e-CQS"),
    "ecqs.pair": ("对应e-CQS器具", "Pair an instrument of e-CQS"),
    "ecqs.default": ("维护e-CQS默认值", "Set a default of the e-CQS ledger"),
    "public.codes": ("生成公示二维码", "Make public codes"),
    "public.revoke": ("停用公示二维码", "Revoke a public code"),
    "metrology.edition": ("维护检定规程版本", "Set an edition of JJG 443"),
    "metrology.seal_applied": ("登记施封", "Note that a seal was put on"),
    "metrology.seal_removed": ("登记拆封", "Note that a seal was taken off"),
    "metrology.seal_found_broken": ("登记铅封破损", "Note that a seal was found broken"),
    "metrology.settings": ("修改计量设置", "Change the settings of metering"),
    "metrology.acceptance": ("查验新装或更换的加油机", "Look at a new or replaced dispenser"),
    "metrology.repair_close": ("维修结案", "Close a repair"),
    "metrology.appointment_ask": ("申请检定", "Ask for a verification"),
    "metrology.appointment_confirm": ("确认检定预约", "Confirm a verification"),
    "metrology.appointment_done": ("完成检定预约", "Finish a verification's appointment"),
    "metrology.appointment_missed": ("登记检定未到场", "Note a missed verification"),
    "metrology.appointment_cancel": ("取消检定预约", "Cancel a verification's appointment"),
    "metrology.plan": ("编制检定计划", "Plan verifications"),
    "metrology.visit": ("登记核查结果", "Feed back a visit by the priority list"),
    "metrology.notice_prepare": ("生成计量处理通报", "Prepare the notice of a metering breach"),
    "metrology.notice_send": ("发送计量处理通报", "Send the notice of a metering breach"),
    "metrology.seal_position": ("维护施封位置", "Set a position of seals"),
    "price.notice": ("登记调价公告", "Enter a price notice"),
    "price.limits": ("修改价格异常界限", "Change the limits of odd prices"),
    "tax.rate": ("设定税率", "Set a tax rate"),
    "tax.settings": ("修改税务比对参数", "Change settings of the tax desk"),
    "tax.group": ("设立汇总纳税组", "Let taxpayers file as one"),
    "tax.group_end": ("终止汇总纳税组", "End a group of taxpayers"),
    "tax.pack": ("生成涉税证据包", "Make an evidence pack"),
    "tax.pack_take": ("下载涉税证据包", "Take an evidence pack"),
    "tax.hand_over_sent": ("移交税务", "Hand a taxpayer over to tax"),
    "tax.hand_over_received": ("税务接收移交", "Receive a hand-over"),
    "tax.hand_over_returned": ("税务退回移交", "Give a hand-over to tax back"),
    "tax.hand_over_settled": ("税务反馈结果", "Report what came of a hand-over"),
    "tax.chip_take": ("受理税控核查任务", "Take a task on a tax function"),
    "tax.chip_done": ("办结税控核查任务", "Finish a task on a tax function"),
    "case.file": ("批准立案", "File a case"),
    "case.refuse": ("不予立案", "Do not file a case"),
    "case.propose": ("提出处理意见", "Propose what to decide"),
    "case.send_back": ("案件退回补充调查", "Send a case back"),
    "case.notify": ("告知当事人", "Notify the party"),
    "case.heard": ("听取意见完毕", "Party heard"),
    "case.decide": ("作出处理决定", "Decide a case"),
    "case.transfer": ("移送案件", "Transfer a case"),
    "case.execute": ("执行完毕", "Decision carried out"),
    "case.dismiss": ("案件不予处理", "Dismiss a case"),
    "case.close": ("结案", "Close a case"),
    "case.reopen": ("案件重新调查", "Reopen a case"),
    "case.join": ("增加协办部门", "Bring in a department"),
    "case.extend": ("延长办案期限", "Extend a term"),
    "case.supervise": ("督办案件", "Supervise a case"),
    "case.report": ("督办反馈", "Report to the supervisor"),
    "case.note": ("案件情况说明", "Note on a case"),
    "case.opened": ("登记案件", "Open a case"),
    "case.received": ("接收移送", "Receive a transfer"),
    "case.returned": ("退回移送", "Give a transfer back"),
    "case.settled": ("反馈移送结果", "Report on a transfer"),
    "case.task": ("布置办案任务", "Give a task of a case"),
    "case.task_done": ("完成办案任务", "Finish a task of a case"),
    "case.document": ("拟制文书", "Draft a document"),
    "case.issued": ("签发文书", "Issue a document"),
    "case.served": ("送达文书", "Serve a document"),
    "case.scan": ("添加案件材料", "Add material to a case"),
    "case.hearing": ("记录听证", "Record a hearing"),
    "case.appeal": ("当事人申辩", "Object"),
    "case.answer": ("答复申辩", "Answer an objection"),
    "case.relate": ("关联案件", "Relate cases"),
    "case.attach": ("并入案件", "Add to a case"),
    "case.dossier": ("生成案卷", "Make a dossier"),
    "case.dossier_take": ("下载案卷", "Take a dossier"),
    "case.term": ("设定办案期限", "Set a term of cases"),
    "incident.opened": ("报告突发事件", "Report an emergency"),
    "incident.respond": ("突发事件到场处置", "Respond to an emergency"),
    "incident.report": ("突发事件信息报告", "Report an emergency upwards"),
    "incident.control": ("突发事件险情控制", "An emergency is under control"),
    "incident.flare_up": ("突发事件险情反复", "An emergency flared up"),
    "incident.close": ("突发事件办结", "Close an emergency"),
    "incident.dismiss": ("突发事件误报撤销", "An emergency was a false alarm"),
    "incident.level": ("调整突发事件等级", "Change an emergency's level"),
    "incident.note": ("突发事件处置进展", "Progress of an emergency"),
    "incident.reopen": ("突发事件重新处置", "Reopen an emergency"),
    "incident.call": ("突发事件应急联络", "Call about an emergency"),
    "incident.photo": ("添加突发事件照片", "Add photos of an emergency"),
    "incident.lead": ("突发事件转线索", "Open a lead of an emergency"),
    "incident.term": ("设定突发事件时限", "Set a term of emergencies"),
    "incident.audience": ("设定突发事件通知部门", "Say who is told of emergencies"),
    "incident.contact_add": ("增加应急联络人", "Put somebody on the call list"),
    "incident.contact_change": ("修改应急联络人", "Change the call list"),
    "incident.contact_remove": ("移除应急联络人", "Take somebody off the call list"),
    "drill.plan": ("计划应急演练", "Plan a drill"),
    "drill.hold": ("登记演练结果", "Enter what a drill showed"),
    "drill.cancel": ("取消应急演练", "Cancel a drill"),
    "drill.measure": ("布置演练改进措施", "Give a measure after a drill"),
    "drill.measure_done": ("完成演练改进措施", "Finish a measure after a drill"),
    "drill.photo": ("添加演练照片", "Add photos of a drill"),
    "joint.planned": ("拟制联合执法方案", "Plan a joint operation"),
    "joint.changed": ("修改联合执法方案", "Change the plan of a joint operation"),
    "joint.submit": ("提交联合执法方案", "Submit a joint operation"),
    "joint.send_back": ("退回联合执法方案", "Send a joint operation back"),
    "joint.approve": ("批准联合执法方案", "Approve a joint operation"),
    "joint.revise": ("调整联合执法方案", "Revise a joint operation"),
    "joint.start": ("开始联合执法行动", "Start a joint operation"),
    "joint.finish": ("结束联合执法行动", "Finish a joint operation"),
    "joint.cancel": ("取消联合执法行动", "Cancel a joint operation"),
    "joint.note": ("联合执法情况说明", "Note on a joint operation"),
    "joint.confirm": ("确认参加联合执法", "Confirm a joint operation"),
    "joint.decline": ("不参加联合执法", "Decline a joint operation"),
    "joint.task": ("布置联合执法任务", "Give a task of a joint operation"),
    "joint.task_done": ("完成联合执法任务", "Finish a task of a joint operation"),
    "joint.record": ("联合执法关联检查记录", "Link an inspection with a joint operation"),
    "joint.finding": ("登记联合执法发现", "Enter a finding of a joint operation"),
    "joint.link": ("联合执法关联线索或案件", "Link a lead or case with a joint operation"),
    "joint.file": ("添加联合执法照片", "Add photos of a joint operation"),
    "exchange.platform": ("维护对接平台", "Edit a platform of others"),
    "exchange.ask": ("与平台交换", "Exchange with a platform"),
    "exchange.entry": ("编制共享目录", "Write an entry of the catalogue"),
    "exchange.publish": ("发布共享目录", "Publish an entry"),
    "exchange.withdraw": ("撤下共享目录", "Withdraw an entry"),
    "exchange.application": ("收到共享申请", "Take an application for data"),
    "exchange.approve": ("同意共享申请", "Approve an application for data"),
    "exchange.refuse": ("不同意共享申请", "Refuse an application for data"),
    "exchange.refused": ("拒收平台文件", "Refuse documents of a platform"),
    "exchange.batch": ("生成上报批次", "Make a batch for a platform"),
    "exchange.row": ("处理被退回数据", "Decide on a refused row"),
    "exchange.difference": ("处理对账差异", "Decide on a difference"),
    "exchange.schedule": ("维护定期交付", "Edit a schedule of files"),
    "exchange.act_type": ("维护监管行为编码", "Edit a code of acts"),
    "exchange.acts": ("导出监管行为", "Export acts of supervision"),
    "sharing.draft": ("起草共享协议", "Draft an agreement"),
    "sharing.approve": ("批准共享协议", "Approve an agreement"),
    "sharing.refuse": ("不批准共享协议", "Refuse an agreement"),
    "sharing.suspend": ("暂停共享协议", "Suspend an agreement"),
    "sharing.resume": ("恢复共享协议", "Resume an agreement"),
    "sharing.revoke": ("撤销共享协议", "Revoke an agreement"),
    "sharing.client": ("维护共享客户端", "Edit a client of sharing"),
    "sharing.secret": ("更换共享密钥", "Give a client a new secret"),
    "sharing.hook": ("维护数据推送", "Edit a hook"),
    "sharing.replay": ("重发推送", "Send events again"),
    "sharing.ferry": ("制作摆渡包", "Make a package of the ferry"),
    "sharing.ferry_answer": ("登记摆渡回执", "Take the answer to a package"),
    "sharing.file": ("生成共享文件", "Make a shared file"),
    "sharing.receipt": ("登记共享文件回执", "Note a receipt"),
    "account.sso_failed": ("单点登录失败", "Single sign-on failed"),
    "account.unbind": ("解除单点登录绑定", "Free an account from single sign-on"),
    "account.bind": ("绑定统一身份", "Bind an identity to an account"),
    "upload.check": ("上传文件", "Upload a file"),
    "upload.commit": ("导入文件", "Import a file"),
    "upload.discard": ("放弃上传", "Discard an upload"),
    "table.reveal": ("查看敏感信息", "Show a masked value in full"),
    "table.export": ("导出表格", "Export a table"),
    "table.view_save": ("保存视图", "Save a view"),
    "table.view_delete": ("删除视图", "Delete a view"),
    "journal.view": ("查看操作日志", "Look at the journal"),
}
"""What is journaled, with its names in Chinese and English."""


def action_name(action: str) -> str:
    """An action's name in the request's language; one that this version does not know stands for itself."""
    return pick(*ACTION_NAMES.get(action, (action, action)))


def seen_by(actor: Actor) -> Q:
    """Entries on stations within the scope, and on none: for the whole city all, else of the own people."""
    about_none = Q(station_id__isnull=True)
    if "*" not in actor.scope:
        others = Region.objects.filter(~within(actor.scope, "region_code"), parent_code__isnull=True)
        about_none &= ~Q(Exists(others)) | Q(username__in=people_within(actor).values("username"))
    return about_none | within(actor.scope)


def entries(actor: Actor, wanted: JournalFilter) -> JournalOut:
    """Entries that the actor may see, newest first."""
    rows = JournalEntry.objects.filter(seen_by(actor), *_conditions(wanted))
    found = list(rows.order_by("-number")[: wanted.limit + 1])
    shown = found[: wanted.limit]
    return JournalOut(
        items=[_out(entry) for entry in shown],
        next_before=shown[-1].number if len(found) > wanted.limit else None,
    )


def standing() -> tuple[int, str]:
    """How many entries there are, and the digest of the last."""
    row = JournalHead.objects.get(id=1)
    return row.number, row.digest


def failed_logins(since: datetime) -> int:
    """How many wrong passwords and wrong second factors there were since a moment."""
    failed = ("account.login_failed", "account.locked", "account.second_failed")
    return JournalEntry.objects.filter(action__in=failed, at__gte=since).count()


def verify_chain(actor: Actor) -> ChainOut:
    """Recompute every digest from the first entry to the head; needs to see entries of every scope."""
    set_scope(EVERYWHERE)
    try:
        return _verify()
    finally:
        set_scope(actor.scope)


def _verify() -> ChainOut:
    previous, number = GENESIS, 0
    for entry in JournalEntry.objects.order_by("number").iterator(chunk_size=2000):
        content = {name: getattr(entry, name) for name in CONTENT}
        whole = entry.number == number + 1 and entry.previous == previous
        if not whole or digest(entry.algorithm, previous, content) != entry.digest:
            return _broken(number, previous, number + 1)
        previous, number = entry.digest, entry.number
    head = JournalHead.objects.get(id=1)
    if (head.number, head.digest) != (number, previous):
        return _broken(number, previous, number + 1)
    message = pick(
        f"操作日志共{number}条，链条完整。", f"The journal has {number} entries; its chain is whole."
    )
    return ChainOut(intact=True, entries=number, head=previous, broken_at=None, message=message)


def _broken(entries_: int, head: str, at: int) -> ChainOut:
    message = pick(
        f"操作日志自第{at}条起与链条不符，请立即通知安全审计员并保留数据库现场。",
        f"From entry {at} on the journal does not fit its chain. Tell the security auditor at once and keep"
        " the database as it is.",
    )
    return ChainOut(intact=False, entries=entries_, head=head, broken_at=at, message=message)


def _conditions(wanted: JournalFilter) -> list[Q]:
    pairs = {
        "username": wanted.username,
        "action__startswith": wanted.action,
        "object": wanted.object,
        "at__gte": wanted.from_at,
        "at__lt": wanted.to_at,
        "number__lt": wanted.before,
    }
    return [Q(**{name: value}) for name, value in pairs.items() if value not in ("", None)]


def _out(entry: JournalEntry) -> JournalEntryOut:
    shown = {name: getattr(entry, name) for name in (*CONTENT, "digest")}
    return JournalEntryOut(**shown, action_name=action_name(entry.action))
