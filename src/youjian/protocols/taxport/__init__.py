"""The dispenser's tax port (税控初始化接口, 报税口): frames in, messages out, and back.

Layout: collector firmware `POD_V0.2`, `gas.h` and `gas.c`; legal base 国税函[1999]814号 annex 2. A frame is
`BB LEN RFN CMD … CHK`, LEN counting RFN to CHK and CHK being the XOR of RFN to the byte before it.
"""

from youjian.protocols.taxport.answers import decode_answer, encode_answer
from youjian.protocols.taxport.frames import FrameReader, TaxPortError
from youjian.protocols.taxport.identity import (
    has_spare_bytes,
    is_whole,
    join_tax_info,
    split_tax_info,
)
from youjian.protocols.taxport.messages import (
    Answer,
    DayTotal,
    DayTotalRequest,
    GrandTotal,
    GrandTotalRequest,
    LastFill,
    LastFillRequest,
    MonthTotal,
    MonthTotalRequest,
    Nothing,
    Request,
    TaxIdentity,
    TaxInfo,
    TaxInfoPart,
    TaxInfoRequest,
)
from youjian.protocols.taxport.requests import decode_request, encode_request

__all__ = [
    "Answer",
    "DayTotal",
    "DayTotalRequest",
    "FrameReader",
    "GrandTotal",
    "GrandTotalRequest",
    "LastFill",
    "LastFillRequest",
    "MonthTotal",
    "MonthTotalRequest",
    "Nothing",
    "Request",
    "TaxIdentity",
    "TaxInfo",
    "TaxInfoPart",
    "TaxInfoRequest",
    "TaxPortError",
    "decode_answer",
    "decode_request",
    "encode_answer",
    "encode_request",
    "has_spare_bytes",
    "is_whole",
    "join_tax_info",
    "split_tax_info",
]
