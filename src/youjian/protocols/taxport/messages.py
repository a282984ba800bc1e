"""What a collector asks of a dispenser's tax port and what it is told.

Volumes are mL (the port counts in 0.01 L), money is fen, prices are fen per litre.
"""

from datetime import date, datetime

from msgspec import Struct


class TaxInfoRequest(Struct, frozen=True):
    """Command 83: tax information of a nozzle."""

    nozzle: int


class LastFillRequest(Struct, frozen=True):
    """Command 86: the last fill of a nozzle."""

    nozzle: int
    ret_mode: int = 1


class GrandTotalRequest(Struct, frozen=True):
    """Command 89: the totalizer and the running amount of a nozzle."""

    nozzle: int
    mode: int = 0
    ret_mode: int = 1


class DayTotalRequest(Struct, frozen=True):
    """Command 87: volume and amount of one day."""

    nozzle: int
    day: date
    ret_mode: int = 1


class MonthTotalRequest(Struct, frozen=True):
    """Command 88: volume and amount of one month."""

    nozzle: int
    year: int
    month: int
    ret_mode: int = 1


class TaxInfo(Struct, frozen=True):
    """Answer to 83: status 0 says the nozzle is not tax-initialised and gives the factory number alone.

    For an initialised nozzle this is the first of two frames; `raw` holds what follows the factory number
    (two nozzle codes and 19 of the taxpayer's 20 characters), `rfn` the frame counter, whose bits are not
    known. `identity.join_tax_info` reads both frames together.
    """

    status: int
    factory_no: str
    raw: bytes = b""
    rfn: int = 0xFF


class TaxInfoPart(Struct, frozen=True):
    """The second frame of an initialised nozzle's tax information: it has no status byte."""

    rfn: int
    raw: bytes


class TaxIdentity(Struct, frozen=True):
    """What 83 tells of an initialised nozzle: its two frames read together.

    `taxpayer` and `product` are without the blanks around them; `chip_time` is the chip's own time of
    Asia/Shanghai without seconds, None where its digits are no time; `spare` are bytes of no known meaning.
    """

    status: int
    factory_no: str
    nozzle_codes: bytes
    taxpayer: str
    product: str
    chip_time: datetime | None
    spare: bytes = b""


class Nothing(Struct, frozen=True):
    """An answer whose status says that there is nothing to tell, as on a day (87) without a fill."""

    command: int
    status: int = 0


class LastFill(Struct, frozen=True):
    """Answer to 86: no year, month, second or sequence number; `spare` is one maker's two extra bytes."""

    day: int
    hour: int
    minute: int
    volume_ml: int
    amount_fen: int
    unit_price_fen: int
    spare: bytes = b""
    status: int = 1


class GrandTotal(Struct, frozen=True):
    """Answer to 89: the running totals of a nozzle, mL and fen."""

    totalizer_ml: int
    amount_total_fen: int
    status: int = 1


class DayTotal(Struct, frozen=True):
    """Answer to 87; with one maker status 0 says that nothing was filled that day."""

    day: date
    volume_ml: int
    amount_fen: int
    unit_price_fen: int
    status: int = 1


class MonthTotal(Struct, frozen=True):
    """Answer to 88."""

    year: int
    month: int
    volume_ml: int
    amount_fen: int
    status: int = 1


Request = TaxInfoRequest | LastFillRequest | GrandTotalRequest | DayTotalRequest | MonthTotalRequest
Answer = Nothing | TaxInfo | TaxInfoPart | LastFill | GrandTotal | DayTotal | MonthTotal
