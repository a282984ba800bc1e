"""AT commands of a cellular modem, sans I/O: what to ask; what the answers say of signal, card and network.

Commands and codes as 3GPP TS 27.007 has them (+CSQ, +CESQ, +COPS); the card's number has no standard command,
so the three usual ones are tried in turn.
"""

import re
from collections.abc import Sequence

QUIET = "ATE0"
SIGNAL = "AT+CSQ"
EXTENDED_SIGNAL = "AT+CESQ"
NETWORK = "AT+COPS?"
CARD = ("AT+CCID", "AT+QCCID", "AT+ICCID")

_FINAL = re.compile(r"OK|ERROR|\+CM[ES] ERROR:.*|NO CARRIER|COMMAND NOT SUPPORT")
_CSQ = re.compile(r"\+CSQ:\s*(\d{1,3}),\s*\d{1,2}")
_CESQ = re.compile(r"\+CESQ:\s*\d+,\s*\d+,\s*\d+,\s*\d+,\s*\d+,\s*(\d{1,3})")
_COPS = re.compile(r'\+COPS:\s*\d,\s*\d,\s*"[^"]*",\s*(\d{1,2})')
_CARD = re.compile(r"(?:\+Q?(?:CCID|ICCID):\s*)?\"?(\d{18,20}[0-9A-Fa-f]?)\"?")
_ACCESS = {
    **dict.fromkeys((0, 1, 3, 8), "2g"),
    **dict.fromkeys((2, 4, 5, 6), "3g"),
    **dict.fromkeys((7, 10), "4g"),
    9: "nb-iot",
    **dict.fromkeys((11, 12, 13), "5g"),
}
_LONGEST = 4096


class AnswerReader:
    """Collects the lines of one command's answer, in whatever pieces they arrive.

    >>> reader = AnswerReader()
    >>> reader.feed(b"\\r\\n+CSQ: 18,99\\r"), reader.feed(b"\\n\\r\\nOK\\r\\n")
    (None, ['+CSQ: 18,99', 'OK'])
    """

    def __init__(self) -> None:
        self._kept = b""
        self._lines: list[str] = []

    def feed(self, data: bytes) -> list[str] | None:
        """The answer's lines once its last one is there, else None; what is no text is left out."""
        *whole, self._kept = (self._kept + data).replace(b"\r", b"\n").split(b"\n")
        self._kept = self._kept[-_LONGEST:]
        for line in whole:
            text = line.decode("ascii", "ignore").strip()
            if text:
                self._lines = [*self._lines[-64:], text]
                if _FINAL.fullmatch(text):
                    return self._lines
        return None


def encode(command: str) -> bytes:
    """A command as it goes down the line."""
    return command.encode("ascii") + b"\r"


def signal_dbm(lines: Sequence[str]) -> float | None:
    """Received power in dBm from an answer to +CSQ or +CESQ; None where the modem does not know.

    >>> signal_dbm(["+CSQ: 18,99", "OK"]), signal_dbm(["+CSQ: 99,99"])
    (-77.0, None)
    >>> signal_dbm(["+CESQ: 99,99,255,255,20,53"])
    -88.0
    """
    for line in lines:
        if (match := _CSQ.fullmatch(line)) and int(match[1]) <= 31:
            return -113.0 + 2 * int(match[1])
        if (match := _CESQ.fullmatch(line)) and int(match[1]) <= 97:
            return -141.0 + int(match[1])
    return None


def access(lines: Sequence[str]) -> str | None:
    """`2g` to `5g` from an answer to +COPS?; None while it is on no network.

    >>> access(['+COPS: 0,0,"CHINA MOBILE",7', "OK"]), access(["+COPS: 0"])
    ('4g', None)
    """
    for line in lines:
        if match := _COPS.fullmatch(line):
            return _ACCESS.get(int(match[1]))
    return None


def iccid(lines: Sequence[str]) -> str | None:
    """The SIM card's number; its trailing filler is left out.

    >>> iccid(["+QCCID: 89860012017300000001", "OK"]), iccid(["898600D6991330004146F"]), iccid(["ERROR"])
    ('89860012017300000001', None, None)
    """
    for line in lines:
        if match := _CARD.fullmatch(line):
            return match[1].rstrip("Ff")
    return None
