"""How each service answers: what it checks, and its codes when something is wrong."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from youjian.simulator.notify.book import Book

SECRET = "a-secret-of-the-test-server"  # noqa: S105 - nothing is protected by it
LIMIT = 20
_HOUR_MS = 3_600_000
_TOLERANCE_S = 300


@dataclass(frozen=True)
class Asked:
    """A request: method, path, parameters of the address, headers in small letters, the body's bytes."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes

    def json(self) -> dict[str, Any]:
        """The body as an object; empty when it is none."""
        try:
            found = json.loads(self.raw)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


Answer = tuple[int, Any]


def _digest(key: bytes, said: bytes) -> str:
    return base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()


def wecom_robot(book: Book, asked: Asked) -> Answer:
    """`/cgi-bin/webhook/send?key=`: text or markdown, 20 a minute."""
    body = asked.json()
    if not asked.query.get("key"):
        return 200, {"errcode": 93000, "errmsg": "invalid webhook url"}
    if body.get("msgtype") not in ("text", "markdown") or not body[body["msgtype"]].get("content"):
        return 200, {"errcode": 40008, "errmsg": "invalid message type"}
    if len(body[body["msgtype"]]["content"].encode()) > (2048 if body["msgtype"] == "text" else 4096):
        return 200, {"errcode": 40058, "errmsg": "content exceed max length"}
    if book.within_a_minute("wecom_robot") >= LIMIT:
        return 200, {"errcode": 45009, "errmsg": "api freq out of limit"}
    return 200, {"errcode": 0, "errmsg": "ok"}


def dingtalk_robot(book: Book, asked: Asked) -> Answer:
    """`/robot/send?access_token=`: the signature of the last hour, 20 a minute."""
    stamp = asked.query.get("timestamp", "")
    wanted = _digest(SECRET.encode(), f"{stamp}\n{SECRET}".encode())
    late = not stamp.isdecimal() or abs(book.clock() * 1000 - int(stamp)) > _HOUR_MS
    if late or not hmac.compare_digest(wanted, asked.query.get("sign", "")):
        return 200, {"errcode": 310000, "errmsg": "sign not match"}
    if book.within_a_minute("dingtalk_robot") >= LIMIT:
        return 200, {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
    return 200, {"errcode": 0, "errmsg": "ok"}


def feishu_robot(book: Book, asked: Asked) -> Answer:
    """`/open-apis/bot/v2/hook/…`: the signature in the body, of the last hour."""
    body = asked.json()
    stamp = str(body.get("timestamp", ""))
    wanted = _digest(f"{stamp}\n{SECRET}".encode(), b"")
    late = not stamp.isdecimal() or abs(book.clock() - int(stamp)) > _HOUR_MS / 1000
    if late or not hmac.compare_digest(wanted, str(body.get("sign", ""))):
        return 200, {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
    if body.get("msg_type") not in ("text", "interactive", "post"):
        return 200, {"code": 9499, "msg": "Bad Request"}
    return 200, {"code": 0, "msg": "success", "data": {}}


def webhook(book: Book, asked: Asked) -> Answer:
    """`/webhook`: the signature of Standard Webhooks, then a CloudEvent in the structured mode."""
    number, stamp = asked.headers.get("webhook-id", ""), asked.headers.get("webhook-timestamp", "")
    if not stamp.isdecimal() or abs(book.clock() - int(stamp)) > _TOLERANCE_S:
        return 400, {"error": "webhook-timestamp is missing or too far from now"}
    wanted = "v1," + _digest(SECRET.encode(), f"{number}.{stamp}.".encode() + asked.raw)
    signatures = asked.headers.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(wanted, one) for one in signatures):
        return 401, {"error": "webhook-signature does not fit"}
    wrong = wrong_in_event(asked.headers.get("content-type", ""), asked.json())
    return (400, {"error": wrong}) if wrong else (204, None)


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def wrong_in_event(content_type: str, event: Mapping[str, Any]) -> str:
    """What is not as CloudEvents 1.0 demands it (structured mode, JSON); empty when all is."""
    if not content_type.startswith("application/cloudevents+json"):
        return "Content-Type is not application/cloudevents+json"
    for name in ("id", "source", "specversion", "type"):
        if not isinstance(event.get(name), str) or not event[name]:
            return f"the required attribute {name} is missing"
    if event["specversion"] != "1.0":
        return "specversion is not 1.0"
    if any(not re.fullmatch("[a-z0-9]+", name) for name in event):
        return "an attribute's name has other signs than small letters and digits"
    if "time" in event and not _TIME.fullmatch(str(event["time"])):
        return "time is not as RFC 3339 writes it"
    return ""


def wecom_token(book: Book, asked: Asked) -> Answer:
    """`/cgi-bin/gettoken`: corpid and corpsecret."""
    if asked.query.get("corpsecret") != SECRET or not asked.query.get("corpid"):
        return 200, {"errcode": 40001, "errmsg": "invalid credential"}
    return 200, {"errcode": 0, "errmsg": "ok", "access_token": book.new_token(), "expires_in": 7200}


def wecom_send(book: Book, asked: Asked) -> Answer:
    """`/cgi-bin/message/send`: members whose name begins with `no` are not reached."""
    if not book.token_lasts(asked.query.get("access_token", "")):
        return 200, {"errcode": 42001, "errmsg": "access_token expired"}
    body = asked.json()
    kind = body.get("msgtype")
    if not isinstance(body.get("agentid"), int) or kind not in body or not body.get("touser"):
        return 200, {"errcode": 40008, "errmsg": "invalid message type"}
    missing = "|".join(one for one in str(body["touser"]).split("|") if one.startswith("no"))
    answer = {"errcode": 0, "errmsg": "ok", "invaliduser": missing, "msgid": f"m{book.new_number()}"}
    if kind == "template_card" and body[kind].get("card_type") == "button_interaction":
        answer["response_code"] = code = f"rc{book.new_number()}"
        book.cards[code] = ""
    return 200, answer


def wecom_update(book: Book, asked: Asked) -> Answer:
    """`/cgi-bin/message/update_template_card`: a card's code can be used once."""
    if not book.token_lasts(asked.query.get("access_token", "")):
        return 200, {"errcode": 42001, "errmsg": "access_token expired"}
    body = asked.json()
    code = str(body.get("response_code"))
    if book.cards.get(code) != "" or not body.get("button", {}).get("replace_name"):
        return 200, {"errcode": 42045, "errmsg": "response code invalid"}
    book.cards[code] = body["button"]["replace_name"]
    return 200, {"errcode": 0, "errmsg": "ok"}


def dingtalk_token(book: Book, asked: Asked) -> Answer:
    """`/gettoken`: appkey and appsecret."""
    if asked.query.get("appsecret") != SECRET or not asked.query.get("appkey"):
        return 200, {"errcode": 40089, "errmsg": "invalid appkey or appsecret"}
    return 200, {"errcode": 0, "errmsg": "ok", "access_token": book.new_token(), "expires_in": 7200}


def dingtalk_notice(book: Book, asked: Asked) -> Answer:
    """`/topapi/message/corpconversation/asyncsend_v2`."""
    if not book.token_lasts(asked.query.get("access_token", "")):
        return 200, {"errcode": 40014, "errmsg": "invalid access_token"}
    body = asked.json()
    if not body.get("agent_id") or not body.get("userid_list") or not body.get("msg"):
        return 200, {"errcode": 40035, "errmsg": "invalid parameter"}
    return 200, {"errcode": 0, "errmsg": "ok", "task_id": book.new_number()}


def dingtalk_result(book: Book, asked: Asked) -> Answer:
    """`/topapi/message/corpconversation/getsendresult`: who read it was told by `/control`."""
    if not book.token_lasts(asked.query.get("access_token", "")):
        return 200, {"errcode": 40014, "errmsg": "invalid access_token"}
    number = asked.json().get("task_id")
    sent = next((one for one in book.taken("dingtalk_notice") if one.answer.get("task_id") == number), None)
    users = str(sent.body.get("userid_list", "")).split(",") if sent else []
    lists = {
        "read_user_id_list": [user for user in users if user in book.read],
        "unread_user_id_list": [u for u in users if u not in book.read and not u.startswith("no")],
        "invalid_user_id_list": [user for user in users if user.startswith("no")],
    }
    return 200, {"errcode": 0, "errmsg": "ok", "send_result": lists}


def dingtalk_user(book: Book, asked: Asked) -> Answer:
    """`/topapi/v2/user/get`: the unionid of a member."""
    if not book.token_lasts(asked.query.get("access_token", "")):
        return 200, {"errcode": 40014, "errmsg": "invalid access_token"}
    user = asked.json().get("userid")
    return 200, {"errcode": 0, "errmsg": "ok", "result": {"userid": user, "unionid": f"union-{user}"}}


def dingtalk_todo(book: Book, asked: Asked) -> Answer:
    """`/v1.0/todo/users/{unionId}/tasks`: POST makes one, PUT to its number says it is done."""
    if not book.token_lasts(asked.headers.get("x-acs-dingtalk-access-token", "")):
        return 401, {"code": "InvalidAuthentication", "message": "不合法的access_token"}
    body, parts = asked.json(), asked.path.strip("/").split("/")
    if asked.method == "POST":
        if not body.get("subject"):
            return 400, {"code": "MissingSubject", "message": "subject is mandatory"}
        number = f"todo{book.new_number()}"
        book.todos[number] = {**body, "id": number, "done": False, "owner": parts[3]}
        return 200, {"id": number, "subject": body["subject"], "done": False}
    if parts[-1] not in book.todos:
        return 404, {"code": "TaskNotFound", "message": "no such task"}
    book.todos[parts[-1]]["done"] = bool(body.get("done"))
    return 200, {"result": True}


def cloud_mas(book: Book, asked: Asked) -> Answer:
    """`/sms/norsubmit` and `/sms/tmpsubmit`: base64 of an object whose `mac` is the MD5 of its parts."""
    try:
        body = json.loads(base64.b64decode(asked.raw, validate=True))
    except ValueError:
        return 200, {"success": False, "rspcod": "InvalidMessage", "msgGroup": ""}
    names = ("templateId", "mobiles", "params") if "tmpsubmit" in asked.path else ("mobiles", "content")
    parts = [body.get("ecName"), body.get("apId"), SECRET, *(body.get(name) for name in names)]
    said = "".join(str(one) for one in (*parts, body.get("sign"), body.get("addSerial")))
    if body.get("mac") != hashlib.md5(said.encode(), usedforsecurity=False).hexdigest():
        return 200, {"success": False, "rspcod": "IllegalMac", "msgGroup": ""}
    return 200, {"success": True, "rspcod": "success", "msgGroup": f"mas{book.new_number()}"}


SERVICES: tuple[tuple[str, str, Callable[[Book, Asked], Answer]], ...] = (
    ("/cgi-bin/webhook/send", "wecom_robot", wecom_robot),
    ("/robot/send", "dingtalk_robot", dingtalk_robot),
    ("/open-apis/bot/v2/hook/", "feishu_robot", feishu_robot),
    ("/webhook", "webhook", webhook),
    ("/cgi-bin/gettoken", "wecom_token", wecom_token),
    ("/cgi-bin/message/send", "wecom_send", wecom_send),
    ("/cgi-bin/message/update_template_card", "wecom_update", wecom_update),
    ("/gettoken", "dingtalk_token", dingtalk_token),
    ("/topapi/message/corpconversation/asyncsend_v2", "dingtalk_notice", dingtalk_notice),
    ("/topapi/message/corpconversation/getsendresult", "dingtalk_result", dingtalk_result),
    ("/topapi/v2/user/get", "dingtalk_user", dingtalk_user),
    ("/v1.0/todo/users/", "dingtalk_todo", dingtalk_todo),
    ("/sms/", "cloud_mas", cloud_mas),
)
"""Beginning of the path, name, who answers."""
