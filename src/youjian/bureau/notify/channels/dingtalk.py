"""DingTalk applications, private deployments among them: work notices and personal to-dos.

Formats as open.dingtalk.com says: `gettoken`, `asyncsend_v2` and `getsendresult` of the older interface,
`/v1.0/todo/users/{unionId}/tasks` of the newer one. A private deployment answers under its own addresses;
that it does so alike is recalled, see docs/assumptions.md.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from youjian.bureau.notify.channels.asking import JSON, got, posted, put, refused
from youjian.bureau.notify.channels.port import Field, Line, Receipt, SendError, State
from youjian.bureau.notify.channels.robots import bytes_fitted, needs_address
from youjian.bureau.notify.channels.tokens import TokenRefusedError, with_token
from youjian.bureau.notify.channels.web import Answer
from youjian.bureau.notify.letters import Letter
from youjian.contract.fields import SHANGHAI

_REFUSED = frozenset({40014, 42001, 40001})
_CODES = {-1: "later", 88: "whole", 90018: "whole", 143103: "whole", 143104: "whole", 1430003: "later"}
_PRIORITY = {"red": 40, "orange": 30, "yellow": 20, "blue": 10}
_MESSAGE_BYTES = 1500


class Dingtalk:
    """Work notices to one person, a to-do beside them, and what became of both."""

    fields = (
        Field(
            "base_url",
            "服务地址",
            "Address",
            "url",
            required=True,
            default="https://oapi.dingtalk.com",
            hint=("私有部署填本地地址", "a private deployment has its own"),
        ),
        Field(
            "api_url",
            "新版接口地址",
            "Address of the newer interface",
            "url",
            required=True,
            default="https://api.dingtalk.com",
        ),
        Field("app_key", "AppKey", "AppKey", required=True),
        Field("app_secret", "AppSecret", "AppSecret", secret=True, required=True),
        Field("agent_id", "应用AgentId", "AgentId", "number", required=True),
        Field("todo", "创建个人待办", "Make personal to-dos", "flag", default=True),
        Field("users_by_name", "平台账号即钉钉userid", "Our user names are theirs", "flag", default=False),
        Field("ca_file", "自有CA证书文件（服务器路径）", "Own CA file (path on the server)"),
        Field("proxy", "HTTP代理", "HTTP proxy", "url"),
    )
    per_minute = 300

    def check(self, settings: Mapping[str, Any], _secrets: Mapping[str, str], /) -> None:
        """Two addresses and a number of the application."""
        for name in ("base_url", "api_url"):
            needs_address({name: str(settings.get(name, ""))}, name)
        if not str(settings.get("agent_id", "")).isdecimal():
            message = "agent_id: the number of the application is missing"
            raise ValueError(message)

    def send(self, line: Line, letter: Letter) -> Receipt:
        """Tell, make a to-do, or close it."""
        match letter.action:
            case "todo":
                return self._make_todo(line, letter)
            case "finish":
                return self._finish_todo(line, letter)
            case _:
                return self._notify(line, letter)

    def follow(self, line: Line, receipt: Mapping[str, Any], address: str) -> State | None:
        """Whether a work notice arrived or was read; raises SendError when it was lost on the way."""
        if not receipt.get("task_id"):
            return None
        body = {"agent_id": int(line.text("agent_id")), "task_id": receipt["task_id"]}
        told = self._old(line, "/topapi/message/corpconversation/getsendresult", body).json()
        result = told.get("send_result") or {}
        for name in ("invalid_user_id_list", "forbidden_user_id_list", "failed_user_id_list"):
            if address in (result.get(name) or []):
                raise SendError(f"{name}: the work notice did not reach this person", final=True)
        if address in (result.get("read_user_id_list") or []):
            return "read"
        return "delivered" if address in (result.get("unread_user_id_list") or []) else None

    def _notify(self, line: Line, letter: Letter) -> Receipt:
        said = {
            "title": letter.subject[:64],
            "markdown": bytes_fitted(letter.text.replace("\n", "\n\n"), _MESSAGE_BYTES),
            "single_title": "Open" if letter.language == "en" else "查看",
            "single_url": letter.link,
        }
        body = {
            "agent_id": int(line.text("agent_id")),
            "userid_list": letter.address,
            "msg": {"msgtype": "action_card", "action_card": said},
        }
        told = self._old(line, "/topapi/message/corpconversation/asyncsend_v2", body).json()
        return Receipt("sent", keep={"task_id": told.get("task_id")})

    def _make_todo(self, line: Line, letter: Letter) -> Receipt:
        union = self._union_id(line, letter.address)
        body: dict[str, Any] = {
            "sourceId": f"youjian-{letter.delivery_id}",
            "subject": letter.subject[:1000],
            "description": letter.text[:4000],
            "creatorId": union,
            "executorIds": [union],
            "detailUrl": {"appUrl": letter.link, "pcUrl": letter.link},
            "isOnlyShowExecutor": True,
            "priority": _PRIORITY.get(letter.colour, 20),
        }
        if due := _milliseconds(letter.values.get("deadline", "")):
            body["dueTime"] = due
        path = f"/v1.0/todo/users/{quote(union, safe='')}/tasks?operatorId={quote(union, safe='')}"
        told = self._new(line, lambda web_url, head: posted(line.web, web_url, body, head), path).json()
        if not told.get("id"):
            raise SendError("the to-do's id was not told")
        return Receipt("delivered", keep={"todo_id": told["id"], "union_id": union})

    def _finish_todo(self, line: Line, letter: Letter) -> Receipt:
        union, number = letter.todo.get("union_id"), letter.todo.get("todo_id")
        if not union or not number:
            raise SendError("the to-do's id was not told: it cannot be closed", final=True)
        who = quote(str(union), safe="")
        path = f"/v1.0/todo/users/{who}/tasks/{quote(str(number), safe='')}?operatorId={who}"
        self._new(line, lambda web_url, head: put(line.web, web_url, {"done": True}, head), path)
        return Receipt("delivered")

    def _union_id(self, line: Line, user_id: str) -> str:
        told = self._old(line, "/topapi/v2/user/get", {"userid": user_id}).json()
        union = (told.get("result") or {}).get("unionid")
        if not union:
            raise SendError("the person's unionid was not told", final=True)
        return str(union)

    def _old(self, line: Line, path: str, body: Any) -> Answer:
        """A call of the older interface: the token in the address, a code in the answer."""
        base = line.text("base_url").rstrip("/")

        def use(token: str) -> Answer:
            answer = posted(line.web, f"{base}{path}?access_token={quote(token)}", body)
            if answer.json().get("errcode") in _REFUSED:
                raise TokenRefusedError
            refused(answer, _CODES)
            return answer

        return with_token(line, "dingtalk", lambda: _fetch(line, base), use)

    def _new(self, line: Line, ask: Callable[[str, dict[str, str]], Answer], path: str) -> Answer:
        """A call of the newer interface: the token in a header, 401 or 403 when it is not taken."""
        base = line.text("base_url").rstrip("/")

        def use(token: str) -> Answer:
            head = {**JSON, "x-acs-dingtalk-access-token": token}
            try:
                return ask(line.text("api_url").rstrip("/") + path, head)
            except SendError as error:
                if "InvalidAuthentication" in error.said:
                    raise TokenRefusedError from error
                raise

        return with_token(line, "dingtalk", lambda: _fetch(line, base), use)


def _fetch(line: Line, base: str) -> tuple[str, int]:
    who = f"appkey={quote(line.text('app_key'))}&appsecret={quote(line.secrets['app_secret'])}"
    answer = got(line.web, f"{base}/gettoken?{who}")
    refused(answer, {-1: "later", **dict.fromkeys((40089, 40096, 40001, 40014), "whole")})
    told = answer.json()
    return str(told["access_token"]), int(told.get("expires_in") or 7200)


def _milliseconds(text: str) -> int | None:
    """A deadline as the letter says it, in ms since 1970; None for none.

    >>> _milliseconds("2026-11-22 14:05"), _milliseconds("—")
    (1795327500000, None)
    """
    try:
        here = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    return int(here.timestamp() * 1000)
