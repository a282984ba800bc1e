"""The words of notification: kinds of channels, states of deliveries, what happened to an alert."""

from youjian.bureau.sheets.fields import Choice

KINDS = (
    Choice("mail", "电子邮件", "E-mail"),
    Choice("sms", "短信", "Short message"),
    Choice("wecom_robot", "企业微信群机器人", "WeCom group robot"),
    Choice("dingtalk_robot", "钉钉群机器人", "DingTalk group robot"),
    Choice("feishu_robot", "飞书群机器人", "Feishu group robot"),
    Choice("webhook", "Webhook（CloudEvents）", "Webhook (CloudEvents)"),
    Choice("wecom", "政务微信／企业微信应用", "WeCom application"),
    Choice("dingtalk", "钉钉应用（含待办）", "DingTalk application with to-do"),
)
STATES = (
    Choice("held", "暂存待汇总", "Waits for a digest"),
    Choice("queued", "待发送", "To be sent"),
    Choice("sent", "已发送", "Sent"),
    Choice("delivered", "已送达", "Delivered"),
    Choice("read", "已读", "Read"),
    Choice("digested", "已并入汇总", "Told in a digest"),
    Choice("dead", "发送失败", "Failed for good"),
    Choice("cancelled", "已取消", "Cancelled"),
)
ACTIONS = (
    Choice("tell", "通知", "Notice"),
    Choice("todo", "创建待办", "To-do created"),
    Choice("finish", "办结待办", "To-do closed"),
)
FORMS = (
    Choice("inapp", "站内", "In the console"),
    Choice("mail", "邮件", "E-mail"),
    Choice("robot", "群机器人", "Group robots"),
    Choice("card", "政务微信／钉钉应用", "WeCom and DingTalk applications"),
    Choice("sms", "短信", "Short messages"),
)
STEPS = (
    Choice("alert", "预警", "Alerts"),
    Choice("digest", "汇总", "Digest"),
    Choice("notice", "其他通知", "Other notices"),
)
AUDIENCES = (
    Choice("duty", "责任部门值班人员", "On duty in the responsible department"),
    Choice("assigned", "被转办的人", "The person it is assigned to"),
    Choice("informed", "协办部门值班人员", "On duty in the informed departments"),
    Choice("roles", "指定角色", "People with certain roles"),
    Choice("groups", "工作群机器人", "Group robots"),
    Choice("webhooks", "对接系统", "Connected systems"),
)
WHATS = (
    Choice("opened", "新预警", "New alert"),
    Choice("joined", "并入新情况", "More findings"),
    Choice("revised", "数据更新", "Figures revised"),
    Choice("rose", "预警升级", "Graver now"),
    Choice("ended", "情况结束", "It ended"),
    Choice("superseded", "数据已更正", "Records corrected"),
    Choice("again", "再次出现", "It came again"),
    Choice("signed", "已签收", "Signed for"),
    Choice("assigned", "转办给您", "Assigned to you"),
    Choice("snoozed", "已暂缓", "Snoozed"),
    Choice("woken", "暂缓到期", "The snooze is over"),
    Choice("escalated", "超期未办", "Overdue"),
    Choice("reopened", "重新打开", "Reopened"),
    Choice("commented", "有新意见", "Commented on"),
    Choice("explained", "有情况说明", "Explained by the station"),
    Choice("closed", "已办结", "Closed"),
)
COLOURS = {
    "red": ("红色", "Red", "◆"),
    "orange": ("橙色", "Orange", "▲"),
    "yellow": ("黄色", "Yellow", "●"),
    "blue": ("蓝色", "Blue", "■"),
}
"""Chinese word, English word, shape."""
NOTHING = "—"


def named(choices: tuple[Choice, ...], code: str, language: str) -> str:
    """A code's name in a person's language; one that is not known stands for itself."""
    found = next((choice for choice in choices if choice.code == code), None)
    return code if found is None else found.en if language == "en" else found.zh
