"""Commands to a console. A collector can only read: what may leave the process is an allow-list.

A console accepts set-up commands without a password by default, so the check stands where bytes leave.
"""

import re

from msgspec import Struct

ALLOWED = frozenset((
    "101", "102", "111", "112", "201", "202", "203", "204", "205", "206", "208", "20B", "20C", "214", "216",
    "217", "218", "219", "21A", "21B", "221", "501", "902", "C01",
))  # fmt: skip
"""Function codes that only read, each as `I` (display format) or `i` (computer format)."""
SOH = 0x01
ABORT = b"\x1b"
_TERMINATORS = (b"", b"\r", b"\n", b"\r\n")
_ALLOWED_CODES = "|".join(sorted(ALLOWED)).encode()
_CODE = rb"(?![Ss]|[Ii][Ss]|[Ii][0-9A-Fa-f]{3}\d\d)[A-Za-z0-9]{6}"
"""A security code: none that a console without security would read as a command (S602.., IS0030, I00300)."""
_SECURITY = re.compile(_CODE.decode())
_OUTGOING = re.compile(
    rb"(?:\x1b|\x01(?:%b)?[Ii](?:%b)\d{2}(?:\d{2})?(?:\r\n|\r|\n)?)+" % (_CODE, _ALLOWED_CODES)
)
_INCOMING = re.compile(r"(?P<function>[A-Za-z][0-9A-Fa-f]{3})(?P<device>\d{2})(?P<data>.*)", re.DOTALL)
_SECURITY_CODE = 6
_LONGEST = 1024


def is_security_code(text: str) -> bool:
    """Whether six characters may stand before a command: letters and digits that are no command themselves.

    >>> is_security_code("A12345"), is_security_code("IS0030"), is_security_code("S60201")
    (True, False, False)
    """
    return text.isascii() and _SECURITY.fullmatch(text) is not None


class ForbiddenCommand(RuntimeError):  # noqa: N818  what it names is forbidden, not failed
    """Somebody tried to send a console something other than a read: a programming error, never a reply."""


class CommandError(ValueError):
    """Bytes that are no command, as an emulator receives them."""


class Command(Struct, frozen=True, kw_only=True):
    """A command as an emulator sees it: function with its letter (`i201`, `S602`), device 0 for all."""

    function: str
    device: int = 0
    security_code: str | None = None
    computer: bool = True
    data: str = ""

    @property
    def writes(self) -> bool:
        """Whether the command changes the console: an emulator logs it as an attack."""
        return self.function[:1] in "Ss"

    @property
    def aborts(self) -> bool:
        """ESC: stop the running answer."""
        return self.function == "ESC"


def encode_command(
    function: str, device: int = 0, *, security_code: str | None = None, terminator: bytes = b"\r\n"
) -> bytes:
    """The bytes of a read command; raises ForbiddenCommand for anything else.

    The manual shows no terminator; CR LF suits consoles, emulators and serial servers. A security code that
    looks like a command is refused (S602.., IS0030), because a console without security would take it as one.

    >>> encode_command("i201")
    b'\\x01i20100\\r\\n'
    >>> encode_command("i218", 1, security_code="123456", terminator=b"")
    b'\\x01123456i21801'
    """
    if not 0 <= device <= 99:
        raise ForbiddenCommand(f"device {device} is not 00 to 99")
    if terminator not in _TERMINATORS:
        raise ForbiddenCommand(f"{terminator!r} ends no command; use CR LF, CR, LF or nothing")
    text = f"{security_code or ''}{function}{device:02d}"
    return check_outgoing(bytes((SOH,)) + text.encode("utf-8") + terminator)


def check_outgoing(data: bytes) -> bytes:
    """The same bytes if they are reads (or ESC) and nothing else; raises ForbiddenCommand otherwise."""
    if not _OUTGOING.fullmatch(data):
        raise ForbiddenCommand(f"{data!r} is not a read command of the allow-list")
    return data


def decode_command(data: bytes) -> Command:
    """A command as a console would take it, writes included; raises CommandError.

    >>> decode_command(b"\\x01S602011REGULAR").writes
    True
    """
    if data.strip(b"\r\n") == ABORT:
        return Command(function="ESC", computer=False)
    if not data or data[0] != SOH:
        raise CommandError(f"{data[:40]!r} does not begin with SOH")
    text = data[1:].decode("latin-1").rstrip("\r\n")
    match, code = _INCOMING.fullmatch(text), None
    if match is None or text[0] not in "IiSs":
        match, code = _INCOMING.fullmatch(text[_SECURITY_CODE:]), text[:_SECURITY_CODE]
    if match is None:
        raise CommandError(f"{data[:40]!r} is not [security code] function device")
    function = match["function"]
    return Command(
        function=function[0] + function[1:].upper(),
        device=int(match["device"]),
        security_code=code,
        computer=function[0].islower(),
        data=match["data"],
    )


class CommandReader:
    """Commands out of a byte stream, for an emulator: ended by CR, LF, the next SOH, ESC or silence."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The commands that these bytes complete, without their terminators."""
        found: list[bytes] = []
        for value in data:
            if value == SOH or value == ABORT[0]:
                found.extend(self._flush())
            self._buffer.append(value)
            if value in b"\r\n\x1b" or len(self._buffer) > _LONGEST:
                found.extend(self._flush())
        return found

    def idle(self) -> bytes | None:
        """What is there when nothing more comes: a command without terminator, or None."""
        return next(iter(self._flush()), None)

    def _flush(self) -> list[bytes]:
        command = bytes(self._buffer).strip(b"\r\n\x00 ")
        self._buffer.clear()
        return [command] if command else []
