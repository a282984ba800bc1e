"""Lines of forecourt controllers: CSV or JSON, one message a line, with columns that a station declares.

No standard says how a controller exports its fuellings: docs/protocols/forecourt.md says what is declared.
Bytes in, messages out, and back; a line that cannot be read comes out with its reason.
"""

from youjian.protocols.forecourt.figures import ForecourtError
from youjian.protocols.forecourt.layout import Column, FieldName, Layout, problems
from youjian.protocols.forecourt.messages import (
    STATES,
    Fault,
    Identity,
    Message,
    PumpState,
    TankLevel,
    Transaction,
    state_named,
)
from youjian.protocols.forecourt.reader import LONGEST_LINE, Line, LineReader, encode_header, encode_line

__all__ = [
    "LONGEST_LINE",
    "STATES",
    "Column",
    "Fault",
    "FieldName",
    "ForecourtError",
    "Identity",
    "Layout",
    "Line",
    "LineReader",
    "Message",
    "PumpState",
    "TankLevel",
    "Transaction",
    "encode_header",
    "encode_line",
    "problems",
    "state_named",
]
