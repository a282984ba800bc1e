"""Requests to the tax port, both ways: a collector encodes them, an emulator decodes them."""

from collections.abc import Callable

from youjian.protocols.taxport.digits import byte, day_of, digits, month_of
from youjian.protocols.taxport.frames import (
    DAY_TOTAL,
    GRAND_TOTAL,
    LAST_FILL,
    MONTH_TOTAL,
    SINGLE_FRAME,
    TAX_INFO,
    TaxPortError,
    frame,
    unframe,
)
from youjian.protocols.taxport.messages import (
    DayTotalRequest,
    GrandTotalRequest,
    LastFillRequest,
    MonthTotalRequest,
    Request,
    TaxInfoRequest,
)


def encode_request(request: Request) -> bytes:
    """The frame of a request; raises TaxPortError (`range`) when a number does not fit its field.

    >>> encode_request(LastFillRequest(nozzle=1)).hex(" ").upper()
    'BB 05 FF 86 01 01 79'
    """
    command, parameters = _parameters(request)
    return frame(SINGLE_FRAME, command, byte(request.nozzle, "nozzle") + parameters)


def _parameters(request: Request) -> tuple[int, bytes]:
    match request:
        case TaxInfoRequest():
            return TAX_INFO, b""
        case LastFillRequest():
            return LAST_FILL, byte(request.ret_mode, "ret_mode")
        case GrandTotalRequest():
            return GRAND_TOTAL, byte(request.mode, "mode") + byte(request.ret_mode, "ret_mode")
        case DayTotalRequest():
            return DAY_TOTAL, f"{request.day:%Y%m%d}".zfill(8).encode() + byte(request.ret_mode, "ret_mode")
        case MonthTotalRequest():
            month = digits(request.year, 4, "year") + digits(request.month, 2, "month")
            month_of(month)
            return MONTH_TOTAL, month + byte(request.ret_mode, "ret_mode")


def decode_request(data: bytes) -> Request:
    """The request in one whole frame; raises TaxPortError."""
    _, command, payload = unframe(data)
    if command not in _READERS:
        raise TaxPortError("command", f"{command:02X} is none of the tax port's requests")
    size, read = _READERS[command]
    if len(payload) != size:
        raise TaxPortError("length", f"request {command:02X} has {size} parameter bytes, got {len(payload)}")
    return read(payload)


_READERS: dict[int, tuple[int, Callable[[bytes], Request]]] = {
    TAX_INFO: (1, lambda p: TaxInfoRequest(p[0])),
    LAST_FILL: (2, lambda p: LastFillRequest(p[0], p[1])),
    GRAND_TOTAL: (3, lambda p: GrandTotalRequest(p[0], p[1], p[2])),
    DAY_TOTAL: (10, lambda p: DayTotalRequest(p[0], day_of(p[1:9]), p[9])),
    MONTH_TOTAL: (8, lambda p: MonthTotalRequest(p[0], *month_of(p[1:7]), p[7])),
}
