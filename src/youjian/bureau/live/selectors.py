"""The live tables within an actor's scope: everything, or what changed since a cursor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.live import devices as devices_table
from youjian.bureau.live import nozzles as nozzles_table
from youjian.bureau.live import reading
from youjian.bureau.live import tanks as tanks_table
from youjian.bureau.live.contracts import LivePart
from youjian.bureau.live.cursors import Cursor, cursor_of, digest, xid32
from youjian.bureau.registry.selectors import region_names
from youjian.bureau.times import now

Rows = list[list[Any]]


@dataclass(frozen=True)
class Table:
    """How a live table is read: the register's tables behind it, its rows, what was touched since."""

    columns: Sequence[str]
    register: Sequence[str]
    rows: Callable[[list[str] | None], Rows]
    touched: Callable[[Cursor], list[str]]


NOZZLES = Table(
    nozzles_table.COLUMNS,
    nozzles_table.REGISTER,
    nozzles_table.rows,
    lambda since: nozzles_table.touched(xid32(since.xid), since.day),
)
TANKS = Table(
    tanks_table.COLUMNS,
    tanks_table.REGISTER,
    tanks_table.rows,
    lambda since: tanks_table.touched(xid32(since.xid), since.day),
)
DEVICES = Table(
    devices_table.COLUMNS,
    devices_table.REGISTER,
    devices_table.rows,
    lambda since: devices_table.touched(xid32(since.xid)),
)


def part(actor: Actor, table: Table, since: str) -> LivePart:
    """A live table: what changed since a cursor, or everything when there is none that leads here.

    The cursor is made first: what commits while the rows are read comes again with the next changes.
    """
    moment = now()
    links, alerts, here = _beside(actor, table)
    known = cursor_of(since)
    if known is None or known.misses(here) or reading.register_moved(known, table.register):
        return _whole(moment, here, table, links, alerts)
    touched = table.touched(known)
    rows = table.rows(touched) if touched else []
    moved = known.parts != here.parts
    return LivePart(
        as_of=moment,
        cursor=here.text,
        whole=False,
        columns=list(table.columns),
        rows=rows,
        stations=None,
        companies=None,
        regions=None,
        links=links if moved else None,
        alerts=alerts if moved else None,
    )


def _beside(actor: Actor, table: Table) -> tuple[Rows, Rows, Cursor]:
    cursor = reading.cursor_now(actor, table.register)
    links, alerts = ([list(line) for line in part] for part in (reading.links(), reading.alerts()))
    return links, alerts, replace(cursor, parts=(digest([links, alerts]),))


def _whole(moment: Any, here: Cursor, table: Table, links: Rows, alerts: Rows) -> LivePart:
    return LivePart(
        as_of=moment,
        cursor=here.text,
        whole=True,
        columns=list(table.columns),
        rows=table.rows(None),
        stations=[list(line) for line in reading.stations()],
        companies=reading.companies(),
        regions=region_names(),
        links=links,
        alerts=alerts,
    )
