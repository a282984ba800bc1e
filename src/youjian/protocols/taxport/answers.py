"""Answers of the tax port, both ways: a collector decodes them, an emulator encodes them."""

from collections.abc import Callable

from youjian.protocols.taxport.digits import (
    ML_PER_STEP,
    byte,
    day_of,
    digits,
    month_of,
    number,
    volume_digits,
)
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
    Answer,
    DayTotal,
    GrandTotal,
    LastFill,
    MonthTotal,
    Nothing,
    TaxInfo,
    TaxInfoPart,
)

_FACTORY_NO = 10
_FIRST_PART = 21
_PART = 17
_WHOLE = 38
_SPARE = 2
_LAST_FILL_DIGITS = 22


def encode_answer(answer: Answer) -> bytes:
    """The frame of an answer; raises TaxPortError (`range`) when a number does not fit its field."""
    match answer:
        case TaxInfo():
            return _encode_tax_info(answer)
        case TaxInfoPart():
            return frame(answer.rfn, TAX_INFO, answer.raw)
        case Nothing():
            return frame(SINGLE_FRAME, answer.command, byte(answer.status, "status"))
        case LastFill():
            command, data = LAST_FILL, _last_fill_data(answer)
        case GrandTotal():
            command, data = GRAND_TOTAL, _grand_total_data(answer)
        case DayTotal():
            command, data = DAY_TOTAL, _day_total_data(answer)
        case MonthTotal():
            command, data = MONTH_TOTAL, _month_total_data(answer)
    return frame(SINGLE_FRAME, command, byte(answer.status, "status") + data)


def _encode_tax_info(answer: TaxInfo) -> bytes:
    factory_no = answer.factory_no.encode("ascii", "replace")
    if len(factory_no) != _FACTORY_NO:
        raise TaxPortError("range", f"factory number {answer.factory_no!r} has not {_FACTORY_NO} characters")
    return frame(answer.rfn, TAX_INFO, byte(answer.status, "status") + factory_no + answer.raw)


def _money(fen: int, width: int) -> bytes:
    return digits(fen, width, "amount")


def _last_fill_data(answer: LastFill) -> bytes:
    hour = digits(answer.hour, 2, "hour") + digits(answer.minute, 2, "minute")
    amounts = volume_digits(answer.volume_ml, 6) + _money(answer.amount_fen, 6)
    return (
        digits(answer.day, 2, "day")
        + hour
        + amounts
        + digits(answer.unit_price_fen, 4, "price")
        + answer.spare
    )


def _grand_total_data(answer: GrandTotal) -> bytes:
    return volume_digits(answer.totalizer_ml, 12) + _money(answer.amount_total_fen, 12)


def _day_total_data(answer: DayTotal) -> bytes:
    day = f"{answer.day:%Y%m%d}".zfill(8).encode()
    amounts = volume_digits(answer.volume_ml, 8) + _money(answer.amount_fen, 8)
    return day + amounts + digits(answer.unit_price_fen, 4, "price")


def _month_total_data(answer: MonthTotal) -> bytes:
    month = digits(answer.year, 4, "year") + digits(answer.month, 2, "month")
    return month + volume_digits(answer.volume_ml, 10) + _money(answer.amount_fen, 10)


def decode_answer(data: bytes) -> Answer:
    """The answer in one whole frame; raises TaxPortError.

    >>> decode_answer(bytes.fromhex("BB0EFF8300313233343536373839307D")).factory_no
    '1234567890'
    """
    rfn, command, payload = unframe(data)
    if command == TAX_INFO:
        return _tax_info(rfn, payload)
    if command not in _READERS:
        raise TaxPortError("command", f"{command:02X} is none of the tax port's answers")
    if len(payload) == 1:
        return Nothing(command, payload[0])
    sizes, read = _READERS[command]
    if len(payload) - 1 not in sizes:
        expected = " or ".join(map(str, sizes))
        raise TaxPortError("length", f"answer {command:02X} has {expected} bytes, got {len(payload) - 1}")
    try:
        return read(payload[0], payload[1:])
    except TaxPortError:
        if payload[0]:
            raise
        return Nothing(command, 0)  # status 0 before data that are no figures: one maker's day without a fill


def _tax_info(rfn: int, payload: bytes) -> Answer:
    """The frame of 83 that has this many bytes; the frame counter decides nothing, its bits are not known."""
    if len(payload) in (_PART, _PART + _SPARE):
        return TaxInfoPart(rfn, payload)
    if len(payload) - 1 - _FACTORY_NO in (0, _FIRST_PART, _WHOLE, _WHOLE + _SPARE):
        factory_no = payload[1 : 1 + _FACTORY_NO]
        if not factory_no.isascii() or not factory_no.isalnum():
            raise TaxPortError("digits", f"factory number is {factory_no!r}, not letters and digits")
        return TaxInfo(payload[0], factory_no.decode("ascii"), payload[1 + _FACTORY_NO :], rfn)
    raise TaxPortError("length", f"no tax information (83) has {len(payload)} bytes from its status on")


def _last_fill(status: int, data: bytes) -> LastFill:
    day, hour, minute = number(data[0:2], "day"), number(data[2:4], "hour"), number(data[4:6], "minute")
    if day > 31 or hour > 23 or minute > 59:
        raise TaxPortError("range", f"day {day}, hour {hour}, minute {minute} is no time")
    return LastFill(
        day,
        hour,
        minute,
        volume_ml=number(data[6:12], "volume") * ML_PER_STEP,
        amount_fen=number(data[12:18], "amount"),
        unit_price_fen=number(data[18:22], "price"),
        spare=data[_LAST_FILL_DIGITS:],
        status=status,
    )


def _grand_total(status: int, data: bytes) -> GrandTotal:
    return GrandTotal(number(data[:12], "totalizer") * ML_PER_STEP, number(data[12:], "amount"), status)


def _day_total(status: int, data: bytes) -> DayTotal:
    volume_ml, amount_fen = number(data[8:16], "volume") * ML_PER_STEP, number(data[16:24], "amount")
    return DayTotal(day_of(data[:8]), volume_ml, amount_fen, number(data[24:], "price"), status)


def _month_total(status: int, data: bytes) -> MonthTotal:
    volume_ml = number(data[6:16], "volume") * ML_PER_STEP
    return MonthTotal(*month_of(data[:6]), volume_ml, number(data[16:], "amount"), status)


_READERS: dict[int, tuple[tuple[int, ...], Callable[[int, bytes], Answer]]] = {
    LAST_FILL: ((_LAST_FILL_DIGITS, _LAST_FILL_DIGITS + 2), _last_fill),
    GRAND_TOTAL: ((24,), _grand_total),
    DAY_TOTAL: ((28,), _day_total),
    MONTH_TOTAL: ((26,), _month_total),
}
