"""Short messages: the port that each gateway's dialect fills, and one dialect, China Mobile's Cloud MAS."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from youjian.bureau.notify.channels.asking import posted
from youjian.bureau.notify.channels.port import Field, Line, Receipt, SendError
from youjian.bureau.notify.channels.robots import needs_address
from youjian.bureau.notify.channels.segments import fitted, segments
from youjian.bureau.notify.channels.signing import mas_mac
from youjian.bureau.notify.channels.web import said
from youjian.bureau.notify.letters import Letter

_MOBILE = re.compile(r"1[0-9]{10}")
_PARAMETERS = ("shape", "colour", "what", "station", "device", "measured", "deadline")


@dataclass(frozen=True)
class Short:
    """What a gateway is to send: to one mobile, as text and as the values of an approved template."""

    mobile: str
    text: str
    template_id: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A gateway's word of what became of a short message."""

    receipt: str
    mobile: str
    arrived: bool
    said: str


class Gateway(Protocol):
    """A gateway's dialect."""

    def submit(self, line: Line, short: Short) -> str:
        """Hand a message over; returns the gateway's number of it. Raises SendError."""
        ...

    def reports(self, body: bytes) -> list[Report]:
        """What a call-back of the gateway tells; raises ValueError when it is none."""
        ...


class CloudMas:
    """Cloud MAS (云MAS) over HTTP: a JSON object in base64, checked by an MD5 over its parts.

    Submission as its interface description says (`norsubmit` for text, `tmpsubmit` for approved templates);
    the form of the status report is recalled, see docs/assumptions.md.
    """

    def submit(self, line: Line, short: Short) -> str:
        """Hand a message over."""
        path, body = self.request(line, short)
        url = line.text("url").rstrip("/") + path
        answer = posted(line.web, url, base64.b64encode(said(body)), {"Content-Type": "application/json"})
        told = answer.json()
        if told.get("success") is True:
            return str(told.get("msgGroup") or "")
        code = str(told.get("rspcod") or answer.shown)
        raise SendError(f"云MAS {code}", final=code in _FINAL_CODES, whole=code in _WHOLE_CODES)

    @staticmethod
    def request(line: Line, short: Short) -> tuple[str, dict[str, str]]:
        """Path and object of a submission."""
        who = {"ecName": line.text("ec_name"), "apId": line.text("ap_id")}
        secret, sign, serial = line.secrets["secret_key"], line.text("sign"), line.text("add_serial")
        if short.template_id:
            what = {"templateId": short.template_id, "mobiles": short.mobile}
            what["params"] = json.dumps(list(short.parameters), ensure_ascii=False)
            path = line.text("template_path", "/sms/tmpsubmit")
        else:
            what = {"mobiles": short.mobile, "content": short.text}
            path = line.text("path", "/sms/norsubmit")
        mac = mas_mac(*who.values(), secret, *what.values(), sign, serial)
        return path, {**who, **what, "sign": sign, "addSerial": serial, "mac": mac}

    def reports(self, body: bytes) -> list[Report]:
        """Status reports, one object or several."""
        found = json.loads(body)
        listed = found if isinstance(found, list) else [found]
        return [self._report(one) for one in listed]

    @staticmethod
    def _report(one: Any) -> Report:
        if not isinstance(one, dict) or not one.get("msgGroup"):
            message = "a status report names its msgGroup"
            raise ValueError(message)
        status = str(one.get("reportStatus") or one.get("errorCode") or "")
        arrived = status in ("CM:0000", "DELIVRD")
        return Report(str(one["msgGroup"]), str(one.get("mobile") or ""), arrived, status[:64])


_FINAL_CODES = frozenset({"IllegalMac", "IllegalSignId", "InvalidMessage", "InvalidUsrOrPwd", "NoSignId"})
_WHOLE_CODES = frozenset({"IllegalMac", "IllegalSignId", "InvalidUsrOrPwd", "NoSignId"})
GATEWAYS: dict[str, Gateway] = {"cloud_mas": CloudMas()}


class Sms:
    """Short messages over a gateway: charged by parts of 70, or of 67 when there are several."""

    fields = (
        Field(
            "gateway",
            "网关",
            "Gateway",
            "choice",
            default="cloud_mas",
            choices=(("cloud_mas", "中国移动云MAS", "China Mobile Cloud MAS"),),
        ),
        Field("url", "接口地址", "Address", "url", required=True),
        Field("ec_name", "企业名称（ecName）", "Company (ecName)", required=True),
        Field("ap_id", "接口账号（apId）", "Account (apId)", required=True),
        Field("secret_key", "接口密码（secretKey）", "Password (secretKey)", secret=True, required=True),
        Field("sign", "签名编码（sign）", "Signature code (sign)", required=True),
        Field("add_serial", "扩展码", "Extension"),
        Field(
            "template_id",
            "预警模板ID",
            "Template of alerts",
            hint=(
                "不填则按正文发送；变量依次为图形、颜色、事项、加油站、设备、数据时间、期限",
                "empty: sent as text",
            ),
        ),
        Field("most_segments", "最多条数", "Parts at most", "number", default=3),
        Field(
            "callback_token",
            "状态报告令牌",
            "Token of status reports",
            secret=True,
            hint=("网关回调地址末尾的令牌，16字以上", "ends the call-back's address; 16 characters and more"),
        ),
        Field("path", "普通短信路径", "Path of texts", default="/sms/norsubmit"),
        Field("template_path", "模板短信路径", "Path of templates", default="/sms/tmpsubmit"),
        Field("ca_file", "自有CA证书文件（服务器路径）", "Own CA file (path on the server)"),
    )
    per_minute = 100

    def check(self, settings: Mapping[str, Any], secrets: Mapping[str, str], /) -> None:
        """An address, and a token that cannot be guessed."""
        needs_address({"url": str(settings.get("url", ""))})
        token = secrets.get("callback_token", "")
        if token and len(token) < 16 and not token.startswith("env:"):
            message = "callback_token: at least 16 characters"
            raise ValueError(message)

    def send(self, line: Line, letter: Letter) -> Receipt:
        """One short message to one mobile."""
        mobile = letter.address.removeprefix("+86")
        if not _MOBILE.fullmatch(mobile):
            raise SendError("the person's mobile number is none", final=True)
        text = fitted(letter.text.replace("\n", " "), max(1, int(line.settings.get("most_segments") or 3)))
        template = line.text("template_id") if letter.step == "alert" else ""
        values = tuple(letter.values.get(name, "") for name in _PARAMETERS)
        number = GATEWAYS[line.text("gateway", "cloud_mas")].submit(
            line, Short(mobile, text, template, values)
        )
        return Receipt("sent", keep={"id": number, "segments": segments(text)})
