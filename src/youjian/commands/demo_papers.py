"""The demo's papers of the past month: deliveries, trips, invoices and declarations, into the ledger.

They are stored with no mark on their days: the demo seals these itself, and the seals of a past that never
happened need no revision for its papers.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from psycopg import Connection

from youjian.contract.fields import business_day, day_bounds
from youjian.contract.records import Record
from youjian.ledger.office import store_papers
from youjian.simulator.past_papers import known, papers
from youjian.simulator.registry import StationPlan


def fill_papers(
    conn: Connection[Any], plan: StationPlan, tables: dict[str, pa.Table], until: datetime, seed: int
) -> int:
    """Store a station's papers in the caller's transaction and scope; returns how many came.

    What the ledger has already stays as it is. A paper is known from the end of its day on.
    """
    days: dict[tuple[date, str], list[Record]] = defaultdict(list)
    for table, record in papers(plan, tables, until, seed):
        days[business_day(known(record) - timedelta(microseconds=1)), table].append(record)
    for (day, table), records in sorted(days.items(), key=lambda one: one[0]):
        store_papers(conn, table, records, min(day_bounds(day)[1], until), marking=False)
    return sum(len(records) for records in days.values())
