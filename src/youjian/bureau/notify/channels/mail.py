"""E-mail over SMTP: text and simple HTML, with STARTTLS, TLS from the start, or none."""

import html
import re
import smtplib
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from youjian.bureau.notify.channels.port import Field, Line, Receipt, SendError
from youjian.bureau.notify.channels.web import trusted
from youjian.bureau.notify.egress import NotAllowedError, reachable
from youjian.bureau.notify.letters import Letter

_TIMEOUT_SECONDS = 20
_MAILBOX = re.compile(r"[^@\s<>,;:\"\x00-\x1f]+@[^@\s<>,;:\"\x00-\x1f]+")
_URL = re.compile(r"https?://[^\s<>\"]+")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def is_mailbox(text: str) -> bool:
    """Whether a text is one plain address of a mailbox.

    >>> is_mailbox("zhiban@example.gov.cn"), is_mailbox("a@b.cn\\r\\nBcc: c@d.cn")
    (True, False)
    """
    return bool(_MAILBOX.fullmatch(text)) and text.isascii()


def composed(letter: Letter, sender: str, sender_name: str, domain: str) -> EmailMessage:
    """A letter as a message: text, HTML beside it, files behind it, the message's own id in its header."""
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = Address(sender_name, addr_spec=sender)
    message["To"] = letter.address
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = f"<{letter.id}.{letter.delivery_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "en" if letter.language == "en" else "zh-CN"
    if letter.colour == "red":
        message["Importance"] = "high"
    message.set_content(letter.text)
    message.add_alternative(as_html(letter.text), subtype="html")
    for file in letter.files:
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return message


def as_html(text: str) -> str:
    """A text as a simple page: nothing in it is mark-up, addresses can be followed.

    >>> "<b>" in as_html("a <b> https://x.cn/1")
    False
    """
    lines = "<br>\n".join(_linked(line) for line in text.splitlines())
    return (
        '<!doctype html><html><head><meta charset="utf-8"></head>'
        f'<body style="font-family:sans-serif;font-size:15px;line-height:1.7">{lines}</body></html>'
    )


def _linked(line: str) -> str:
    done, at = "", 0
    for found in _URL.finditer(line):
        shown = html.escape(found[0], quote=True)
        done += html.escape(line[at : found.start()]) + f'<a href="{shown}">{shown}</a>'
        at = found.end()
    return done + html.escape(line[at:])


class Mail:
    """SMTP (RFC 5321) with submission, STARTTLS (RFC 3207) and PLAIN or LOGIN."""

    fields = (
        Field("host", "SMTP服务器", "SMTP server", required=True),
        Field(
            "port",
            "端口",
            "Port",
            "number",
            hint=("不填则按加密方式：587、465、25", "empty: 587, 465 or 25 by security"),
        ),
        Field(
            "security",
            "加密方式",
            "Security",
            "choice",
            default="starttls",
            choices=(("starttls", "STARTTLS", "STARTTLS"), ("tls", "TLS", "TLS"), ("none", "不加密", "None")),
        ),
        Field("username", "账号", "User"),
        Field("password", "密码", "Password", secret=True),
        Field("sender", "发件地址", "From", required=True),
        Field("sender_name", "发件人名称", "Sender's name", default="油鉴"),
        Field(
            "recipient_domains",
            "允许的收件域名",
            "Recipients' domains",
            "lines",
            default=[],
            hint=("每行一个，不填不限", "one a line; empty: any"),
        ),
        Field("ca_file", "自有CA证书文件（服务器路径）", "Own CA file (path on the server)"),
    )
    per_minute = 120

    def check(self, settings: Mapping[str, Any], secrets: Mapping[str, str], /) -> None:
        """A server, a sender that is a mailbox, a password only where it is sent under cover."""
        if not is_mailbox(str(settings.get("sender", ""))):
            message = "sender: not an address of a mailbox"
            raise ValueError(message)
        if not str(settings.get("host", "")).strip():
            message = "host: the SMTP server is missing"
            raise ValueError(message)
        if settings.get("security") == "none" and secrets.get("password"):
            message = "security: a password is not sent without TLS"
            raise ValueError(message)

    def send(self, line: Line, letter: Letter) -> Receipt:
        """One message to one person."""
        if not is_mailbox(letter.address):
            raise SendError("the person's e-mail address is none", final=True)
        sender = line.text("sender")
        domain = sender.rpartition("@")[2]
        message = composed(letter, sender, line.text("sender_name", "油鉴"), domain)
        try:
            with self._session(line) as session:
                if line.text("username"):
                    session.login(line.text("username"), line.secrets.get("password", ""))
                session.send_message(message)
        except NotAllowedError as error:
            raise SendError(str(error), whole=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise _refusal(error) from error
        return Receipt("sent", keep={"message_id": str(message["Message-ID"])})

    @staticmethod
    def _session(line: Line) -> smtplib.SMTP:
        security, host = line.text("security", "starttls"), line.text("host")
        port = int(line.settings.get("port") or _PORTS[security])
        address = reachable(host, port, line.web.allowed)
        context = trusted(line.text("ca_file"))
        if security == "tls":
            session: smtplib.SMTP = _NamedSSL(host, timeout=_TIMEOUT_SECONDS, context=context)
        else:
            session = smtplib.SMTP(timeout=_TIMEOUT_SECONDS)
        session.connect(address, port)
        if security == "starttls":
            session._host = host  # type: ignore[attr-defined]  # the name that the certificate is checked for
            session.starttls(context=context)
        return session


class _NamedSSL(smtplib.SMTP_SSL):
    """TLS from the start to an address that was looked at, with the certificate checked for its name."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._host = name


def _refusal(error: Exception) -> SendError:
    """5xx of this letter is final; what the server says of itself, or no connection, passes."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (0, b""))
        return SendError(f"SMTP {code} {_text(said)}", final=code >= 500)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return SendError(f"SMTP {error.smtp_code} {_text(error.smtp_error)}", whole=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return SendError(f"SMTP {error.smtp_code} {_text(error.smtp_error)}", final=error.smtp_code >= 500)
    return SendError(f"{type(error).__name__}: {error}"[:300], whole=True)


def _text(said: bytes | str) -> str:
    return (said.decode(errors="replace") if isinstance(said, bytes) else said)[:200]
