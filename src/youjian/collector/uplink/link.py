"""What the box is connected by: written in its file, read from a modem or a router, or seen in the system."""

import logging
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from youjian.collector.settings.uplink import LinkSettings
from youjian.collector.transport import Transport, TransportError, open_transport
from youjian.collector.uplink import modem
from youjian.contract.fields import Text
from youjian.protocols.station.messages import Iccid

log = logging.getLogger(__name__)
_ANSWER_S = 3.0
_CHUNK_S = 0.2
_LONGEST_STATUS = 65_536
_CELLULAR = ("ppp", "wwan", "usb", "rmnet")
_ETHERNET = "1"
_ROUTES = Path("/proc/net/route")
_INTERFACES = Path("/sys/class/net")


class LinkState(Struct, frozen=True):
    """Kind (`5g`, `4g`, `wired` …), signal in dBm, the SIM card's number; None where it is not known."""

    kind: str | None = None
    signal_dbm: float | None = None
    iccid: str | None = None


class _Status(Struct, frozen=True):
    """What a router writes; other keys are its own business."""

    link: Text | None = None
    signal_dbm: float | None = None
    iccid: Iccid | None = None


class LinkWatch:
    """Reads the link every `read_s` in a thread of its own, so that a slow modem holds nobody up."""

    def __init__(self, settings: LinkSettings) -> None:
        self._settings = settings
        self._read: LinkState = LinkState()
        self._told = ""

    @property
    def needs_reading(self) -> bool:
        """Whether anything has to be asked at all."""
        settings = self._settings
        return bool(settings.modem or settings.status_file or settings.status_command)

    def __call__(self) -> LinkState:
        """The link as last read; else the file's words, else what the system shows."""
        settings, read = self._settings, self._read
        return LinkState(
            read.kind or settings.kind or system_link(),
            read.signal_dbm if read.signal_dbm is not None else settings.signal_dbm,
            read.iccid or settings.iccid,
        )

    def run(self, stop: threading.Event) -> None:
        """Read until told to stop; what cannot be read is unknown, and told once."""
        while not stop.is_set():
            self.look()
            stop.wait(self._settings.read_s)

    def look(self) -> None:
        """Read once."""
        try:
            self._read, problem = self._reading(), ""
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            self._read, problem = LinkState(), str(error)
        if problem and problem != self._told:
            log.warning("the link's state cannot be read: %s", problem)
        self._told = problem

    def _reading(self) -> LinkState:
        settings = self._settings
        if settings.modem is not None:
            return of_modem(settings.modem)
        if settings.status_file is not None:
            with Path(settings.status_file).open("rb") as file:
                return of_status(file.read(_LONGEST_STATUS))
        command = settings.status_command or []
        done = subprocess.run(  # noqa: S603 - the station's own file names it
            command, capture_output=True, timeout=_ANSWER_S, stdin=subprocess.DEVNULL, check=True
        )
        return of_status(done.stdout[:_LONGEST_STATUS])


def of_status(text: bytes) -> LinkState:
    """The link as a router's JSON tells it; ValueError names the field.

    >>> of_status(b'{"link": "5g", "signal_dbm": -83, "operator": "x"}')
    LinkState(kind='5g', signal_dbm=-83.0, iccid=None)
    """
    said = msgspec.json.decode(text, type=_Status)
    return LinkState(said.link, said.signal_dbm, said.iccid)


def of_modem(url: str, steady: Callable[[], float] = time.monotonic) -> LinkState:
    """Ask a modem on a serial line; TransportError when the line is gone or nothing answers."""
    line = open_transport(url)
    try:
        _ask(line, modem.QUIET, steady)
        network, signal = _ask(line, modem.NETWORK, steady), _ask(line, modem.SIGNAL, steady)
        dbm = modem.signal_dbm(signal)
        if dbm is None:
            dbm = modem.signal_dbm(_ask(line, modem.EXTENDED_SIGNAL, steady))
        cards = (modem.iccid(_ask(line, command, steady)) for command in modem.CARD)
        card = next((number for number in cards if number is not None), None)
        return LinkState(modem.access(network), dbm, card)
    finally:
        line.close()


def _ask(line: Transport, command: str, steady: Callable[[], float]) -> list[str]:
    line.discard()
    line.write(modem.encode(command))
    reader, until = modem.AnswerReader(), steady() + _ANSWER_S
    while steady() < until:
        answer = reader.feed(line.read(_CHUNK_S))
        if answer is not None:
            return answer
    msg = f"the modem does not answer {command}"
    raise TransportError(msg)


def system_link(routes: Path = _ROUTES, interfaces: Path = _INTERFACES) -> str | None:
    """`wired` where the default route runs over an Ethernet that is up; None where that is not to be seen."""
    name = _default_interface(routes)
    if name is None or name.startswith(_CELLULAR) or (interfaces / name / "wireless").exists():
        return None
    kind, up = _word(interfaces / name / "type"), _word(interfaces / name / "operstate")
    return "wired" if kind == _ETHERNET and up == "up" else None


def _default_interface(routes: Path) -> str | None:
    try:
        lines = routes.read_text(encoding="ascii").splitlines()[1:]
    except (OSError, UnicodeDecodeError):
        return None
    defaults = [
        words for words in map(str.split, lines) if len(words) > 7 and words[1] == words[7] == "00000000"
    ]
    return min(defaults, key=lambda words: int(words[6]))[0] if defaults else None


def _word(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
