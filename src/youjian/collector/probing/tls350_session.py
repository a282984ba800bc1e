"""Questions to a console over a line that may close after each answer; what was tried is remembered."""

import time
from collections import Counter
from dataclasses import replace

from youjian.collector.desk import utc_now
from youjian.collector.drivers.tls350_line import Answer, Manner, ask
from youjian.collector.probing.report import ProbeError
from youjian.collector.transport import Transport, TransportError, open_transport
from youjian.contract.fields import SHANGHAI
from youjian.protocols import tls350

_NAMES = {b"\r\n": "CR LF", b"\n": "LF", b"\r": "CR", b"": "nothing"}
_HURRIED_S = 2.0
_TRIES = 2
_OPENINGS, _BETWEEN_OPENINGS_S = 3, 0.4
_SHOWN = 60
_ENDS = bytes((2, *range(4, 9), *range(14, 32)))
_AGAIN = ("checksum", "layout")
_DEVIATIONS = {
    "missing_soh": "an answer began without SOH",
    "unterminated": "an answer ended without ETX: it was taken after silence",
    "lf_only": "lines end with LF alone",
    "half_message": "a half answer stood before a whole one",
    "noise": "bytes stood between answers",
    "parity_bits": "characters came with a parity bit, taken off here: one end of the line is set to 7 bits",
    "overflow": "an answer was endless",
    "late_answer": "an answer came late, after the next question",
    "damaged": "a damaged answer was asked for again",
    "closed": "the console closes the line after an answer",
    "checksum_10000": "the checksum 0000 is written as 10000",
    "mended_soh": "computer format lacks SOH and is right with it: the collector takes display format",
}


class Session:
    """A line to a console, opened when needed and again when the console has closed it."""

    def __init__(self, url: str, manner: Manner) -> None:
        self._url = url
        self._manner = self._patient = manner
        self._line: Transport | None = None
        self._deviations: Counter[str] = Counter()
        self._tried: list[str] = []
        self._took_s = 0.0
        self.refused = False

    def close(self) -> None:
        """Close the line."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def use(self, terminator: bytes, *, hurried: bool) -> None:
        """End commands so from now on; `hurried` waits shorter for a first byte."""
        self._manner = replace(self._patient, terminator=terminator)
        if hurried:
            self._wait(_HURRIED_S)

    def settle(self) -> None:
        """What answers has been found: wait for the rest as long as it took, and a little more."""
        self._wait(_HURRIED_S + self._took_s)

    def _wait(self, seconds: float) -> None:
        self._manner = replace(self._manner, timeout_s=min(seconds, self._patient.timeout_s))

    @property
    def like_an_emulator(self) -> bool:
        """Lines ended by LF alone: public emulators do so, and some take I902 for a reset of alarms."""
        return self._deviations["lf_only"] > 0

    @property
    def terminator_name(self) -> str:
        """How commands end now, in words."""
        return _NAMES[self._manner.terminator]

    def ask(self, function: str, device: int = 0) -> Answer:
        """The answer to a question, silence included; ProbeError when the line cannot be opened at all."""
        answer, closed, tries = Answer(), False, 0
        while tries < _TRIES:
            fresh = self._line is None
            began = time.monotonic()
            try:
                answer, closed = self._once(self._opened(), function, device), False
            except TransportError:
                self.close()
                closed, tries = True, tries + fresh
                self._deviations["closed"] += not fresh
                continue
            self._took_s = time.monotonic() - began
            if answer.error is None or answer.error.reason not in _AGAIN:
                break
            tries += 1
            self._deviations["damaged"] += 1
        self._remember(function, device, answer, closed=closed)
        return answer

    def _once(self, line: Transport, function: str, device: int) -> Answer:
        near = utc_now().astimezone(SHANGHAI).replace(tzinfo=None)
        answer = ask(line, function, device, manner=self._manner, near=near)
        if answer.silent:  # it may wait for another end of command: begin with it anew
            self.close()
        self._learn_end(answer)
        return self._mended(answer)

    def _learn_end(self, answer: Answer) -> None:
        """An answer ended by silence whose last byte is a control character: that is its ETX."""
        last = answer.raw[-1:]
        if answer.message is None or not answer.message.unterminated or last not in _ENDS or last == b"":
            return
        self._patient = replace(self._patient, etx=last[0])
        self._manner = replace(self._manner, etx=last[0])
        self._deviations[f"etx_{last[0]:02X}"] += 1
        try:
            answer.reply, answer.error = tls350.parse(answer.message, etx=last[0]), None
        except tls350.TlsError as error:
            answer.error = error

    def _mended(self, answer: Answer) -> Answer:
        """A computer-format answer whose checksum is right as soon as the missing SOH stands before it."""
        message = answer.message
        if answer.error is None or message is None or not message.missing_soh:
            return answer
        try:
            answer.reply = tls350.parse(bytes((tls350.SOH,)) + message.raw.strip(), etx=self._manner.etx)
        except tls350.TlsError:
            return answer
        answer.error = None
        answer.deviations["mended_soh"] += 1
        return answer

    def _opened(self) -> Transport:
        failures = 0
        while self._line is None:
            try:
                self._line = open_transport(self._url)
            except TransportError as error:
                failures += 1
                if failures == _OPENINGS:
                    raise ProbeError(self._unopened(error)) from None
                time.sleep(_BETWEEN_OPENINGS_S)
        return self._line

    def _unopened(self, error: TransportError) -> str:
        return (
            f"the line cannot be opened: {error}. Check address, cable and power, and that no other "
            f"program holds the line{self._history()}"
        )

    def _remember(self, function: str, device: int, answer: Answer, *, closed: bool) -> None:
        self.refused = self.refused or answer.unknown
        self._tried.append(
            f"{function}{device:02d} ended by {self.terminator_name}: {_what(answer, closed=closed)}"
        )
        if answer.reply is None or answer.message is None:
            return
        raw = answer.message.raw
        self._deviations.update(answer.deviations)
        self._deviations["lf_only"] += b"\n" in raw and b"\r" not in raw
        self._deviations["checksum_10000"] += b"&&10000" in raw

    def failure(self) -> str:
        """What was tried and what came, and what may be done."""
        return (
            f"{self._url}: nothing that is a TLS-350 inventory. Check address, baud rate and parity; "
            "the console may have a security code (option security_code), or be another kind of device"
            f"{self._history()}"
        )

    def _history(self) -> str:
        return ". Tried: " + "; ".join(self._tried) if self._tried else ""

    def notes(self) -> list[str]:
        """What was odd, in words."""
        told = [words for name, words in _DEVIATIONS.items() if self._deviations[name]]
        ends = [name for name in self._deviations if name.startswith("etx_")]
        return told + [f"answers end with byte {end[4:]}, not 03: set etx for the collector" for end in ends]


def _what(answer: Answer, *, closed: bool) -> str:
    reply = answer.reply
    if isinstance(reply, tls350.UnknownCommand):
        return "unknown command (9999)"
    if reply is not None:
        return "read"
    if answer.error is not None:
        return f"{answer.error}: {answer.raw[:_SHOWN]!r}"
    return "closed the line without an answer" if closed else "silence"
