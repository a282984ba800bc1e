"""One question to a TLS-350 console and its answer, whatever ends it; what was odd is counted.

Every byte that goes to a console leaves here, and only what `tls350.check_outgoing` lets through.
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from youjian.collector.transport import Transport, TransportError
from youjian.protocols import tls350


@dataclass(frozen=True)
class Manner:
    """How a console is spoken to: end of command, end of answer, code, and how long to wait for what, s.

    `timeout_s` is until the first byte, `idle_s` the silence that ends an answer without ETX, `longest_s` the
    time after which a device that never falls silent is no longer listened to.
    """

    terminator: bytes = b"\r\n"
    etx: int = 0x03
    security_code: str = ""
    timeout_s: float = 5.0
    idle_s: float = 2.0
    longest_s: float = 90.0


@dataclass
class Answer:
    """What came of a question: `reply`, or `error` if it cannot be read; silence has neither and no `raw`."""

    reply: tls350.Reply | None = None
    raw: bytes = b""
    error: tls350.TlsError | None = None
    message: tls350.Message | None = None
    deviations: Counter[str] = field(default_factory=Counter[str])

    @property
    def silent(self) -> bool:
        """Nothing came at all."""
        return not self.raw

    @property
    def unknown(self) -> bool:
        """The console does not know the function (9999)."""
        return isinstance(self.reply, tls350.UnknownCommand)


def ask(
    line: Transport, function: str, device: int = 0, *, manner: Manner, near: datetime | None = None
) -> Answer:
    """Ask a console for a report and take its answer; TransportError when the line is gone before it.

    A late answer to an earlier question is passed over. `near` is the console's local time as believed.
    """
    command = tls350.encode_command(
        function, device, security_code=manner.security_code or None, terminator=manner.terminator
    )
    line.discard()
    line.write(tls350.check_outgoing(command))
    return _Listening(line, command, function, manner, near).answer()


class _Listening:
    """The wait for one answer."""

    def __init__(
        self, line: Transport, command: bytes, function: str, manner: Manner, near: datetime | None
    ) -> None:
        self._line, self._manner, self._near = line, manner, near
        self._command = command
        self._code = function[1:].upper()
        self._reader = tls350.MessageReader(manner.etx)
        self._raw = bytearray()
        self._waiting: list[tls350.Message] = []

    def answer(self) -> Answer:
        """The first readable answer; what is none (a terminal server's greeting) only if none follows it."""
        found, other = self._next(self._manner.timeout_s), Answer()
        while found.message is not None and (self._late(found) or self._stray(found)):
            if self._late(found):
                self._reader.deviations["late_answer"] += 1
                found = self._next(self._manner.timeout_s)
            else:
                other, found = found, self._next(self._manner.idle_s)
        found = found if found.message is not None else other
        found.raw = bytes(self._raw)
        found.deviations = self._reader.deviations
        return found

    def _stray(self, found: Answer) -> bool:
        return found.error is not None and found.error.reason in ("function", "empty") and not self._echoed

    def _next(self, wait_s: float) -> Answer:
        message = self._waiting.pop(0) if self._waiting else self._message(wait_s)
        if message is None:
            return Answer()
        if self._echoed:
            nothing = tls350.TlsError("empty", "the line gives back what is sent, and nothing else")
            return Answer(error=nothing, message=message)
        try:
            reply = tls350.parse(message, etx=self._manner.etx, near=self._near)
        except tls350.TlsError as error:
            return Answer(error=error, message=message)
        return Answer(reply=reply, message=message)

    def _late(self, found: Answer) -> bool:
        reply = found.reply
        return (
            reply is not None
            and not isinstance(reply, tls350.UnknownCommand)
            and reply.function[1:].upper() != self._code
        )

    def _message(self, wait_s: float) -> tls350.Message | None:
        end = time.monotonic() + self._manner.longest_s
        while time.monotonic() < end:
            begun = self._reader.pending and not self._echoed
            try:
                data = self._line.read(self._manner.idle_s if begun else wait_s)
            except TransportError:
                if self._raw:
                    return self._reader.idle()
                raise
            if not data:
                return self._reader.idle()
            self._raw += data
            self._waiting += self._reader.feed(data)
            if self._waiting:
                return self._waiting.pop(0)
        return None

    @property
    def _echoed(self) -> bool:
        """So far the line has only given back what it was sent: the answer is still to come."""
        return bytes(self._raw).strip() == self._command.strip()
