"""Robots of group chats: WeCom, DingTalk, Feishu. Formats as their public documents say."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from youjian.bureau.notify.channels.asking import posted, refused
from youjian.bureau.notify.channels.port import Field, Line, Receipt
from youjian.bureau.notify.channels.signing import dingtalk_query, feishu_sign
from youjian.bureau.notify.letters import Letter

ROBOT_PER_MINUTE = 20
WECOM_MOST, WECOM_TEXT_MOST, DINGTALK_MOST = 4096, 2048, 20_000
_URL = Field("url", "机器人Webhook地址", "The robot's webhook address", "url", secret=True, required=True)
_MENTION = Field(
    "mention_red", "红色预警提醒（@）", "Mention at red", "lines", default=[],
    hint=("每行一个成员账号或手机号，@all为所有人", "an account or mobile a line; @all for everybody"),
)  # fmt: skip
_MOBILE = re.compile(r"1[0-9]{10}")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_QUOTE = re.compile(r"(?m)^> ?")


def bytes_fitted(text: str, most: int) -> str:
    """A text that takes at most so many bytes of UTF-8; whole characters, and the cut is shown.

    >>> bytes_fitted("加油站", 8)
    '加…'
    """
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore") + "…"


def unmarked(text: str) -> str:
    """A robot's markdown as plain text.

    >>> unmarked("**◆红色预警**\\n> 设备：2号油罐\\n[查看](https://x.cn/1)")
    '◆红色预警\\n设备：2号油罐\\n查看 https://x.cn/1'
    """
    plain = _LINK.sub(r"\1 \2", text.replace("**", ""))
    return _QUOTE.sub("", plain)


def needs_address(secrets: Mapping[str, str], name: str = "url") -> None:
    """Raise ValueError unless a secret is the address of a web server."""
    parts = urlsplit(secrets.get(name, ""))
    if not secrets.get(name, "").startswith("env:") and (
        parts.scheme not in ("http", "https") or not parts.hostname or parts.username
    ):
        message = f"{name}: not an address that begins with https:// or http://"
        raise ValueError(message)


def _mentions(line: Line, letter: Letter) -> tuple[list[str], list[str]]:
    """Accounts and mobiles to call; nobody but at a red alert."""
    if letter.colour != "red":
        return [], []
    named = [str(one).strip() for one in line.settings.get("mention_red") or [] if str(one).strip()]
    mobiles = [one for one in named if _MOBILE.fullmatch(one)]
    return [one for one in named if one not in mobiles], mobiles


class WecomRobot:
    """WeCom group robot (developer.work.weixin.qq.com, path/91770): 20 messages a minute.

    Markdown cannot call by mobile, so mentions go in a text message; 45009 is the limit on frequency.
    """

    fields = (
        _URL,
        Field(
            "msgtype",
            "消息类型",
            "Message type",
            "choice",
            default="markdown",
            choices=(("markdown", "Markdown", "Markdown"), ("text", "纯文本", "Plain text")),
        ),
        _MENTION,
    )
    per_minute = ROBOT_PER_MINUTE

    def check(self, _settings: Mapping[str, Any], secrets: Mapping[str, str], /) -> None:
        """The address is all there is."""
        needs_address(secrets)

    def send(self, line: Line, letter: Letter) -> Receipt:
        """One message to the group."""
        answer = posted(line.web, line.secrets["url"], self.body(line, letter))
        refused(answer, {45009: "whole", -1: "later"})
        return Receipt("sent")

    @staticmethod
    def body(line: Line, letter: Letter) -> dict[str, Any]:
        """The message as it goes on the wire."""
        users, mobiles = _mentions(line, letter)
        if mobiles or line.text("msgtype") == "text":
            content = bytes_fitted(unmarked(letter.text), WECOM_TEXT_MOST)
            mentions = {"mentioned_list": users, "mentioned_mobile_list": mobiles}
            return {"msgtype": "text", "text": {"content": content, **mentions}}
        called = "".join(f"<@{user.removeprefix('@')}>" for user in users)
        content = bytes_fitted(letter.text, WECOM_MOST - len(called.encode()) - 1) + (
            "\n" + called if called else ""
        )
        return {"msgtype": "markdown", "markdown": {"content": content}}


class DingtalkRobot:
    """DingTalk group robot (open.dingtalk.com, custom robots): signed, or held by a keyword; 20 a minute."""

    fields = (
        _URL,
        Field(
            "secret",
            "加签密钥",
            "Signing secret",
            secret=True,
            hint=("SEC开头；未启用加签可不填", "begins with SEC; empty without 加签"),
        ),
        Field(
            "keyword",
            "自定义关键词",
            "Keyword",
            hint=("启用关键词时填写，消息中没有时会补上", "added to a message that lacks it"),
        ),
        _MENTION,
    )
    per_minute = ROBOT_PER_MINUTE

    def check(self, _settings: Mapping[str, Any], secrets: Mapping[str, str], /) -> None:
        """The address is all that is needed."""
        needs_address(secrets)

    def send(self, line: Line, letter: Letter) -> Receipt:
        """One message to the group."""
        url, secret = line.secrets["url"], line.secrets.get("secret", "")
        if secret:
            url += ("&" if "?" in url else "?") + dingtalk_query(int(line.clock() * 1000), secret)
        refused(
            posted(line.web, url, self.body(line, letter)), {130101: "whole", 410100: "whole", -1: "later"}
        )
        return Receipt("sent")

    @staticmethod
    def body(line: Line, letter: Letter) -> dict[str, Any]:
        """The message as it goes on the wire; whom it calls has to stand in the text too."""
        users, mobiles = _mentions(line, letter)
        everybody = "@all" in users
        people = [user for user in users if user != "@all"]
        keyword = line.text("keyword")
        lacking = f"\n\n{keyword}" if keyword and keyword not in letter.subject + letter.text else ""
        called = "".join(f" @{one}" for one in (*people, *mobiles))
        text = (
            bytes_fitted(letter.text, DINGTALK_MOST - 500)
            + lacking
            + ("\n\n" + called.strip() if called else "")
        )
        at = {"atMobiles": mobiles, "atUserIds": people, "isAtAll": everybody}
        return {"msgtype": "markdown", "markdown": {"title": letter.subject[:60], "text": text}, "at": at}


class FeishuRobot:
    """Feishu group robot (open.feishu.cn, custom bots): signed in the body; 100 a minute, 5 a second."""

    fields = (
        _URL,
        Field(
            "secret",
            "签名密钥",
            "Signing secret",
            secret=True,
            hint=("未启用签名校验可不填", "empty without signatures"),
        ),
        Field("keyword", "自定义关键词", "Keyword"),
    )
    per_minute = 60

    def check(self, _settings: Mapping[str, Any], secrets: Mapping[str, str], /) -> None:
        """The address is all that is needed."""
        needs_address(secrets)

    def send(self, line: Line, letter: Letter) -> Receipt:
        """One message to the group."""
        body = self.body(line, letter)
        if secret := line.secrets.get("secret"):
            timestamp = int(line.clock())
            body |= {"timestamp": str(timestamp), "sign": feishu_sign(timestamp, secret)}
        answer = posted(line.web, line.secrets["url"], body)
        refused(answer, {9499: "whole", 11232: "whole"}, code_name="code")
        return Receipt("sent")

    @staticmethod
    def body(line: Line, letter: Letter) -> dict[str, Any]:
        """A card with a head in the alert's colour; its word and shape stand in the title."""
        keyword = line.text("keyword")
        lacking = f"\n{keyword}" if keyword and keyword not in letter.subject + letter.text else ""
        head = {
            "title": {"tag": "plain_text", "content": letter.subject},
            "template": _HEADS.get(letter.colour, "blue"),
        }
        element = {"tag": "markdown", "content": bytes_fitted(letter.text, 18_000) + lacking}
        return {"msg_type": "interactive", "card": {"header": head, "elements": [element]}}


_HEADS = {"red": "red", "orange": "orange", "yellow": "yellow", "blue": "blue"}
