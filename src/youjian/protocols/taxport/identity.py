"""The tax information of an initialised nozzle (83): two frames, or one long one, as one message and back.

Layout of the 38 bytes behind the factory number: two nozzle codes, the taxpayer's 20 characters, four of
the product, YYYYMMDDhhmm. The first frame ends after 19 characters of the taxpayer. Two makers differ by
two spare bytes before the second frame's check byte.
"""

from datetime import datetime

from youjian.protocols.taxport.digits import byte
from youjian.protocols.taxport.frames import TaxPortError
from youjian.protocols.taxport.messages import TaxIdentity, TaxInfo, TaxInfoPart

_CODES = 2
_TAXPAYER_END = 22
_PRODUCT_END = 26
_WHOLE = 38
_FIRST = 21
_OF_TWO = (0x21, 0x22)
"""The rfn of a message's first and second frame."""
_BLANK = " \t\0\ufffd"
_TIME = "%Y%m%d%H%M"


def is_whole(first: TaxInfo) -> bool:
    """Whether this frame tells all: a nozzle that is not initialised, or one long frame."""
    return len(first.raw) != _FIRST


def join_tax_info(first: TaxInfo, second: TaxInfoPart | None = None) -> TaxIdentity:
    """What the frames say together; a field whose bytes did not come is empty.

    >>> join_tax_info(TaxInfo(0, "1234567890")).taxpayer
    ''
    """
    data = first.raw + (second.raw if second else b"")
    return TaxIdentity(
        status=first.status,
        factory_no=first.factory_no,
        nozzle_codes=data[:_CODES],
        taxpayer=_text(data[_CODES:_TAXPAYER_END]) if len(data) >= _TAXPAYER_END else "",
        product=_text(data[_TAXPAYER_END:_PRODUCT_END]),
        chip_time=_time(data[_PRODUCT_END:_WHOLE]),
        spare=data[_WHOLE:],
    )


def split_tax_info(identity: TaxIdentity) -> list[TaxInfo | TaxInfoPart]:
    """The frames that tell an identity: one short one for a nozzle that is not initialised, else two."""
    if identity.status == 0:
        return [TaxInfo(0, identity.factory_no)]
    data = (
        _exactly(identity.nozzle_codes, _CODES, "nozzle codes")
        + _padded(identity.taxpayer, 20, "taxpayer")
        + _padded(identity.product, 4, "product")
        + (f"{identity.chip_time:{_TIME}}".zfill(12).encode() if identity.chip_time else b"0" * 12)
    )
    head, tail = data[:_FIRST], data[_FIRST:] + identity.spare
    return [
        TaxInfo(byte(identity.status, "status")[0], identity.factory_no, head, _OF_TWO[0]),
        TaxInfoPart(_OF_TWO[1], tail),
    ]


def has_spare_bytes(factory_no: str) -> bool:
    """Whether a tax device of this factory number adds two spare bytes to the last fill (86).

    One maker's numbers begin with a letter, the other's with a digit (collector firmware, read).
    """
    return factory_no[:1].isalpha()


def _text(field: bytes) -> str:
    return field.decode("gb18030", "replace").strip(_BLANK)


def _time(field: bytes) -> datetime | None:
    try:
        return datetime.strptime(field.decode("ascii"), _TIME)  # noqa: DTZ007 - the chip's own wall clock
    except (UnicodeDecodeError, ValueError):
        return None


def _padded(text: str, width: int, name: str) -> bytes:
    return _exactly(text.encode("ascii", "replace").ljust(width), width, name)


def _exactly(field: bytes, width: int, name: str) -> bytes:
    if len(field) != width:
        raise TaxPortError("range", f"{name} {field!r} has not {width} characters")
    return field
