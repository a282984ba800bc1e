"""WeCom applications, the government's private deployment (政务微信) among them: messages and to-do cards.

Formats as developer.work.weixin.qq.com says for `gettoken`, `message/send`, `message/update_template_card`. A
private deployment answers under its own address; that it does so alike is recalled, see docs/assumptions.md.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from youjian.bureau.notify.channels.asking import got, posted, refused
from youjian.bureau.notify.channels.port import Field, Line, Receipt, SendError
from youjian.bureau.notify.channels.robots import bytes_fitted, needs_address
from youjian.bureau.notify.channels.tokens import TokenRefusedError, with_token
from youjian.bureau.notify.channels.web import Answer
from youjian.bureau.notify.letters import Letter

_REFUSED = frozenset({40014, 42001})
_CODES = {-1: "later", 45009: "whole", 45033: "whole", 40001: "whole", 40013: "whole", 60020: "whole"}
_TITLE, _DESCRIPTION = 128, 512


class Wecom:
    """Messages of an application to one person; a to-do is a card with a button that is greyed when done."""

    fields = (
        Field(
            "base_url",
            "服务地址",
            "Address",
            "url",
            required=True,
            default="https://qyapi.weixin.qq.com",
            hint=("政务微信填本地部署的地址", "a private deployment has its own"),
        ),
        Field("corp_id", "企业ID（corpid）", "corpid", required=True),
        Field("agent_id", "应用ID（agentid）", "agentid", "number", required=True),
        Field("corp_secret", "应用密钥（corpsecret）", "corpsecret", secret=True, required=True),
        Field(
            "todo",
            "用待办卡片通知（按钮型模板卡片）",
            "Notify by to-do cards",
            "flag",
            default=False,
            hint=("私有部署版本不支持模板卡片时请关闭", "off where a deployment knows no template cards"),
        ),
        Field("users_by_name", "平台账号即成员账号", "Our user names are theirs", "flag", default=False),
        Field("ca_file", "自有CA证书文件（服务器路径）", "Own CA file (path on the server)"),
        Field("proxy", "HTTP代理", "HTTP proxy", "url"),
    )
    per_minute = 200

    def check(self, settings: Mapping[str, Any], _secrets: Mapping[str, str], /) -> None:
        """An address and a number of the application."""
        needs_address({"base_url": str(settings.get("base_url", ""))}, "base_url")
        if not str(settings.get("agent_id", "")).isdecimal():
            message = "agent_id: the number of the application is missing"
            raise ValueError(message)

    def send(self, line: Line, letter: Letter) -> Receipt:
        """Tell, make a to-do card, or grey its button."""
        if letter.action == "finish":
            return self._finish(line, letter)
        body = _todo_card(line, letter) if letter.action == "todo" else _text_card(line, letter)
        told = self._call(line, "/cgi-bin/message/send", body).json()
        if letter.address in str(told.get("invaliduser") or "").split("|"):
            raise SendError("invaliduser: the application does not reach this member", final=True)
        keep = {name: told[name] for name in ("msgid", "response_code") if told.get(name)}
        return Receipt("sent", keep=keep)

    def _finish(self, line: Line, letter: Letter) -> Receipt:
        code = letter.todo.get("response_code")
        if not code:
            raise SendError("the card's response_code was not told: it cannot be greyed", final=True)
        done = "Done" if letter.language == "en" else "已办理"
        body = {
            "userids": [letter.address],
            "agentid": int(line.text("agent_id")),
            "response_code": code,
            "button": {"replace_name": done},
        }
        self._call(line, "/cgi-bin/message/update_template_card", body)
        return Receipt("delivered")

    def _call(self, line: Line, path: str, body: Any) -> Answer:
        base = line.text("base_url").rstrip("/")

        def use(token: str) -> Answer:
            answer = posted(line.web, f"{base}{path}?access_token={quote(token)}", body)
            if answer.json().get("errcode") in _REFUSED:
                raise TokenRefusedError
            refused(answer, _CODES)
            return answer

        return with_token(line, "wecom", lambda: _fetch(line, base), use)


def _fetch(line: Line, base: str) -> tuple[str, int]:
    who = f"corpid={quote(line.text('corp_id'))}&corpsecret={quote(line.secrets['corp_secret'])}"
    answer = got(line.web, f"{base}/cgi-bin/gettoken?{who}")
    refused(answer, {-1: "later", **dict.fromkeys((40001, 40013, 42001, 60020), "whole")})
    told = answer.json()
    return str(told["access_token"]), int(told.get("expires_in") or 7200)


def _addressed(line: Line, letter: Letter, msgtype: str, content: Any) -> dict[str, Any]:
    return {
        "touser": letter.address,
        "msgtype": msgtype,
        "agentid": int(line.text("agent_id")),
        msgtype: content,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 1800,
    }


def _text_card(line: Line, letter: Letter) -> dict[str, Any]:
    card = {
        "title": bytes_fitted(letter.subject, _TITLE),
        "description": bytes_fitted(letter.text, _DESCRIPTION),
        "url": letter.link,
        "btntxt": "Open" if letter.language == "en" else "查看",
    }
    return _addressed(line, letter, "textcard", card)


def _todo_card(line: Line, letter: Letter) -> dict[str, Any]:
    english = letter.language == "en"
    shown = (
        ("数据时间", "Measured", "measured"),
        ("办理期限", "Due", "deadline"),
        ("设备", "Device", "device"),
    )
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": letter.subject[:36], "desc": letter.values.get("station", "")[:44]},
        "sub_title_text": letter.values.get("sentence", "")[:160],
        "horizontal_content_list": [
            {"keyname": (en if english else zh), "value": letter.values.get(name, "")[:30]}
            for zh, en, name in shown
        ],
        "card_action": {"type": 1, "url": letter.link},
        "task_id": f"yj-{letter.delivery_id}",
        "button_list": [
            {"text": "Handle" if english else "去办理", "style": 1, "type": 1, "url": letter.link},
        ],
    }
    return _addressed(line, letter, "template_card", card)
