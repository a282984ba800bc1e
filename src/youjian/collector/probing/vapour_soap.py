"""Probe of a monitor that posts XML or JSON: wait for its first messages and say what they are.

Every message is answered 503, so that the monitor keeps it and sends it again to the collector.
"""

import contextlib
import socket
import time
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

from youjian.collector.desk import utc_now
from youjian.collector.probing.options import check_names, seconds
from youjian.collector.probing.report import FoundNozzle, ProbeError, ProbeReport
from youjian.protocols import vapourxml
from youjian.protocols.vapour import VapourUpload, parse_time

OPTIONS = {
    "wait_s": "how long to wait for messages, s",
    "messages": "how many messages are enough",
    "sm4_key": "the key of encrypted messages, 16 characters or 32 hex digits",
    "sm4_iv": "its initial vector, 16 zeros unless told",
}
_CHUNK = 4096
_QUIET_S = 8.0
_CALM = ("0", "N")


class _Findings:
    """What the messages have shown so far."""

    def __init__(self, secrecy: vapourxml.Secrecy | None) -> None:
        self._secrecy = secrecy
        self.messages = 0
        self.seen: Counter[str] = Counter()
        self.offsets: list[float] = []
        self.nozzles: set[int] = set()
        self.alarms: dict[str, str] = {}

    def add(self, request: vapourxml.Request) -> None:
        """Note what one request shows."""
        self.messages += 1
        self.seen[f"{request.method} {request.path}"] += 1
        try:
            message = vapourxml.decode_message(request.body)
            if isinstance(message, vapourxml.Login):
                self.seen[f"login of {message.account}"] += 1
                return
            self._add_envelope(message)
        except (vapourxml.EnvelopeError, vapourxml.ContentError) as error:
            self.seen[f"not readable: {error}"] += 1

    def _add_envelope(self, message: vapourxml.Envelope) -> None:
        sealed = "encrypted" if message.sealed else "plain"
        self.seen[f"USERID {message.user_id}"] += 1
        self.seen[f"form {message.form}, call {message.operation}, SEC says {sealed}"] += 1
        sent_at = parse_time(message.time)
        if sent_at is not None:
            self.offsets.append((sent_at - utc_now()).total_seconds())
        rows = vapourxml.rows_of(message, self._secrecy)
        self.seen[
            f"TYPE {message.type}: {len(rows)} rows of {', '.join(rows[0]) if rows else 'nothing'}"
        ] += 1
        self._add_upload(vapourxml.vapour_upload(message.type, rows, sent_at))

    def _add_upload(self, upload: VapourUpload) -> None:
        self.nozzles |= {fill.nozzle_id for fill in upload.fills}
        self.nozzles |= {switch.nozzle for switch in upload.switches}
        self.alarms |= upload.alarms
        for problem in upload.problems[:3]:
            self.seen[f"not usable: {problem}"] += 1


def probe(address: str, options: Mapping[str, str]) -> ProbeReport:
    """What a monitor posts within the time; ProbeError when nothing came."""
    check_names(options, OPTIONS)
    wait_s = seconds(options, "wait_s", 60.0, most=3600.0)
    text = options.get("messages", "5")
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise ProbeError(f"option messages={text!r}: give a number from 1 to 1000")
    findings = _Findings(_secrecy(options))
    with _server(address) as server:
        _listen(server, findings, wait_s, int(text))
    if not findings.messages:
        raise ProbeError(f"nothing was posted to {address} within {wait_s:g} s: is it set in the monitor?")
    return _report(findings)


def _secrecy(options: Mapping[str, str]) -> vapourxml.Secrecy | None:
    if "sm4_key" not in options:
        return None
    try:
        return vapourxml.Secrecy(options["sm4_key"], options.get("sm4_iv", "0" * 16))
    except ValueError as error:
        raise ProbeError(f"option {error}") from None


def _server(address: str) -> socket.socket:
    try:
        parts = urlsplit(address.strip())
        place = (parts.hostname or "", parts.port or 0)
    except ValueError as error:
        raise ProbeError(f"{address!r} is no address: {error}") from None
    if parts.scheme != "http-listen" or not place[1]:
        raise ProbeError(f"{address!r} is no address: give http-listen://0.0.0.0:8080/upload")
    try:
        return socket.create_server(place)
    except OSError as error:
        raise ProbeError(
            f"cannot listen on {address}: {error.strerror}; a running collector holds it"
        ) from None


def _listen(server: socket.socket, findings: _Findings, wait_s: float, enough: int) -> None:
    end = time.monotonic() + wait_s
    while findings.messages < enough and (left := end - time.monotonic()) > 0:
        server.settimeout(left)
        try:
            caller, _ = server.accept()
        except TimeoutError:
            return
        with caller, contextlib.suppress(OSError):
            caller.settimeout(min(left, _QUIET_S))
            _converse(caller, findings)
        if findings.messages:
            end = min(end, time.monotonic() + _QUIET_S)


def _converse(caller: socket.socket, findings: _Findings) -> None:
    """One request of one caller; a refusal of what is none."""
    reader = vapourxml.RequestReader()
    while data := caller.recv(_CHUNK):
        try:
            requests = reader.feed(data)
        except vapourxml.RequestError as error:
            findings.seen[f"no request: {error}"] += 1
            return
        if reader.continues:
            reader.continues = False
            caller.sendall(vapourxml.CONTINUE)
        for request in requests:
            findings.add(request)
        if requests:
            caller.sendall(vapourxml.encode_response(503, "text/plain", b"probing", keep=False))
            return


def _report(findings: _Findings) -> ProbeReport:
    notes = [f"{what}: {count} times" for what, count in findings.seen.most_common(20)]
    if findings.offsets:
        notes.append(f"clock: {max(findings.offsets):+.0f} s against this box")
    notes.append("units of A/L and pressure are not in the messages: declare ratio_unit and pressure_unit")
    return ProbeReport(
        model="vapour monitor that posts",
        nozzles=[FoundNozzle(nozzle_id=number) for number in sorted(findings.nozzles)],
        alarms=[f"{name}: {text}" for name, text in sorted(findings.alarms.items()) if text not in _CALM],
        notes=notes,
    )
