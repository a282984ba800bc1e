"""All kinds of channels by their code."""

from youjian.bureau.notify.channels.dingtalk import Dingtalk
from youjian.bureau.notify.channels.mail import Mail
from youjian.bureau.notify.channels.port import Kind
from youjian.bureau.notify.channels.robots import DingtalkRobot, FeishuRobot, WecomRobot
from youjian.bureau.notify.channels.sms import Sms
from youjian.bureau.notify.channels.webhook import Webhook
from youjian.bureau.notify.channels.wecom import Wecom

KINDS: dict[str, Kind] = {
    "mail": Mail(),
    "sms": Sms(),
    "wecom_robot": WecomRobot(),
    "dingtalk_robot": DingtalkRobot(),
    "feishu_robot": FeishuRobot(),
    "webhook": Webhook(),
    "wecom": Wecom(),
    "dingtalk": Dingtalk(),
}
