"""An office over one database for a module's tests; each test begins without papers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, furnish
from tests.integration.uploads_kit import hire

_PAPERS = "ledger.deliveries, ledger.trips, ledger.invoices, ledger.declarations"
_KEPT = "bureau.supply_entry, bureau.supply_attachment, bureau.upload, bureau.upload_progress"


@contextmanager
def opened(database: Database, unblocked: Any) -> Iterator[Database]:
    """Django on this database, furnished, with a clerk of the city and managers of two stations."""
    from django.db import connections

    from youjian.bureau.database import add_alias

    connections.close_all()
    add_alias("default", "bureau")
    if hasattr(connections._connections, "default"):
        del connections["default"]
    with unblocked.unblock():
        furnish(database)
        hire()
        hire("zhanzhang", "station", [ZHUSHAN])
        hire("leping_station", "station", [LEPING])
        yield database
        connections["default"].close()
        connections["default"].close_pool()


def clear(database: Database) -> None:
    """No papers, entries, photos and uploads."""
    with database.connect("owner") as conn:
        conn.execute(f"TRUNCATE {_PAPERS}, {_KEPT}, ledger.late_days")  # type: ignore[arg-type]


def stored(database: Database, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table of the ledger in the order of their keys."""
    with database.connect("owner") as conn:
        return conn.execute(f"SELECT * FROM ledger.{table} ORDER BY 1, 2").fetchall()  # type: ignore[arg-type]  # noqa: S608
