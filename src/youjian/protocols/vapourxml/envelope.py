"""The Beijing family's envelope: `ROOT` in a SOAP body (as elements or as escaped text), bare, or as JSON.

ROOT{VERSION, DATAID, USERID, TIME, TYPE, SEC, BUSINESSCONTENT, HMAC}; the answer is one short text in the
form of the question, because that is all a device looks at.
"""

import secrets
from typing import Any, Literal, cast
from xml.sax.saxutils import escape

import msgspec
from msgspec import Struct

from youjian.protocols.vapourxml.tree import MOST_BYTES, Element, XmlError, parse_xml

Form = Literal["soap11", "soap12", "xml", "json"]
Json = dict[str, Any]
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
CONTENT_TYPES: dict[Form, str] = {
    "soap11": "text/xml; charset=utf-8",
    "soap12": "application/soap+xml; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
_FIELDS = ("VERSION", "DATAID", "USERID", "TIME", "TYPE", "SEC", "BUSINESSCONTENT", "HMAC")
_LONGEST_FIELD = 64


class EnvelopeError(ValueError):
    """A request that holds no envelope: what is wrong, and the form in which to say so."""

    def __init__(self, detail: str, form: Form = "xml") -> None:
        super().__init__(detail)
        self.form: Form = form


class Envelope(Struct, frozen=True, kw_only=True):
    """One message. `content` is BUSINESSCONTENT as sent: base64, or the rows themselves in JSON."""

    version: str = "V1.1"
    data_id: str
    user_id: str
    time: str
    type: str
    sec: str = "0"
    content: str
    hmac: str = ""
    form: Form = "soap11"
    operation: str = "post"
    namespace: str = "http://tempuri.org/"

    @property
    def sealed(self) -> bool:
        """Whether SEC says that the content is encrypted."""
        return self.sec.strip().lstrip("0") == "1"


class Login(Struct, frozen=True):
    """The JSON form asks for a token before it sends."""

    account: str
    password: str


def decode_message(body: bytes) -> Envelope | Login:
    """The envelope in a request's body; EnvelopeError says what is wrong."""
    if len(body) > MOST_BYTES:
        raise EnvelopeError(f"{len(body)} bytes, at most {MOST_BYTES} are read")
    if body.lstrip()[:1] in (b"{", b"["):
        return _from_json(body)
    try:
        root = parse_xml(body)
    except XmlError as error:
        raise EnvelopeError(str(error)) from None
    form: Form = "xml"
    if root.name == "Envelope":
        form = "soap12" if root.namespace == SOAP12 else "soap11"
    return _from_tree(root, form)


def encode_message(envelope: Envelope) -> bytes:
    """A request as a device makes it; in SOAP the ROOT is escaped text in `arg0`."""
    values = _values(envelope)
    if envelope.form == "json":
        return msgspec.json.encode(values)
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in values.items())
    root = f"<ROOT>{inner}</ROOT>"
    if envelope.form == "xml":
        return f'<?xml version="1.0" encoding="UTF-8"?>{root}'.encode()
    call = f'<arg0 xmlns="">{escape(root)}</arg0>'
    return _soap(envelope.form, envelope.operation, envelope.namespace, call)


def encode_login(login: Login) -> bytes:
    """The JSON form's request for a token."""
    return msgspec.json.encode({"account": login.account, "pwdcode": login.password})


def encode_answer(asked: Envelope | Form, text: str) -> bytes:
    """The short text in the form of the question: a SOAP response, an element, a JSON message."""
    form = asked if isinstance(asked, str) else asked.form
    if form == "json":
        return msgspec.json.encode({"code": 200, "data": "", "message": text})
    if form == "xml":
        return f'<?xml version="1.0" encoding="UTF-8"?><ROOT><RESULT>{escape(text)}</RESULT></ROOT>'.encode()
    name, namespace = ("post", "") if isinstance(asked, str) else (asked.operation, asked.namespace)
    return _soap(form, f"{name}Response", namespace, f"<return>{escape(text)}</return>")


def encode_token(granted: bool) -> tuple[str, bytes]:
    """The answer to a login, and the token that it gives; none when refused."""
    token = secrets.token_hex(16) if granted else ""
    message = "登录成功" if granted else "账户密码错误"
    return token, msgspec.json.encode({"code": 200 if granted else 401, "data": token, "message": message})


def read_answer(body: bytes) -> str:
    """The short text of an answer, as a device reads it; EnvelopeError when there is none."""
    if body.lstrip()[:1] == b"{":
        return str(_object(body).get("message", ""))
    try:
        texts = [element.text for element in parse_xml(body).walk() if element.text]
    except XmlError as error:
        raise EnvelopeError(str(error)) from None
    if not texts:
        raise EnvelopeError("the answer is empty")
    return texts[-1]


def _soap(form: Form, call: str, namespace: str, inner: str) -> bytes:
    soap = SOAP12 if form == "soap12" else SOAP11
    space = f' xmlns="{escape(namespace, {chr(34): "&quot;"})}"' if namespace else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="{soap}"><soap:Body>'
        f"<{call}{space}>{inner}</{call}></soap:Body></soap:Envelope>"
    ).encode()


def _values(envelope: Envelope) -> dict[str, str]:
    return {
        "VERSION": envelope.version,
        "DATAID": envelope.data_id,
        "USERID": envelope.user_id,
        "TIME": envelope.time,
        "TYPE": envelope.type,
        "SEC": envelope.sec,
        "BUSINESSCONTENT": envelope.content,
        "HMAC": envelope.hmac,
    }


def _from_tree(root: Element, form: Form) -> Envelope:
    holder = _holder(root, 2, form)
    if holder is None:
        raise EnvelopeError("there is no ROOT with TYPE and BUSINESSCONTENT", form)
    fields = {child.name.upper(): child.text for child in holder.children}
    calls = [child for part in root.children if part.name == "Body" for child in part.children]
    call = calls[0] if calls else None
    return _envelope(fields, form, call.name if call else "post", call.namespace if call else "")


def _holder(root: Element, nested: int, form: Form) -> Element | None:
    """The element whose children are the envelope's fields, also in escaped text."""
    for element in root.walk():
        if {"TYPE", "BUSINESSCONTENT"} <= {child.name.upper() for child in element.children}:
            return element
        if nested and element.text.startswith("<"):
            try:
                found = _holder(parse_xml(element.text), nested - 1, form)
            except XmlError as error:
                raise EnvelopeError(f"the text in {element.name} {error}", form) from None
            if found is not None:
                return found
    return None


def _from_json(body: bytes) -> Envelope | Login:
    found = _object(body)
    inner = found.get("ROOT")
    if isinstance(inner, dict):
        found = cast("Json", inner)
    fields = {str(name).upper(): value for name, value in found.items()}
    if "ACCOUNT" in fields and "TYPE" not in fields:
        return Login(_text(fields["ACCOUNT"]), _text(fields.get("PWDCODE")))
    content = fields.get("BUSINESSCONTENT")
    if content is not None and not isinstance(content, str):
        fields["BUSINESSCONTENT"] = msgspec.json.encode(content).decode()
    return _envelope({name: _text(value) for name, value in fields.items()}, "json", "post", "")


def _object(body: bytes) -> Json:
    try:
        found: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise EnvelopeError(f"is no JSON: {error}", "json") from None
    listed = cast("list[Any]", found) if isinstance(found, list) else [found]
    found = listed[0] if len(listed) == 1 else None
    if not isinstance(found, dict):
        raise EnvelopeError("the JSON is no object", "json")
    return cast("Json", found)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _envelope(fields: dict[str, str], form: Form, operation: str, namespace: str) -> Envelope:
    values = {name: fields.get(name, "") for name in _FIELDS}
    for name, text in values.items():
        if name not in ("HMAC", "BUSINESSCONTENT") and len(text) > _LONGEST_FIELD:
            raise EnvelopeError(f"{name} has {len(text)} characters, at most {_LONGEST_FIELD}", form)
    if not values["TYPE"] or not values["BUSINESSCONTENT"]:
        raise EnvelopeError("TYPE or BUSINESSCONTENT is missing", form)
    return Envelope(
        version=values["VERSION"],
        data_id=values["DATAID"],
        user_id=values["USERID"],
        time=values["TIME"],
        type=values["TYPE"].zfill(2),
        sec=values["SEC"] or "0",
        content=values["BUSINESSCONTENT"],
        hmac=values["HMAC"],
        form=form,
        operation=operation,
        namespace=namespace,
    )
