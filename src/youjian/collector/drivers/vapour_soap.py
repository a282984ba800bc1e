"""A vapour monitor that posts XML over SOAP, or JSON, to the collector: stored first, answered after.

One thread, a few connections, bounded requests. The answer is the short text that the device's maker waits
for; it is given when the records are on disk, so that an unanswered device sends again.
"""

import hmac
import json
import logging
import threading
import time
from urllib.parse import urlsplit

from youjian.collector.desk import Desk
from youjian.collector.drivers.listening import Listener
from youjian.collector.drivers.vapour_desk import VapourDesk
from youjian.collector.settings.vapour_soap import SoapMonitor
from youjian.protocols import vapourxml
from youjian.protocols.vapour import parse_time

log = logging.getLogger(__name__)
_REQUEST_S = 30.0
_IDLE_S = 900.0
_LOGINS = ("/login", "/logout")
_REQUEST = "00"


class SoapListener:
    """The door for one monitor."""

    def __init__(self, settings: SoapMonitor, desk: Desk) -> None:
        self.name = settings.name
        self.settings = settings
        self.board = desk.board
        self.monitor = VapourDesk(settings, desk)
        self.path = urlsplit(settings.url).path.rstrip("/")
        self.secrecy = vapourxml.Secrecy(settings.sm4_key, settings.sm4_iv) if settings.sm4_key else None
        self.token = ""
        self.taken = 0
        name = f"{desk.station_id}: {settings.name}"
        self._listener = Listener(
            settings.url, name, self._greet, self.monitor.check_silence, desk.lines, idle_s=_IDLE_S
        )

    @property
    def port(self) -> int:
        """The port listened on."""
        return self._listener.port

    def run(self, stop: threading.Event) -> None:
        """Listen until told to stop."""
        self._listener.run(stop)

    def _greet(self, _peer: str) -> "_Conversation":
        return _Conversation(self)

    def answer(self, request: vapourxml.Request) -> tuple[int, str, bytes]:
        """Status, content type and body for a request; 503 when nothing could be stored."""
        if request.method != "POST" or not self._is_ours(request.path):
            self.monitor.unread(request.body, f"path: {request.method} {request.path[:80]} is not taken")
            return _plain(404 if request.method == "POST" else 405, f"POST to {self.path or '/'}")
        try:
            message = vapourxml.decode_message(request.body)
        except vapourxml.EnvelopeError as error:
            self.monitor.unread(request.body, f"envelope: {error}")
            return self._said(400, error.form, self.settings.refused)
        if isinstance(message, vapourxml.Login):
            return self._login(message)
        return self._take(message, request)

    def _is_ours(self, path: str) -> bool:
        return path == self.path or path.startswith(f"{self.path}/") or path in _LOGINS

    def _take(self, message: vapourxml.Envelope, request: vapourxml.Request) -> tuple[int, str, bytes]:
        if message.user_id != self.settings.user_id or not self._admitted(message, request):
            self.board.count("vapour-soap_unknown_sender")
            return self._said(200, message, self.settings.refused)
        try:
            rows = vapourxml.rows_of(message, self.secrecy)
        except vapourxml.ContentError as error:
            self.monitor.unread(request.body, f"content: {error}")
            return self._said(200, message, self.settings.refused)
        self.monitor.heard()
        if message.type == _REQUEST:
            self.monitor.unread(
                b"", "password_change: the monitor asks for another password; set it in the file"
            )
            return self._said(200, message, self.settings.refused)
        sent_at = parse_time(message.time)
        if sent_at is not None:
            self.monitor.sent_at(sent_at)
        upload = vapourxml.vapour_upload(message.type, rows, sent_at, units=self.monitor.units)
        if not self.monitor.take([upload], request.body):
            return self._said(503, message, self.settings.refused)
        if upload.unknown and not upload.others:
            self.monitor.unread(request.body, f"other: TYPE={message.type} is not read")
        self.taken += 1
        return self._said(200, message, self.settings.accepted)

    def _admitted(self, message: vapourxml.Envelope, request: vapourxml.Request) -> bool:
        """In JSON with a password only with the token of a login."""
        if message.form != "json" or not self.settings.password:
            return True
        token = request.headers.get("authenticationtoken", "")
        return bool(self.token) and hmac.compare_digest(token.encode(), self.token.encode())

    def _login(self, login: vapourxml.Login) -> tuple[int, str, bytes]:
        known = login.account == self.settings.user_id
        right = hmac.compare_digest(login.password.encode(), self.settings.password.encode())
        granted = known and (right or not self.settings.password)
        if not granted:
            self.board.count("vapour-soap_wrong_password")
        self.token, body = vapourxml.encode_token(granted)
        return 200, vapourxml.CONTENT_TYPES["json"], body

    @staticmethod
    def _said(status: int, asked: vapourxml.Envelope | vapourxml.Form, text: str) -> tuple[int, str, bytes]:
        form = asked if isinstance(asked, str) else asked.form
        return status, vapourxml.CONTENT_TYPES[form], vapourxml.encode_answer(asked, text)


class _Conversation:
    """One connection: requests in, answers out."""

    def __init__(self, door: SoapListener) -> None:
        self.ended = False
        self.proven = False
        self._door = door
        self._reader = vapourxml.RequestReader()
        self._since: float | None = None

    def received(self, data: bytes) -> bytes:
        """The answers to the requests that are whole."""
        try:
            requests = self._reader.feed(data)
        except vapourxml.RequestError as error:
            self._door.monitor.unread(data, f"http: {error}")
            return self._last(*_plain(error.status, str(error)))
        out = b""
        for request in requests:
            before = self._door.taken
            out += vapourxml.encode_response(*self._door.answer(request), keep=request.keep)
            self.proven = self.proven or self._door.taken > before
            self.ended = self.ended or not request.keep
        if self._reader.continues:
            self._reader.continues = False
            out += vapourxml.CONTINUE
        self._since = (self._since or time.monotonic()) if self._reader.pending else None
        return out

    def tick(self) -> bytes:
        """Nothing by itself, but the end of a request that does not become whole."""
        if self._since is not None and time.monotonic() - self._since > _REQUEST_S:
            return self._last(*_plain(400, f"the request is not whole after {_REQUEST_S:.0f} s"))
        return b""

    def _last(self, status: int, content_type: str, body: bytes) -> bytes:
        self.ended = True
        return vapourxml.encode_response(status, content_type, body, keep=False)


def _plain(status: int, detail: str) -> tuple[int, str, bytes]:
    return status, "application/json; charset=utf-8", json.dumps({"detail": detail}).encode()
