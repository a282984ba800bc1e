"""What rules had said before a backtest's span: read in the process that walks a station, without Django."""

from datetime import datetime

import pyarrow as pa

from youjian.ledger.connection import connect
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.scope import EVERYTHING, set_scope


def said_before(rules: tuple[str, ...], moment: datetime, station_id: str) -> pa.Table:
    """Every revision of some rules' findings at a station detected before a moment."""
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        return LedgerFacts(conn, [station_id], moment).findings_of(list(rules), moment)
