"""The demo's papers: deliveries, trips, invoices and declarations of the past month; trips, invoices since.

Those of the past are stored with no mark on their days: the demo seals these itself, and the seals of a past
that never happened need no revision for its papers.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
from psycopg import Connection
from psycopg.rows import dict_row

from youjian.contract.fields import business_day, day_bounds
from youjian.contract.records import Delivery, Record
from youjian.ledger.connection import connect
from youjian.ledger.office import store_papers
from youjian.ledger.scope import EVERYTHING, set_scope
from youjian.simulator.past_papers import known, papers, papers_beside
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


def follow_papers(plans: Mapping[str, StationPlan], since: datetime, seed: int) -> int:
    """Store trip and invoice of each delivery that the simulated stations reported since; returns how many.

    What people entered stays as they left it: simulated documents bear their station's number.
    """
    with connect("bureau") as conn, conn.transaction():
        set_scope(conn, EVERYTHING)
        rows = conn.cursor(row_factory=dict_row).execute(_ALONE, {"since": since, "plans": list(plans)})
        found = [Delivery(**row) for row in rows]
        made = [papers_beside(plans[one.station_id], one, seed) for one in found]
        moment = datetime.now(UTC)
        store_papers(conn, "trips", [trip for trip, _ in made], moment)
        store_papers(conn, "invoices", [invoice for _, invoice in made], moment)
    return len(made)


_ALONE = """
SELECT station_id, delivery_id, tank_id, product, delivered_at, documented_volume_ml, reference,
    density20_kg_m3, temp_c
FROM ledger.deliveries AS d
WHERE station_id = ANY(%(plans)s) AND delivered_at >= %(since)s AND delivery_id LIKE station_id || '-%%'
    AND NOT test AND NOT EXISTS (
        SELECT FROM ledger.trips AS t WHERE t.consignee_station_id = d.station_id
            AND t.waybill_no = 'YD' || replace(d.delivery_id, '-', 'L')
    )
"""
